"""Conversations that other programs hold: asked and answered in the words of the contract.

The path is the patients' own (`receive`): stored, assessed and queued together. The answer is kept
as it was given, so that the same message sent twice is answered alike.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from triage.contract import as_json, check_slugs, profile_of
from triage.model import Knowledge, Profile, Urgency
from web.conversations.chat import entries
from web.conversations.receive import Said, begin, latest, locked, receive
from web.conversations.replay import Triage, facts_of, history
from web.conversations.told import Told
from web.tables import ApiAnswer, ApiConversation, Assessment, Conversation

Answer = dict[str, Any]


class OtherWordsError(ValueError):
    """The key was used before, for another message."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Which integration speaks, at which clinic of which country."""

    clinic: str
    country: str
    integration: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A message of an integration. `key` was made by it; `fingerprint` is the whole body's."""

    said: Said
    fingerprint: str

    @property
    def key_hash(self) -> str:
        """The key as it is stored."""
        return hashlib.sha256(self.said.key.encode()).hexdigest()


def asked(body: Answer, known: Knowledge, now: datetime) -> Asked:
    """The message in a body whose `text`, `key` and `at` are right.

    UnspokenError (of `triage.contract`) names what is wrong in its profile.
    """
    profile = profile_of(body.get("profile") or {})
    check_slugs(profile, known)
    told = json.dumps(body, sort_keys=True, default=str)
    return Asked(
        Said(body["text"], body["key"], told=_told(profile, now.date()), at=body.get("at")),
        hashlib.sha256(told.encode()).hexdigest(),
    )


def start(
    session: Session, triage: Triage, caller: Caller, wanted: Asked, now: datetime
) -> tuple[Answer, bool]:
    """The answer to the first message, and whether a conversation began with it."""
    place = {"clinic_id": caller.clinic, "integration": caller.integration}
    known = session.scalar(
        select(ApiConversation.conversation_id).filter_by(**place, key_hash=wanted.key_hash)
    )
    if known is not None:
        return say(session, triage, locked(session, caller.clinic, known), wanted, now), False
    unknown_code = hashlib.sha256(uuid4().bytes + uuid4().bytes).hexdigest()
    conversation = begin(session, caller.clinic, caller.country, unknown_code, now, with_code=True)
    session.add(ApiConversation(**place, conversation_id=conversation.id, key_hash=wanted.key_hash))
    session.flush()
    return say(session, triage, conversation, wanted, now), True


def say(
    session: Session, triage: Triage, conversation: Conversation, wanted: Asked, now: datetime
) -> Answer:
    """The answer to one more message; OtherWordsError when its key was used for another."""
    place = {"clinic_id": conversation.clinic_id, "conversation_id": conversation.id}
    before = session.scalar(select(ApiAnswer).filter_by(**place, key_hash=wanted.key_hash))
    if before is not None:
        if before.asked_hash != wanted.fingerprint:
            raise OtherWordsError
        return dict(before.answer)
    assessment = receive(session, triage, conversation, wanted.said, now)
    answer = _answer(session, triage, conversation, assessment)
    session.add(
        ApiAnswer(
            **place,
            seq=assessment.seq,
            key_hash=wanted.key_hash,
            asked_hash=wanted.fingerprint,
            answer=answer,
        )
    )
    return answer


def read(session: Session, conversation: Conversation) -> Answer:
    """The whole conversation: every answer as it was given, and what nurses wrote and settled."""
    stands = latest(session, conversation)
    answers = facts_of(session, ApiAnswer, conversation.clinic_id, conversation.id)
    lines = entries(session, conversation)
    return {
        "conversation": str(conversation.id),
        "status": conversation.status,
        "urgency": None if stands is None else stands.urgency,
        "turns": [row.answer for row in answers],
        "replies": [
            {"at": line.at.isoformat(), "text": line.text}
            for line in lines
            if line.about == "reply"
        ],
        "reviews": [
            {"at": line.at.isoformat(), "was": line.was, "urgency": line.urgency}
            for line in lines
            if line.about == "review"
        ],
    }


def theirs(session: Session, caller: Caller, conversation: UUID) -> Conversation | None:
    """The conversation, if this integration began it."""
    found = session.get(ApiConversation, (caller.clinic, conversation))
    if found is None or found.integration != caller.integration:
        return None
    return session.get(Conversation, (caller.clinic, conversation))


def _answer(
    session: Session, triage: Triage, conversation: Conversation, assessment: Assessment
) -> Answer:
    """The turn in the contract's fields; a tier held up by an older one keeps its reply."""
    turn = triage.converse(history(session, conversation).inputs, triage.knowledge)[-1]
    said = as_json(turn, triage.knowledge)
    if assessment.urgency != said["urgency"]:
        given = facts_of(session, ApiAnswer, conversation.clinic_id, conversation.id)
        asks = assessment.urgency != Urgency.EMERGENCY.slug
        said |= {
            "urgency": assessment.urgency,
            "outcome": assessment.outcome,
            "reply": given[-1].answer["reply"] if given else said["reply"],
            "question": said["question"] if asks else None,
            "flagged": assessment.flagged,
        }
    return {"conversation": str(conversation.id), **said}


def _told(profile: Profile, today: date) -> Told:
    """What is kept of a profile: days become dates, so that it can be read on another day."""
    due = profile.days_until_refill
    return Told(
        writer=profile.writer,
        drugs=profile.drugs,
        on=MappingProxyType(
            {event: today - timedelta(days=int(days)) for event, days in profile.days_since.items()}
        ),
        refill_due=None if due is None else today + timedelta(days=int(due)),
        model=profile.pump_model,
        age=None if profile.age is None else int(profile.age),
        pregnant=profile.pregnant,
        conditions=profile.conditions,
        country=profile.country,
        language=profile.language,
    )
