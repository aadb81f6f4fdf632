"""Which rows of the queue a nurse asks for, fifty at a time, and where the next fifty begin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, literal, or_, select, tuple_

from web.conversations.standing import ORDER
from web.tables import Conversation, QueueEntry, StandingRisk

VIEWS = ("waiting", "mine", "nobody", "uncontacted")
PLACE = (
    QueueEntry.rank,
    QueueEntry.due_at,
    QueueEntry.waiting_since,
    QueueEntry.conversation_id,
)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
LAST_LETTERS = "zzzz"  # no word of a codename comes after them


@dataclass(frozen=True, slots=True)
class Key:
    """The place of a row: those behind it come after."""

    rank: int
    due_at: datetime
    waiting_since: datetime | None
    conversation: UUID

    def __str__(self) -> str:
        since = "" if self.waiting_since is None else _ticks(self.waiting_since)
        return f"{self.rank}.{_ticks(self.due_at)}.{since}.{self.conversation.hex}"

    @classmethod
    def read(cls, text: str) -> Key | None:
        """The key that was written as `text`; None when it is none."""
        try:
            rank, due, since, conversation = text.split(".")
            return cls(
                int(rank[:4]), _moment(due), _moment(since) if since else None, UUID(conversation)
            )
        except (ValueError, OverflowError):
            return None


@dataclass(frozen=True, slots=True)
class Sought:
    """What a nurse asks for: one of VIEWS, narrowed by tier (or `human`) and risk, from `after` on.

    A codename is looked for everywhere, also among what is closed. Text is never searched.
    """

    view: str = "waiting"
    tier: str = ""
    risk: str = ""
    codename: str = ""
    after: Key | None = None

    @property
    def narrowed(self) -> bool:
        """Whether not all that wait are asked for."""
        return self.view != "waiting" or bool(self.tier or self.risk or self.codename)


def conditions(sought: Sought, nurse: UUID, now: datetime) -> list[ColumnElement[bool]]:
    """The conditions on rows of QueueEntry and Conversation."""
    wanted = [_named(sought.codename)] if sought.codename else _viewed(sought.view, nurse, now)
    if sought.tier in ORDER:
        wanted.append(QueueEntry.rank == ORDER.index(sought.tier))
    if sought.risk:
        wanted.append(_at_risk(sought.risk))
    if sought.after is not None:
        wanted.append(_behind(sought.after))
    return wanted


def unheld(now: datetime) -> ColumnElement[bool]:
    """Nobody holds it, or whoever did has been idle for too long."""
    return or_(QueueEntry.holder_id.is_(None), QueueEntry.held_until <= now)


def _viewed(view: str, nurse: UUID, now: datetime) -> list[Any]:
    match view:
        case "mine":
            return [QueueEntry.holder_id == nurse, QueueEntry.held_until > now]
        case "nobody":
            return [QueueEntry.waiting, unheld(now)]
        case "uncontacted":
            return [QueueEntry.uncontacted]
        case _:
            return [QueueEntry.waiting]


def _named(codename: str) -> ColumnElement[bool]:
    """Whose codename begins so; a range, which the index of codenames answers."""
    name = Conversation.codename
    return name.between(codename, codename + LAST_LETTERS) & name.startswith(
        codename, autoescape=True
    )


def _at_risk(risk: str) -> ColumnElement[bool]:
    return exists(
        select(StandingRisk.risk).where(
            StandingRisk.clinic_id == QueueEntry.clinic_id,
            StandingRisk.conversation_id == QueueEntry.conversation_id,
            StandingRisk.risk == risk,
        )
    )


def _behind(key: Key) -> ColumnElement[bool]:
    """What comes after `key`; those who do not wait at all are told apart by their id alone."""
    values: tuple[Any, ...] = (key.rank, key.due_at, key.waiting_since, key.conversation)
    pairs = [
        (column, literal(value, column.type))
        for column, value in zip(PLACE, values, strict=True)
        if value is not None
    ]
    return tuple_(*(column for column, _ in pairs)) > tuple_(*(value for _, value in pairs))


def _ticks(moment: datetime) -> str:
    return str((moment - EPOCH) // TICK)


def _moment(ticks: str) -> datetime:
    return EPOCH + int(ticks) * TICK
