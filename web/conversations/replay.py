"""Stored facts -> the engine's inputs -> turns. An audit, a what-if and an answer all come here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import TypeVar
from uuid import UUID

import cattrs
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge import load
from triage.model import (
    Answer,
    Input,
    Knowledge,
    Passport,
    Status,
    Turn,
    Urgency,
)
from triage.model import Correction as StruckOut
from triage.model import Message as Heard
from triage.model import Review as Settled
from web.conversations.told import EVENTS, Told
from web.tables import Conversation, Correction, Message, PassportEntry, PatientSign, Review
from web.tables.base import OfConversation

Fact = Message | Correction | Review | PassportEntry | PatientSign
SILENT = (("hard-to-wake", Answer.NOT_SURE),)  # what no tap may mean
TELLING = Message | PassportEntry
__all__ = ["EVENTS", "History", "Told", "Triage", "facts_of", "history", "plain"]
Row = TypeVar("Row", bound=OfConversation)
Converse = Callable[[Sequence[Input], Knowledge], tuple[Turn, ...]]

plain = cattrs.Converter()
plain.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
plain.register_unstructure_hook(date, date.isoformat)


@dataclass(frozen=True, slots=True)
class Triage:
    """The engine and what it knows; `load` reads what is on disk by now."""

    converse: Converse
    knowledge: Knowledge
    load: Callable[[], Knowledge] = load

    def anew(self) -> Triage:
        """The engine with the knowledge on disk; KnowledgeError when that is faulty."""
        return replace(self, knowledge=self.load())


@dataclass(frozen=True, slots=True)
class History:
    """A conversation's inputs in order, each with its number among all facts.

    `confirmed` names what the clinic, not the patient, told last, and when.
    """

    seqs: tuple[int, ...]
    inputs: tuple[Input, ...]
    told: Told
    confirmed: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))


def history(session: Session, conversation: Conversation) -> History:
    """All that came in, as the engine hears it."""
    facts = sorted(_facts(session, conversation), key=lambda fact: fact.seq)
    turns = {fact.seq: number for number, fact in enumerate(facts, 1)}
    told, inputs, confirmed = Told(), list[Input](), dict[str, datetime]()
    for fact in facts:
        new = _told(fact)
        told = told.merged(new)
        confirmed = _confirmed(confirmed, fact, new.known)
        profile = told.profile(fact.written_at, conversation.country)
        inputs.append(replace(_heard(fact, turns), profile=profile))
    return History(tuple(turns), tuple(inputs), told, MappingProxyType(confirmed))


def _told(fact: Fact) -> Told:
    return plain.structure(fact.told, Told) if isinstance(fact, TELLING) else Told()


def _confirmed(
    before: Mapping[str, datetime], fact: Fact, known: Iterable[str]
) -> dict[str, datetime]:
    if isinstance(fact, PassportEntry) and fact.speaker == "clinic":
        return {**before, **dict.fromkeys(known, fact.written_at)}
    said = set(known)
    return {name: at for name, at in before.items() if name not in said}


def _facts(session: Session, conversation: Conversation) -> Iterable[Fact]:
    place = (conversation.clinic_id, conversation.id)
    yield from facts_of(session, Message, *place)
    yield from facts_of(session, Correction, *place)
    yield from facts_of(session, Review, *place)
    yield from facts_of(session, PassportEntry, *place)
    signs = facts_of(session, PatientSign, *place)
    yield from (sign for sign in signs if sign.sign == "silent")


def facts_of(session: Session, table: type[Row], clinic: str, conversation: UUID) -> Sequence[Row]:
    """The rows of `table` that belong to a conversation, in order."""
    found = select(table).filter_by(clinic_id=clinic, conversation_id=conversation)
    return session.scalars(found.order_by(table.seq)).all()


def _heard(fact: Fact, turns: Mapping[int, int]) -> Input:
    match fact:
        case Message():
            ticks = tuple((concept, Answer(answer)) for concept, answer in fact.ticks)
            return Heard(fact.text, at=fact.written_at, question=fact.question, ticks=ticks)
        case Correction():
            turn, status = turns[fact.message_seq], Status(fact.status)
            return StruckOut(turn, fact.start, fact.concept, status)
        case Review():
            return Settled(Urgency.of(fact.urgency), note=fact.note)
        case PassportEntry():
            return Passport()
        case PatientSign():
            return Heard("", at=fact.written_at, ticks=SILENT)
