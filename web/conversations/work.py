"""What a nurse does with a conversation beside replies and verdicts; each act is appended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from web.conversations.claims import Claim, Nursing, claim, claim_of, done, let_go, speak, stay
from web.conversations.receive import latest
from web.conversations.replay import Told, Triage, facts_of, history
from web.conversations.signs import note_passport
from web.conversations.standing import contacted, rank, settled, standing, tier_of, waits
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


@dataclass(frozen=True, slots=True)
class Work:
    """What nurses do here now: who holds it (`mine`: this nurse), what was done, who else may.

    `tier` is the flag that stands, a slug or `human`; `due_at` until when an answer is promised,
    None when nobody waits.
    """

    claim: Claim | None
    mine: bool
    tier: str
    due_at: datetime | None
    reopened: bool
    deeds: tuple[Deed, ...]
    colleagues: tuple[tuple[UUID, str], ...]

    @property
    def closed(self) -> Deed | None:
        """How it was closed last."""
        return next((deed for deed in reversed(self.deeds) if deed.act == "closed"), None)


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


def confirm(at: Nursing, triage: Triage, field: str, key: str) -> None:
    """The clinic confirms one thing that was told of the person or the pump, as it was told.

    UnknownError when nothing of this name was told. What it changes in the tier is worked out; by
    itself it makes nobody wait.
    """
    told = only(history(at.session, at.conversation).told, field)
    if told.empty:
        raise UnknownError(field)
    entry = at.entry
    before = None if entry is None else (entry.rank, entry.waiting, entry.waiting_since)
    note_passport(at.session, triage, at.conversation, told, "clinic", key, at.now)
    done(at, "confirmed", choice=field)
    if entry is not None and before is not None and entry.rank == before[0]:
        waits(at.session, entry, waiting=before[1], since=before[2])
    stay(at)


def only(told: Told, field: str) -> Told:
    """Of all that was told one thing: a field, or a key of the dates or of what is normal."""
    maps: dict[str, Any] = {
        name: MappingProxyType({field: getattr(told, name)[field]})
        for name in ("on", "about", "normal")
        if field in getattr(told, name)
    }
    if maps:
        return Told(**maps)
    return Told(**{field: getattr(told, field)}) if field in told.known else Told()


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


def work_of(
    session: Session, clinic: str, conversation: UUID, nurse: UUID, now: datetime
) -> Work | None:
    """What is done in a conversation, as `nurse` sees it; None when there is none to work at."""
    found = session.get(Conversation, (clinic, conversation))
    entry = standing(session, clinic, conversation)
    told = None if found is None else latest(session, found)
    if found is None or entry is None or told is None:
        return None
    held = claim_of(session, found, now)
    return Work(
        claim=held,
        mine=held is not None and held.nurse == nurse,
        tier=tier_of(min(entry.rank, rank(told.urgency, told.outcome))),
        due_at=entry.due_at if entry.waiting and entry.waiting_since else None,
        reopened=entry.reopened,
        deeds=deeds(session, found),
        colleagues=colleagues(session, clinic, nurse),
    )


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
