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
    Profile,
    Status,
    Turn,
    Urgency,
)
from triage.model import Correction as StruckOut
from triage.model import Message as Heard
from triage.model import Review as Settled
from web.tables import Conversation, Correction, Message, Review
from web.tables.base import OfConversation

EVENTS = ("implant", "refill", "dose_change", "mri")
Fact = Message | Correction | Review
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
class Told:
    """What somebody said of the person and the pump, as dates. A missing field is unknown.

    `on` maps implant, refill, dose_change and mri to days; `refill_due` is the next refill.
    """

    writer: str | None = None
    drugs: tuple[str, ...] = ()
    on: Mapping[str, date] = field(default_factory=lambda: MappingProxyType({}))
    refill_due: date | None = None

    def merged(self, later: Told) -> Told:
        """This with all that `later` knows put over it."""
        return Told(
            writer=later.writer or self.writer,
            drugs=later.drugs or self.drugs,
            on=MappingProxyType({**self.on, **later.on}),
            refill_due=later.refill_due or self.refill_due,
        )

    def profile(self, now: datetime, country: str) -> Profile:
        """The engine's profile as it stands on the day of `now`: dates become days."""
        today = now.date()
        since = {event: float(max((today - day).days, 0)) for event, day in self.on.items()}
        due = self.refill_due
        return Profile(
            drugs=self.drugs,
            days_since=MappingProxyType(since),
            days_until_refill=None if due is None else float((due - today).days),
            writer=self.writer,
            country=country,
            language="en",
        )


@dataclass(frozen=True, slots=True)
class History:
    """A conversation's inputs in order, each with its number among all facts."""

    seqs: tuple[int, ...]
    inputs: tuple[Input, ...]
    told: Told


def history(session: Session, conversation: Conversation) -> History:
    """All that came in, as the engine hears it."""
    facts = sorted(_facts(session, conversation), key=lambda fact: fact.seq)
    turns = {fact.seq: number for number, fact in enumerate(facts, 1)}
    told, inputs = Told(), list[Input]()
    for fact in facts:
        if isinstance(fact, Message):
            told = told.merged(plain.structure(fact.told, Told))
        profile = told.profile(fact.written_at, conversation.country)
        inputs.append(replace(_heard(fact, turns), profile=profile))
    return History(tuple(turns), tuple(inputs), told)


def _facts(session: Session, conversation: Conversation) -> Iterable[Fact]:
    place = (conversation.clinic_id, conversation.id)
    yield from facts_of(session, Message, *place)
    yield from facts_of(session, Correction, *place)
    yield from facts_of(session, Review, *place)


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
