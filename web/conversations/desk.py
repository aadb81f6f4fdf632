"""A nurse's side of a conversation: the case, a reply, a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from triage.model import Urgency
from web.conversations.chat import Entry, entries
from web.conversations.receive import assess, latest, next_seq
from web.conversations.replay import History, Told, Triage, facts_of, history, plain
from web.conversations.shown import Shown
from web.conversations.standing import answered, settled
from web.conversations.trace import Trace
from web.tables import ContactDetails, Conversation, NurseReply, QueueEntry, Review

TIERS = tuple(tier.slug for tier in sorted(Urgency, reverse=True))


@dataclass(frozen=True, slots=True)
class Case:
    """All that a nurse needs on one page."""

    conversation: UUID
    codename: str
    started_at: datetime
    shown: Shown
    trace: Trace
    history: History
    entries: tuple[Entry, ...]
    contact: tuple[str, str] | None
    waiting: bool
    closed: bool
    seq: int
    knowledge: str
    assessed_at: datetime

    @property
    def told(self) -> Told:
        """What was told of the person and the pump."""
        return self.history.told

    @property
    def confirmed(self) -> Mapping[str, datetime]:
        """What of it the clinic said, and when."""
        return self.history.confirmed

    def entry(self, seq: int) -> Entry | None:
        """The message with this number; None where a mark was made of something else."""
        found = (one for one in self.entries if one.seq == seq and one.about == "message")
        return next(found, None)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A nurse's tier, the reason, which a changed tier must have, and whether all is done."""

    urgency: str
    note: str = ""
    closes: bool = False


class UnexplainedError(ValueError):
    """The tier was changed without a reason."""


def find_case(session: Session, clinic: str, conversation: UUID) -> Case | None:
    """The case of a conversation in which something was assessed; None when there is none."""
    found = session.get(Conversation, (clinic, conversation))
    assessed = None if found is None else latest(session, found)
    if found is None or assessed is None:
        return None
    entry = session.get(QueueEntry, (clinic, conversation))
    return Case(
        conversation=found.id,
        codename=found.codename,
        started_at=found.started_at,
        shown=plain.structure(assessed.shown, Shown),
        trace=plain.structure(assessed.trace, Trace),
        history=history(session, found),
        entries=entries(session, found),
        contact=_contact(session, found),
        waiting=entry is not None and entry.waiting,
        closed=found.status == "closed",
        seq=found.last_seq,
        knowledge=assessed.knowledge,
        assessed_at=assessed.made_at,
    )


def reply(
    session: Session, conversation: Conversation, nurse: UUID, text: str, key: str, now: datetime
) -> None:
    """Send a nurse's words to the patient; the same key is sent once."""
    place = {"clinic_id": conversation.clinic_id, "conversation_id": conversation.id}
    if session.scalar(select(NurseReply.seq).filter_by(**place, key=key)) is not None:
        return
    seq = next_seq(conversation)
    session.add(NurseReply(**place, seq=seq, nurse_id=nurse, key=key, text=text, written_at=now))
    answered(session, conversation.clinic_id, conversation.id)


def review(
    session: Session,
    triage: Triage,
    conversation: Conversation,
    nurse: UUID,
    verdict: Verdict,
    now: datetime,
) -> Review:
    """Settle the tier. UnexplainedError when it differs from the shown one without a reason."""
    before = latest(session, conversation)
    was = None if before is None else before.urgency
    if verdict.urgency != was and not verdict.note:
        raise UnexplainedError
    made = Review(
        clinic_id=conversation.clinic_id,
        conversation_id=conversation.id,
        seq=next_seq(conversation),
        nurse_id=nurse,
        was=was,
        urgency=verdict.urgency,
        note=verdict.note,
        written_at=now,
    )
    session.add(made)
    assess(session, triage, conversation, now)
    settled(session, conversation.clinic_id, conversation.id)
    conversation.status = "closed" if verdict.closes else "open"
    return made


def _contact(session: Session, conversation: Conversation) -> tuple[str, str] | None:
    left = facts_of(session, ContactDetails, conversation.clinic_id, conversation.id)
    return (left[-1].name, left[-1].phone) if left else None
