"""Where a conversation stands for the nurses, moved by what patients write and nurses do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from web.conversations.idle import NEVER, idle_after
from web.promised import promised
from web.tables import Assessment, Conversation, QueueEntry, StandingRisk

# What was not understood stands just under `urgent`: it may be anything.
ORDER = ("emergency", "urgent", "human", "same_day", "routine", "self_care")
LAST = len(ORDER)
TOLD_TO_CALL = frozenset({"urgent", "emergency"})


def rank(urgency: str | None, outcome: str) -> int:
    """The place of a tier in the queue; 0 is first."""
    own = ORDER.index(urgency or "human")
    return min(own, ORDER.index("human")) if outcome == "human" else own


def tier_of(place: int) -> str:
    """The tier's slug, or `human`, at a place of the queue."""
    return ORDER[min(place, LAST - 1)]


def standing(session: Session, clinic: str, conversation: UUID) -> QueueEntry | None:
    """The conversation's place in the queue; None before anything was assessed."""
    return session.get(QueueEntry, (clinic, conversation))


def enqueue(
    session: Session, assessment: Assessment, risks: Iterable[str], now: datetime
) -> QueueEntry:
    """Put what was assessed where nurses see it; a place once taken only moves up."""
    entry = standing(session, assessment.clinic_id, assessment.conversation_id)
    if entry is None:
        entry = _new_entry(assessment, now)
        session.add(entry)
    entry.waiting = entry.waiting or assessment.flagged
    entry.rank = min(entry.rank, rank(assessment.urgency, assessment.outcome))
    entry.seq = assessment.seq
    entry.waiting_since = entry.waiting_since or now
    _promise(session, entry)
    _hurry(entry, now)
    _tell(entry, assessment.urgency)
    _keep_risks(session, assessment, frozenset(risks))
    return entry


def reopened(session: Session, conversation: Conversation, now: datetime) -> None:
    """The patient wrote: what nurses had settled or closed comes before them again."""
    entry = standing(session, conversation.clinic_id, conversation.id)
    if entry is not None:
        entry.reopened = entry.reopened or conversation.status == "closed"
        entry.waiting = entry.waiting or entry.rank == LAST
        entry.patient_at = now
    conversation.status = "open"


def tapped(session: Session, conversation: Conversation, now: datetime) -> None:
    """The patient did something on the page."""
    entry = standing(session, conversation.clinic_id, conversation.id)
    if entry is not None:
        entry.patient_at = now


def answered(session: Session, clinic: str, conversation: UUID) -> None:
    """A nurse wrote: nobody waits until the patient writes again."""
    entry = standing(session, clinic, conversation)
    if entry is not None:
        entry.waiting_since = None
        _promise(session, entry)


def settled(session: Session, clinic: str, conversation: UUID) -> None:
    """A nurse decided: out of the queue until the patient writes again."""
    entry = standing(session, clinic, conversation)
    if entry is not None:
        entry.waiting, entry.rank, entry.waiting_since = False, LAST, None
        entry.reopened = False
        _promise(session, entry)


def regraded(session: Session, assessment: Assessment) -> None:
    """A nurse raised the tier: it stays in the queue, at its new place, answered."""
    entry = standing(session, assessment.clinic_id, assessment.conversation_id)
    if entry is not None:
        entry.waiting, entry.waiting_since = True, None
        entry.rank = rank(assessment.urgency, assessment.outcome)
        _promise(session, entry)


def recalled(session: Session, told: Assessment, now: datetime) -> None:
    """Whoever was told to call and reached nobody waits for a nurse again."""
    entry = standing(session, told.clinic_id, told.conversation_id)
    if entry is not None:
        entry.waiting = True
        entry.rank = min(entry.rank, rank(told.urgency, told.outcome))
        entry.waiting_since = entry.waiting_since or now
        _promise(session, entry)


def contacted(session: Session, clinic: str, conversation: UUID, *, reached: bool = True) -> None:
    """It is known whether who was told to call has spoken with somebody, or is on the way."""
    entry = standing(session, clinic, conversation)
    if entry is not None:
        entry.uncontacted = not reached and entry.told is not None


def waits(session: Session, entry: QueueEntry, *, waiting: bool, since: datetime | None) -> None:
    """Put back whether and since when somebody waits."""
    entry.waiting, entry.waiting_since = waiting, since
    _promise(session, entry)


def _new_entry(assessment: Assessment, now: datetime) -> QueueEntry:
    return QueueEntry(
        clinic_id=assessment.clinic_id,
        conversation_id=assessment.conversation_id,
        waiting=False,
        rank=LAST,
        due_at=NEVER,
        patient_at=now,
        seq=assessment.seq,
    )


def _promise(session: Session, entry: QueueEntry) -> None:
    since = entry.waiting_since
    due = NEVER if since is None else promised(session).due_at(tier_of(entry.rank), since)
    entry.due_at = due


def _hurry(entry: QueueEntry, now: datetime) -> None:
    """Who holds it has no longer from now than the tier allows that it has now."""
    if entry.held_until is not None and not entry.on_call:
        entry.held_until = min(entry.held_until, now + idle_after(tier_of(entry.rank)))


def _tell(entry: QueueEntry, urgency: str | None) -> None:
    """A graver card asks anew whether somebody was reached; a milder one asks no more."""
    if urgency not in TOLD_TO_CALL:
        entry.told, entry.uncontacted = None, False
    elif entry.told is None or ORDER.index(urgency or "") < ORDER.index(entry.told):
        entry.told, entry.uncontacted = urgency, True


def _keep_risks(session: Session, assessment: Assessment, risks: frozenset[str]) -> None:
    place = {"clinic_id": assessment.clinic_id, "conversation_id": assessment.conversation_id}
    kept = frozenset(session.scalars(select(StandingRisk.risk).filter_by(**place)))
    if kept - risks:
        gone = StandingRisk.risk.in_(kept - risks)
        session.execute(delete(StandingRisk).filter_by(**place).where(gone))
    session.add_all(StandingRisk(**place, risk=risk) for risk in sorted(risks - kept))
