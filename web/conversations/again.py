"""Past conversations folded anew: whose tier would move with the knowledge on disk, and why.

They are read in small batches, each in a short transaction of its own, and folded between them: a
long look back holds neither the memory nor the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from triage.model import Turn, Urgency
from web.conversations.receive import latest
from web.conversations.replay import History, Triage, history, plain
from web.conversations.trace import Trace
from web.database import Store
from web.tables import Conversation

BATCH = 25
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Replayed:
    """A conversation, the tier it has, the tier it would have, and by which rules it moves."""

    conversation: UUID
    codename: str
    before: str | None
    after: str | None
    rules: tuple[str, ...] = ()

    @property
    def moves(self) -> bool:
        """Whether its tier would be another."""
        return self.before != self.after

    @property
    def rises(self) -> bool:
        """Whether it would be more urgent."""
        return _height(self.after) > _height(self.before)


@dataclass(frozen=True, slots=True)
class _Past:
    """What a batch takes out of its transaction."""

    conversation: UUID
    codename: str
    before: str | None
    trace: Trace
    history: History


def replayed(store: Store, triage: Triage, clinic: str, since: datetime) -> Iterator[Replayed]:
    """Every conversation begun since then, newest first, folded with what `triage` knows."""
    for past in each_since(store, clinic, since, _past):
        turn = triage.converse(past.history.inputs, triage.knowledge)[-1]
        yield _compared(past, turn)


def each_since(
    store: Store,
    clinic: str,
    since: datetime,
    look: Callable[[Session, Conversation], Found | None],
) -> Iterator[Found]:
    """What `look` finds in the conversations begun since then, newest first, batch by batch."""
    after: tuple[datetime, UUID] | None = None
    more = True
    while more:
        batch, found = store.read(partial(_batch, clinic, since, after, look))
        yield from found
        more = len(batch) == BATCH
        after = batch[-1] if batch else None


def _batch(
    clinic: str,
    since: datetime,
    after: tuple[datetime, UUID] | None,
    look: Callable[[Session, Conversation], Found | None],
    session: Session,
) -> tuple[list[tuple[datetime, UUID]], list[Found]]:
    begun, name = Conversation.started_at, Conversation.id
    kept = Conversation.words_gone_at.is_(None)  # what was destroyed teaches nothing
    wanted = select(Conversation).where(Conversation.clinic_id == clinic, begun >= since, kept)
    if after is not None:
        older = or_(begun < after[0], and_(begun == after[0], name < after[1]))
        wanted = wanted.where(begun <= after[0], older)
    rows = session.scalars(wanted.order_by(begun.desc(), name.desc()).limit(BATCH)).all()
    seen = [look(session, row) for row in rows]
    return [(row.started_at, row.id) for row in rows], [one for one in seen if one is not None]


def _past(session: Session, conversation: Conversation) -> _Past | None:
    """None where nothing was assessed yet."""
    assessed = latest(session, conversation)
    if assessed is None:
        return None
    return _Past(
        conversation.id,
        conversation.codename,
        assessed.urgency,
        plain.structure(assessed.trace, Trace),
        history(session, conversation),
    )


def _compared(past: _Past, turn: Turn) -> Replayed:
    after = None if turn.urgency is None else turn.urgency.slug
    rules: tuple[str, ...] = ()
    if _height(after) > _height(past.before):
        rules = tuple(one.rule for one in turn.assessment.suspicions if one.urgency is turn.urgency)
    elif after != past.before:
        rules = tuple(step.rule for step in past.trace.steps if step.urgency == past.before)
    return Replayed(past.conversation, past.codename, past.before, after, rules)


def _height(slug: str | None) -> int:
    return -1 if slug is None else int(Urgency.of(slug))
