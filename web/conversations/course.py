"""One person's conversations in a row, and how each symptom went over all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from web.conversations.receive import Said, latest
from web.conversations.replay import facts_of, history, plain
from web.conversations.trace import Mark, Trace
from web.tables import Conversation, Message, NurseAct

FARTHEST = 5  # conversations back
ROWS = 10  # symptoms that are drawn
COLUMNS = 12  # messages that are drawn, the latest
ENDED = timedelta(hours=48)  # after its last message, unflagged; and so long it may be opened again


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier conversation of the same person."""

    conversation: UUID
    codename: str
    started_at: datetime
    urgency: str | None


@dataclass(frozen=True, slots=True)
class Column:
    """A message in which something was found: when, and the mark of each symptom."""

    at: datetime
    marks: dict[str, Mark]


@dataclass(frozen=True, slots=True)
class Course:
    """Earlier and later conversations, and the symptoms (rows) over the messages (columns)."""

    before: tuple[Before, ...] = ()
    after: tuple[Before, ...] = ()
    rows: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()


def course_of(session: Session, clinic: str, name: UUID) -> Course:
    """The course up to this conversation, the oldest first; empty where there is none."""
    conversation = session.get(Conversation, (clinic, name))
    if conversation is None or conversation.words_gone_at is not None:
        return Course()
    chain = list(_back(session, conversation))
    columns = [
        column for one in (*reversed(chain), conversation) for column in _columns(session, one)
    ]
    shown = columns[-COLUMNS:]
    rows = dict.fromkeys(name for column in reversed(shown) for name in column.marks)
    return Course(
        before=tuple(_before(session, one) for one in chain),
        after=tuple(_before(session, one) for one in _after(session, conversation)),
        rows=tuple(rows)[:ROWS],
        columns=tuple(shown) if len(shown) > 1 else (),
    )


def newest_of(session: Session, conversation: Conversation) -> Conversation:
    """The last conversation that goes on from this one; itself where none does."""
    while later := next(iter(_after(session, conversation)), None):
        conversation = later
    return conversation


def carried(session: Session, conversation: Conversation, said: Said) -> Said:
    """The first message of a conversation that goes on from another, with what was told there."""
    if conversation.earlier_id is None or conversation.last_seq:
        return said
    place = (conversation.clinic_id, conversation.earlier_id)
    earlier = history(session, session.get_one(Conversation, place))
    return replace(said, told=earlier.told.merged(said.told))


def is_over(session: Session, conversation: Conversation, now: datetime) -> bool:
    """Whether a message now begins a new conversation, because this one ended 48 hours ago.

    It ended when a nurse closed it, or unflagged by itself 48 hours after its last message.
    """
    place = {"clinic_id": conversation.clinic_id, "conversation_id": conversation.id}
    last = session.scalar(select(func.max(Message.written_at)).filter_by(**place))
    if last is None:
        return False
    closings = select(NurseAct.written_at).filter_by(**place, act="closed")
    closed = session.scalar(closings.where(NurseAct.written_at >= last).limit(1))
    told = latest(session, conversation)
    open_ = conversation.status == "open" and told is not None and told.flagged
    return not open_ and now - (closed or last + ENDED) > ENDED


def _back(session: Session, conversation: Conversation) -> Iterator[Conversation]:
    """Those before it whose words are still there, the latest first."""
    for _ in range(FARTHEST):
        if conversation.earlier_id is None:
            return
        found = session.get(Conversation, (conversation.clinic_id, conversation.earlier_id))
        if found is None or found.words_gone_at is not None:
            return
        yield found
        conversation = found


def _after(session: Session, conversation: Conversation) -> list[Conversation]:
    found = select(Conversation).filter_by(
        clinic_id=conversation.clinic_id, earlier_id=conversation.id
    )
    # Sorted here: told to sort, SQLite reads all conversations by the index of their beginning.
    return sorted(session.scalars(found), key=lambda one: one.started_at)


def _before(session: Session, conversation: Conversation) -> Before:
    assessed = latest(session, conversation)
    return Before(
        conversation.id,
        conversation.codename,
        conversation.started_at,
        None if assessed is None else assessed.urgency,
    )


def _columns(session: Session, conversation: Conversation) -> Iterator[Column]:
    """The messages of one conversation, each with what was found in it."""
    assessed = latest(session, conversation)
    if assessed is None:
        return
    marks = plain.structure(assessed.trace, Trace).marks
    for row in facts_of(session, Message, conversation.clinic_id, conversation.id):
        found = {mark.name: mark for mark in marks if mark.seq == row.seq}
        if found:
            yield Column(row.written_at, found)
