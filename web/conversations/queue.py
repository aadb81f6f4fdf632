"""Whom the nurses see first: flagged conversations, most urgent first, then longest waiting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from web.conversations.replay import plain
from web.conversations.trace import Trace
from web.tables import Assessment, Conversation, PatientAct, QueueEntry

# What was not understood stands just under `urgent`: it may be anything.
ORDER = ("emergency", "urgent", "human", "same_day", "routine", "self_care")
LAST = len(ORDER)
WORDS_IN_QUEUE = 3
RISKS_IN_QUEUE = 2


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row of the queue. `tier` is a tier's slug or `human`; `waits` None: answered already.

    `did` is what the patient did when told to call.
    """

    conversation: UUID
    codename: str
    tier: str
    words: tuple[str, ...]
    drugs: tuple[str, ...]
    drug_unknown: bool
    risks: tuple[str, ...]
    reasons: tuple[str, ...]
    waits: timedelta | None
    written_at: datetime
    did: str | None = None


def enqueue(session: Session, assessment: Assessment, now: datetime) -> None:
    """Put what was assessed where nurses see it; a place once taken only moves up."""
    entry = session.get(QueueEntry, (assessment.clinic_id, assessment.conversation_id))
    if entry is None:
        entry = QueueEntry(
            clinic_id=assessment.clinic_id,
            conversation_id=assessment.conversation_id,
            waiting=False,
            rank=LAST,
            seq=assessment.seq,
        )
        session.add(entry)
    entry.waiting = entry.waiting or assessment.flagged
    entry.rank = min(entry.rank, rank(assessment.urgency, assessment.outcome))
    entry.seq = assessment.seq
    entry.waiting_since = entry.waiting_since or now


def answered(session: Session, clinic: str, conversation: UUID) -> None:
    """A nurse wrote: nobody waits until the patient writes again."""
    entry = session.get(QueueEntry, (clinic, conversation))
    if entry is not None:
        entry.waiting_since = None


def settled(session: Session, clinic: str, conversation: UUID) -> None:
    """A nurse reviewed: out of the queue until something new is flagged."""
    entry = session.get(QueueEntry, (clinic, conversation))
    if entry is not None:
        entry.waiting, entry.rank, entry.waiting_since = False, LAST, None


def recalled(session: Session, told: Assessment, now: datetime) -> None:
    """Whoever was told to call and reached nobody waits for a nurse again."""
    entry = session.get(QueueEntry, (told.clinic_id, told.conversation_id))
    if entry is not None:
        entry.waiting = True
        entry.rank = min(entry.rank, rank(told.urgency, told.outcome))
        entry.waiting_since = entry.waiting_since or now


def rank(urgency: str | None, outcome: str) -> int:
    """The place of a tier in the queue; 0 is first."""
    own = ORDER.index(urgency or "human")
    return min(own, ORDER.index("human")) if outcome == "human" else own


def queue(session: Session, clinic: str, now: datetime) -> tuple[Waiting, ...]:
    """All that wait for a nurse, in the order in which they should be seen."""
    rows = session.execute(_order(clinic)).all()
    did = _last_acts(session, clinic, [entry.conversation_id for entry, _, _ in rows])
    return tuple(
        _waiting(entry, conversation, assessment, did.get(conversation.id), now)
        for entry, conversation, assessment in rows
    )


def _last_acts(session: Session, clinic: str, them: Iterable[UUID]) -> Mapping[UUID, str]:
    found = select(PatientAct.conversation_id, PatientAct.act).where(
        PatientAct.clinic_id == clinic, PatientAct.conversation_id.in_(tuple(them))
    )
    rows = session.execute(found.order_by(PatientAct.seq))
    return {row.conversation_id: row.act for row in rows}


def _order(clinic: str) -> Select[QueueEntry, Conversation, Assessment]:
    same = (
        Conversation.clinic_id == QueueEntry.clinic_id,
        Conversation.id == QueueEntry.conversation_id,
    )
    judged = (
        Assessment.clinic_id == QueueEntry.clinic_id,
        Assessment.conversation_id == QueueEntry.conversation_id,
        Assessment.seq == QueueEntry.seq,
    )
    found = select(QueueEntry, Conversation, Assessment)
    found = found.join(Conversation, and_(*same)).join(Assessment, and_(*judged))
    found = found.where(QueueEntry.clinic_id == clinic, QueueEntry.waiting)
    since = QueueEntry.waiting_since
    return found.order_by(QueueEntry.rank, since.is_(None), since, Conversation.started_at)


def _waiting(
    entry: QueueEntry,
    conversation: Conversation,
    assessment: Assessment,
    did: str | None,
    now: datetime,
) -> Waiting:
    trace = plain.structure(assessment.trace, Trace)
    since = entry.waiting_since
    return Waiting(
        conversation=conversation.id,
        codename=conversation.codename,
        tier=ORDER[min(entry.rank, LAST - 1)],
        words=_worst_words(trace),
        drugs=trace.drugs,
        drug_unknown=trace.drug_unknown,
        risks=tuple(dict.fromkeys(step.risk for step in trace.steps))[:RISKS_IN_QUEUE],
        reasons=trace.flag_reasons,
        waits=None if since is None else max(now - since, timedelta()),
        written_at=assessment.made_at,
        did=did,
    )


def _worst_words(trace: Trace) -> tuple[str, ...]:
    """The patient's words that the most urgent steps stand on, else what was not understood."""
    words = dict.fromkeys(word for step in trace.steps for word in step.words)
    return tuple(words)[:WORDS_IN_QUEUE] or trace.unknown_words[:WORDS_IN_QUEUE]
