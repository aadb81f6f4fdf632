"""What a nurse does with a conversation beside replies and verdicts; each act is appended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from web.conversations.claims import Nursing, claim, done, let_go, speak, stay
from web.conversations.replay import facts_of
from web.conversations.standing import contacted, settled
from web.tables import Conversation, Look, Nurse, NurseAct

CALLS = ("on_call", "reached", "no_answer", "left_message")
OUTCOMES = (
    "advised", "seen_soon", "sent_to_er", "passed_on", "already_cared_for", "not_reached",
    "not_for_us", "test",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Deed:
    """One act of a nurse as it is read: `to` is the other nurse's name, if there is one."""

    seq: int
    at: datetime
    nurse: str
    act: str
    to: str = ""
    choice: str = ""
    words: str = ""


class UnknownError(ValueError):
    """What was sent is none of the choices."""


def call(at: Nursing, how: str) -> None:
    """Note a call: one of CALLS. HeldError when another nurse holds it."""
    if how not in CALLS:
        raise UnknownError(how)
    claim(at)
    speak(at, speaking=how == "on_call")
    done(at, how)
    if how == "reached":
        contacted(at.session, at.conversation.clinic_id, at.conversation.id)


def note(at: Nursing, words: str) -> None:
    """Keep a note for the nurses; anybody may, whoever holds it."""
    done(at, "noted", words=words)
    stay(at)


def close(at: Nursing, outcome: str, words: str = "") -> None:
    """End it with one of OUTCOMES; what the patient writes later opens it again."""
    if outcome not in OUTCOMES:
        raise UnknownError(outcome)
    claim(at)
    done(at, "closed", choice=outcome, words=words)
    at.conversation.status = "closed"
    at.conversation.told_seq = at.conversation.last_seq  # the patient's page says so
    place = (at.conversation.clinic_id, at.conversation.id)
    settled(at.session, *place)
    contacted(at.session, *place)
    let_go(at)


def looked(at: Nursing) -> None:
    """This nurse has seen all that there is."""
    place = (at.conversation.clinic_id, at.conversation.id, at.nurse)
    look = at.session.get(Look, place)
    if look is None:
        look = Look(clinic_id=place[0], conversation_id=place[1], nurse_id=place[2])
        at.session.add(look)
    look.seq, look.looked_at = at.conversation.last_seq, at.now
    stay(at)


def deeds(session: Session, conversation: Conversation) -> tuple[Deed, ...]:
    """All acts of nurses, in order."""
    acts = facts_of(session, NurseAct, conversation.clinic_id, conversation.id)
    names = _names(session, conversation.clinic_id) if acts else {}
    return tuple(
        Deed(
            act.seq,
            act.written_at,
            names[act.nurse_id],
            act.act,
            names[act.to_id] if act.to_id else "",
            act.choice or "",
            act.words,
        )
        for act in acts
    )


def colleagues(session: Session, clinic: str, nurse: UUID) -> tuple[tuple[UUID, str], ...]:
    """The other nurses who may open the desk, by name."""
    found = select(Nurse.id, Nurse.name).filter_by(clinic_id=clinic, active=True)
    rows = session.execute(found.where(Nurse.id != nurse).order_by(Nurse.name))
    return tuple((row.id, row.name) for row in rows)


def _names(session: Session, clinic: str) -> dict[UUID, str]:
    found = select(Nurse.id, Nurse.name).filter_by(clinic_id=clinic)
    return {row.id: row.name for row in session.execute(found)}
