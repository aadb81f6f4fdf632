"""What a patient tells beside words: the passport and single taps; and silence, told by nobody."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from web.conversations.receive import assess, latest, locked, next_seq
from web.conversations.replay import Told, Triage, plain
from web.conversations.shown import Shown
from web.conversations.standing import recalled, tapped
from web.tables import (
    Conversation,
    Message,
    PassportEntry,
    PatientAct,
    PatientSign,
    QueueEntry,
    Visit,
)
from web.tables.door import SIGNS

PATIENCE = timedelta(minutes=2)  # without a tap, where somebody may be falling asleep
TAPPED = (Message, PatientAct, PatientSign, PassportEntry)
TOLD_BY_NOBODY = frozenset({"silent"})
MOVES = frozenset({"not_with_them", "alone"})  # a nurse should look again


class UnknownSignError(ValueError):
    """What was sent is no sign that a patient can give."""


def note_passport(
    session: Session,
    triage: Triage,
    conversation: Conversation,
    told: Told,
    speaker: str,
    key: str,
    now: datetime,
) -> None:
    """Keep what is told of the person and the pump; an answer that stands is worked out anew."""
    place = {"clinic_id": conversation.clinic_id, "conversation_id": conversation.id}
    kept = _kept(key, speaker)
    if told.empty or _there(session, PassportEntry, place, kept):
        return
    seq = next_seq(conversation)
    session.add(
        PassportEntry(
            **place,
            seq=seq,
            key=kept,
            speaker=speaker,
            told=plain.unstructure(told),
            written_at=now,
        )
    )
    if latest(session, conversation) is not None:
        assess(session, triage, conversation, now)


def sign(
    session: Session, triage: Triage, conversation: Conversation, what: str, key: str, now: datetime
) -> None:
    """Keep one tap; UnknownSignError when a patient cannot give it."""
    if what not in SIGNS or what in TOLD_BY_NOBODY:
        raise UnknownSignError
    tapped(session, conversation, now)
    if not _append(session, conversation, what, key, now):
        return
    told = latest(session, conversation)
    if what in MOVES and told is not None and told.flagged:
        recalled(session, told, now)
    if what == "handed_over":
        carer = Told(writer="caregiver")
        note_passport(session, triage, conversation, carer, "patient", key, now)
    if what == "delete":
        _close_everywhere(session, conversation, now)


def fell_silent(
    session: Session, triage: Triage, conversation: Conversation, now: datetime
) -> bool:
    """Whether nobody tapped for too long where somebody may fall asleep: now an emergency.

    `conversation` must be locked. Asked whenever the page is read, and by the clock.
    """
    if not may_be_asleep(session, conversation, now):
        return False
    _append(session, conversation, "silent", str(uuid4()), now)
    assess(session, triage, conversation, now)
    return True


def may_be_asleep(session: Session, conversation: Conversation, now: datetime) -> bool:
    """Whether the question about staying awake has stood for two minutes without a tap."""
    told = latest(session, conversation)
    if told is None or conversation.status != "open" or not is_drowsy(told.shown):
        return False
    return now - last_tap(session, conversation) >= PATIENCE


def is_drowsy(shown: object) -> bool:
    """Whether the answer asks if somebody stays awake."""
    asked = plain.structure(shown, Shown).question
    return asked is not None and asked.drowsy


def last_tap(session: Session, conversation: Conversation) -> datetime:
    """When the patient last did anything here."""
    taps = [conversation.started_at]
    for table in TAPPED:
        found = select(table.written_at).filter_by(
            clinic_id=conversation.clinic_id, conversation_id=conversation.id
        )
        last = session.scalar(found.order_by(table.seq.desc()).limit(1))
        taps += [last] if last is not None else []
    return max(taps)


def find_silent(session: Session, clinic: str, now: datetime) -> tuple[UUID, ...]:
    """The conversations in which somebody may have fallen asleep, for the clock to look at."""
    found = (
        select(Conversation)
        .join(
            QueueEntry,
            (QueueEntry.clinic_id == Conversation.clinic_id)
            & (QueueEntry.conversation_id == Conversation.id),
        )
        .where(Conversation.clinic_id == clinic, QueueEntry.waiting, QueueEntry.rank > 0)
    )
    rows = session.scalars(found).all()
    return tuple(row.id for row in rows if may_be_asleep(session, row, now))


def tell_silence(
    session: Session, triage: Triage, clinic: str, conversation: UUID, now: datetime
) -> bool:
    """One of `find_silent`, in a transaction of its own."""
    return fell_silent(session, triage, locked(session, clinic, conversation), now)


def wants_deletion(session: Session, clinic: str, conversation: UUID) -> bool:
    """Whether the patient asked for all of it to be deleted."""
    place = {"clinic_id": clinic, "conversation_id": conversation}
    found = select(PatientSign.seq).filter_by(**place, sign="delete").limit(1)
    return session.scalar(found) is not None


def _close_everywhere(session: Session, conversation: Conversation, now: datetime) -> None:
    """No phone shows it any more; the store keeps it until a nurse has looked."""
    found = select(Visit).filter_by(
        clinic_id=conversation.clinic_id, conversation_id=conversation.id, ended_at=None
    )
    for visit in session.scalars(found):
        visit.ended_at = now


def _append(
    session: Session, conversation: Conversation, what: str, key: str, now: datetime
) -> bool:
    place = {"clinic_id": conversation.clinic_id, "conversation_id": conversation.id}
    kept = _kept(key, what)
    if _there(session, PatientSign, place, kept):
        return False
    seq = next_seq(conversation)
    session.add(PatientSign(**place, seq=seq, key=kept, sign=what, written_at=now))
    session.flush()
    return True


def _there(
    session: Session,
    table: type[PassportEntry | PatientSign],
    place: dict[str, object],
    key: str,
) -> bool:
    return session.scalar(select(table.seq).filter_by(**place, key=key)) is not None


def _kept(key: str, what: str) -> str:
    return hashlib.sha256(f"{key} {what}".encode()).hexdigest()
