"""A nurse's side of a conversation: the case, a reply, a verdict."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from triage.model import Urgency
from web.conversations.chat import Entry, entries
from web.conversations.claims import Nursing, claim, keep, let_go
from web.conversations.receive import assess, latest, next_seq
from web.conversations.replay import History, Told, Triage, facts_of, history, plain
from web.conversations.shown import Shown
from web.conversations.standing import LAST, ORDER, answered, rank, regraded, settled
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
    """A nurse's tier, and the reason, which a lowered tier must have."""

    urgency: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A nurse's words to the patient. `key` was made by the page: the same is sent once.

    `template` is what they began from and `urgency` its tier; `reason` why milder words fit.
    """

    text: str
    key: str
    template: str | None = None
    urgency: str | None = None
    reason: str = ""


class MilderError(ValueError):
    """The template is of a lower tier than the flag, and no reason is given."""


class UnexplainedError(ValueError):
    """The tier was lowered without a reason."""


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


def reply(at: Nursing, letter: Letter) -> None:
    """Send a nurse's words to the patient.

    MilderError when they lack a reason, HeldError when another nurse holds the conversation.
    """
    place = {"clinic_id": at.conversation.clinic_id, "conversation_id": at.conversation.id}
    key = hashlib.sha256(letter.key.encode()).hexdigest()  # a page may send one of any length
    if at.session.scalar(select(NurseReply.seq).filter_by(**place, key=key)) is not None:
        return
    if letter.urgency and ORDER.index(letter.urgency) > _flag(at) and not letter.reason:
        raise MilderError
    claim(at)
    at.session.add(
        NurseReply(
            **place,
            seq=next_seq(at.conversation),
            nurse_id=at.nurse,
            key=key,
            text=letter.text,
            template=letter.template,
            reason=letter.reason or None,
            written_at=at.now,
        )
    )
    answered(at.session, at.conversation.clinic_id, at.conversation.id)


def review(at: Nursing, triage: Triage, verdict: Verdict) -> Review:
    """Settle the tier; a raised one stays in the queue, held by who raised it.

    UnexplainedError when it is lower than the flag and lacks a reason. Raising is open to every
    nurse; else HeldError when another one holds the conversation.
    """
    before = latest(at.session, at.conversation)
    was, place = before.urgency if before else None, ORDER.index(verdict.urgency)
    raised = place < _flag(at)
    if verdict.urgency != was and not raised and not verdict.note:
        raise UnexplainedError
    if not raised:
        claim(at)
    made = Review(
        clinic_id=at.conversation.clinic_id,
        conversation_id=at.conversation.id,
        seq=next_seq(at.conversation),
        nurse_id=at.nurse,
        was=was,
        urgency=verdict.urgency,
        note=verdict.note,
        written_at=at.now,
    )
    at.session.add(made)
    assessed = assess(at.session, triage, at.conversation, at.now)
    at.conversation.status = "open"
    if raised:
        regraded(at.session, assessed)
        keep(at)
    else:
        settled(at.session, at.conversation.clinic_id, at.conversation.id)
        let_go(at)
    return made


def _flag(at: Nursing) -> int:
    """The place in the queue at which the conversation stands, waiting or not."""
    told, entry = latest(at.session, at.conversation), at.entry
    own = rank(told.urgency, told.outcome) if told else LAST
    return min(own, entry.rank) if entry else own


def _contact(session: Session, conversation: Conversation) -> tuple[str, str] | None:
    left = facts_of(session, ContactDetails, conversation.clinic_id, conversation.id)
    return (left[-1].name, left[-1].phone) if left else None
