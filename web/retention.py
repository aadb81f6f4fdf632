"""How long words are kept. Deleted words are gone at once, also in every copy made later.

What was flagged and no nurse has seen stays, whoever asks and however old it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import Select, Table, delete, exists, or_, select
from sqlalchemy.orm import Session

from web import audit
from web.conversations import locked, wants_deletion
from web.house import House
from web.jobs import Job, register
from web.sealed import destroy
from web.tables import (
    Assessment,
    Base,
    Conversation,
    KeptVerdict,
    Message,
    NurseReply,
    PatientSign,
    QueueEntry,
    Review,
)

BATCH = 50
KEPT = frozenset({"page"})  # who was called when: no word, and the conversation's row stays
OLD, ASKED = "kept long enough", "asked for by the patient"


@dataclass(frozen=True, slots=True)
class Standing:
    """What the end of a conversation's words depends on; `last_at` is when anybody wrote last."""

    closed: bool
    waiting: bool
    asked: bool
    last_at: datetime


def init_app(app: Flask) -> None:
    """Have it done with the other jobs."""
    register(app, Job("retention", purge, every=timedelta(hours=1)))


def ends(standing: Standing, keep: timedelta, now: datetime) -> str | None:
    """Why the words go now; None while they stay."""
    if standing.waiting:
        return None
    if standing.asked:
        return ASKED
    return OLD if standing.closed and now - standing.last_at >= keep else None


def purge(here: House, now: datetime) -> None:
    """Delete the words whose time is over, each conversation in a transaction of its own."""
    for conversation in _candidates(here, now):
        here.store.write(partial(_end, here=here, conversation=conversation, now=now))
    old = KeptVerdict.made_at < now - here.config.keep_verdicts
    of_clinic = delete(KeptVerdict).where(KeptVerdict.clinic_id == here.config.clinic, old)
    here.store.write(lambda session: session.execute(of_clinic))


def _candidates(here: House, now: datetime) -> Iterator[UUID]:
    after = UUID(int=0)
    while found := here.store.read(partial(_batch, here=here, after=after, now=now)):
        yield from found
        after = found[-1]


def _batch(session: Session, here: House, after: UUID, now: datetime) -> Sequence[UUID]:
    return session.scalars(_wanted(here, after, now)).all()


def _wanted(here: House, after: UUID, now: datetime) -> Select[UUID]:
    """Whose words may go: closed and begun long ago, or asked for; the rest is seen under lock."""
    asked = exists().where(
        PatientSign.clinic_id == Conversation.clinic_id,
        PatientSign.conversation_id == Conversation.id,
        PatientSign.sign == "delete",
    )
    begun = Conversation.started_at <= now - here.config.keep_words
    found = select(Conversation.id).where(
        Conversation.clinic_id == here.config.clinic,
        Conversation.id > after,
        Conversation.words_gone_at.is_(None),
        or_(asked, (Conversation.status == "closed") & begun),
    )
    return found.order_by(Conversation.id).limit(BATCH)


def _end(session: Session, here: House, conversation: UUID, now: datetime) -> None:
    held = locked(session, here.config.clinic, conversation)
    why = ends(_standing(session, held), here.config.keep_words, now)
    if why is None or held.words_gone_at is not None:
        return
    session.add_all(_kept(session, held))
    held.status, held.code_hash = "closed", uuid4().hex  # no return code opens it any more
    session.flush()
    destroy(session.connection(), held.clinic_id, held.id, now)
    for table in facts_tables():
        same = (table.c.clinic_id == held.clinic_id, table.c.conversation_id == held.id)
        session.execute(delete(table).where(*same))
    audit.write(session, here, audit.Act(None, f"words deleted: {why}", held.id))


def facts_tables() -> Sequence[Table]:
    """Every table whose rows go with their conversation's words, dependents first."""
    return [
        table
        for table in reversed(Base.metadata.sorted_tables)
        if "conversation_id" in table.c
        and table.c.conversation_id.foreign_keys
        and table.name not in KEPT
    ]


def _standing(session: Session, held: Conversation) -> Standing:
    entry = session.get(QueueEntry, (held.clinic_id, held.id))
    times = [held.started_at, *_last(session, held)]
    return Standing(
        closed=held.status == "closed",
        waiting=entry is not None and entry.waiting,
        asked=wants_deletion(session, held.clinic_id, held.id),
        last_at=max(times),
    )


def _last(session: Session, held: Conversation) -> Iterator[datetime]:
    place = {"clinic_id": held.clinic_id, "conversation_id": held.id}
    for newest in (
        select(Assessment.made_at).order_by(Assessment.seq.desc()),
        select(Message.written_at).order_by(Message.seq.desc()),
        select(NurseReply.written_at).order_by(NurseReply.seq.desc()),
    ):
        last = session.scalar(newest.filter_by(**place).limit(1))
        if last is not None:
            yield last


def _kept(session: Session, held: Conversation) -> Iterator[KeptVerdict]:
    """The tiers and times, without a word."""
    same = (Assessment.clinic_id == held.clinic_id, Assessment.conversation_id == held.id)
    columns = (
        Assessment.seq, Assessment.urgency, Assessment.outcome, Assessment.flagged,
        Assessment.knowledge, Assessment.made_at,
    )  # fmt: skip
    by_seq = {row.seq: row for row in session.execute(_reviews(held))}
    for row in session.execute(select(*columns).where(*same)):
        review = by_seq.get(row.seq)
        yield KeptVerdict(
            clinic_id=held.clinic_id,
            conversation_id=held.id,
            was=review.was if review else None,
            nurse_id=review.nurse_id if review else None,
            **row._mapping,
        )


def _reviews(held: Conversation) -> Select[int, str | None, UUID]:
    found = select(Review.seq, Review.was, Review.nurse_id)
    return found.filter_by(clinic_id=held.clinic_id, conversation_id=held.id)
