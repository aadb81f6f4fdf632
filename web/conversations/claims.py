"""Who holds a conversation: one nurse at a time, until she is done, idle, or it is taken over.

Every change is made on a locked conversation, so two nurses at once come one after the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from web.conversations.idle import LONGEST_CALL, idle_after
from web.conversations.receive import next_seq
from web.conversations.rows import is_held
from web.conversations.standing import standing, tier_of
from web.tables import Conversation, Nurse, NurseAct, QueueEntry


@dataclass(frozen=True, slots=True)
class Claim:
    """Who holds, since when, and until when if nothing is done."""

    nurse: UUID
    name: str
    since: datetime
    until: datetime
    on_call: bool


@dataclass(frozen=True, slots=True)
class Nursing:
    """One nurse at a conversation that is locked, at a moment: what every act of hers needs."""

    session: Session
    conversation: Conversation
    nurse: UUID
    now: datetime

    @property
    def entry(self) -> QueueEntry | None:
        """The conversation's place in the queue."""
        return standing(self.session, self.conversation.clinic_id, self.conversation.id)


class HeldError(Exception):
    """Another nurse holds the conversation."""

    def __init__(self, claim: Claim) -> None:
        super().__init__("another nurse holds it")
        self.claim = claim


class NoReasonError(ValueError):
    """Taking over needs a reason."""


def claim_of(session: Session, conversation: Conversation, now: datetime) -> Claim | None:
    """Who holds the conversation at `now`; None: nobody."""
    entry = standing(session, conversation.clinic_id, conversation.id)
    if entry is None or entry.holder_id is None or not is_held(entry, now):
        return None
    nurse = session.get_one(Nurse, (conversation.clinic_id, entry.holder_id))
    since, until = entry.held_since or now, entry.held_until or now
    return Claim(nurse.id, nurse.name, since, until, entry.on_call)


def claim(at: Nursing) -> None:
    """Take it, or keep what is taken; HeldError when another nurse holds it."""
    held = claim_of(at.session, at.conversation, at.now)
    if held is not None and held.nurse != at.nurse:
        raise HeldError(held)
    if held is None:
        done(at, "claimed")
        _give(at, at.nurse)
    stay(at)


def keep(at: Nursing) -> None:
    """Take it if nobody holds it; whoever holds it goes on."""
    if claim_of(at.session, at.conversation, at.now) is None:
        claim(at)


def take_over(at: Nursing, reason: str) -> None:
    """Take it from whoever holds it; NoReasonError without a reason, if somebody does."""
    held = claim_of(at.session, at.conversation, at.now)
    if held is None or held.nurse == at.nurse:
        claim(at)
        return
    if not reason:
        raise NoReasonError
    done(at, "taken_over", to=held.nurse, words=reason)
    _give(at, at.nurse)


def hand_over(at: Nursing, to: UUID, words: str = "") -> None:
    """Give it to another nurse of the clinic; NoResultFound when there is none such at work."""
    claim(at)
    place = {"clinic_id": at.conversation.clinic_id, "id": to}
    at.session.execute(select(Nurse.id).filter_by(**place, active=True)).one()
    done(at, "handed_over", to=to, words=words)
    _give(at, to)


def release(at: Nursing) -> None:
    """Let go of it; nothing happens when this nurse does not hold it."""
    held = claim_of(at.session, at.conversation, at.now)
    if held is not None and held.nurse == at.nurse:
        done(at, "released")
        let_go(at)


def stay(at: Nursing) -> None:
    """The holder did something: the time until she counts as idle begins anew."""
    entry = at.entry
    if entry is not None and entry.holder_id == at.nurse and not entry.on_call:
        entry.held_until = at.now + idle_after(tier_of(entry.rank))


def speak(at: Nursing, *, speaking: bool) -> None:
    """The holder begins or ends a call; while she speaks she is not idle."""
    entry = at.entry
    if entry is not None:
        entry.on_call = speaking
        entry.held_until = at.now + (LONGEST_CALL if speaking else idle_after(tier_of(entry.rank)))


def let_go(at: Nursing) -> None:
    """Nobody holds it."""
    entry = at.entry
    if entry is not None:
        entry.holder_id = entry.held_since = entry.held_until = None
        entry.on_call = False


def done(
    at: Nursing, act: str, *, to: UUID | None = None, choice: str | None = None, words: str = ""
) -> None:
    """Append an act of a nurse to the facts."""
    at.session.add(
        NurseAct(
            clinic_id=at.conversation.clinic_id,
            conversation_id=at.conversation.id,
            seq=next_seq(at.conversation, told=False),
            nurse_id=at.nurse,
            act=act,
            to_id=to,
            choice=choice,
            words=words,
            written_at=at.now,
        )
    )


def _give(at: Nursing, nurse: UUID) -> None:
    entry = at.entry
    if entry is not None:
        entry.holder_id, entry.held_since, entry.on_call = nurse, at.now, False
        entry.held_until = at.now + idle_after(tier_of(entry.rank))
