"""What a patient did when told to call; whoever reached nobody comes before the nurses again."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from web.conversations.called import call_somebody
from web.conversations.clocked import clocked
from web.conversations.receive import latest, next_seq
from web.conversations.standing import TOLD_TO_CALL, contacted, recalled, reopened, tapped
from web.tables import Assessment, Conversation, PatientAct
from web.tables.base import ACTS

UNREACHED = frozenset({"nobody", "refused"})


class NotToldError(ValueError):
    """Nobody is told to call here, or what was sent is no act."""


def act(session: Session, conversation: Conversation, did: str, key: str, now: datetime) -> None:
    """Keep what the patient did; NotToldError when the card does not ask for it.

    Who reached nobody, or will not call, comes before the nurses again.
    """
    told = latest(session, conversation)
    if did not in ACTS or told is None:
        raise NotToldError
    place = {"clinic_id": conversation.clinic_id, "conversation_id": conversation.id}
    kept = hashlib.sha256(f"{key} {did}".encode()).hexdigest()
    if session.scalar(select(PatientAct.seq).filter_by(**place, key=kept)) is not None:
        return
    if not _is_asked(session, conversation, told, now):
        raise NotToldError
    seq = next_seq(conversation)
    session.add(
        PatientAct(**place, seq=seq, key=kept, act=did, urgency=told.urgency, written_at=now)
    )
    tapped(session, conversation, now)
    if did in UNREACHED:
        reopened(session, conversation, now)
        recalled(session, told, now)
        call_somebody(session, conversation, now)
    reached = did not in UNREACHED
    contacted(session, conversation.clinic_id, conversation.id, reached=reached)


def _is_asked(
    session: Session, conversation: Conversation, told: Assessment, now: datetime
) -> bool:
    """Who is told to call is asked at once; who is told to today, the next morning."""
    return told.urgency in TOLD_TO_CALL or clocked(session, conversation, now).check
