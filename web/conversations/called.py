"""Somebody is called for a conversation: in the transaction of what caused it, and by the job."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from web.conversations.standing import standing, tier_of
from web.database import Store
from web.paging import watch
from web.tables import Conversation, QueueEntry


def call_somebody(session: Session, conversation: Conversation, now: datetime) -> None:
    """Page for a locked conversation if that must be, in the transaction of what caused it."""
    session.flush()
    entry = standing(session, conversation.clinic_id, conversation.id)
    if entry is not None:
        watch.look(session, conversation, entry, tier_of(entry.rank), now)


def escalate(store: Store, clinic: str, now: datetime) -> None:
    """Page for all who waited too long, or whom nobody watches."""
    for conversation in store.read(partial(_to_page, clinic=clinic, now=now)):
        store.write(partial(_page, clinic=clinic, conversation=conversation, now=now))


def waiting(clinic: str) -> Select[QueueEntry, Conversation]:
    """All who wait for an answer."""
    same = (
        Conversation.clinic_id == QueueEntry.clinic_id,
        Conversation.id == QueueEntry.conversation_id,
    )
    found = select(QueueEntry, Conversation).join(Conversation, and_(*same))
    return found.where(
        QueueEntry.clinic_id == clinic, QueueEntry.waiting, QueueEntry.waiting_since.is_not(None)
    )


def _to_page(session: Session, clinic: str, now: datetime) -> list[UUID]:
    found = session.execute(waiting(clinic).where(Conversation.with_code))
    return [
        conversation.id
        for entry, conversation in found
        if watch.why(session, conversation, entry, tier_of(entry.rank), now)
    ]


def _page(session: Session, clinic: str, conversation: UUID, now: datetime) -> None:
    held = session.scalars(
        select(Conversation).filter_by(clinic_id=clinic, id=conversation).with_for_update()
    ).one()
    call_somebody(session, held, now)
