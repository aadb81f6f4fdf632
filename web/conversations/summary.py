"""The one line above the queue: how many wait, how many are held by nobody, how long already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Subquery, and_, case, func, select
from sqlalchemy.orm import Session

from web.conversations.sought import PLACE, unheld
from web.tables import Look, QueueEntry

MOST_COUNTED = 300  # the line counts no further
MOST_ALERTS = 50


@dataclass(frozen=True, slots=True)
class Summary:
    """The line above the list. `oldest` is the longest wait among emergencies.

    `alerts` has one name for each emergency that waits: a new name is a new emergency.
    """

    waiting: int = 0
    emergencies: int = 0
    unheld: int = 0
    oldest: timedelta | None = None
    overdue: int = 0
    unread: int = 0
    alerts: tuple[str, ...] = ()

    @property
    def more(self) -> bool:
        """Whether there are more than were counted."""
        return self.waiting >= MOST_COUNTED


def summary(session: Session, clinic: str, nurse: UUID, now: datetime) -> Summary:
    """The counts over all that wait, as `nurse` sees them."""
    first = counted(clinic, nurse, now)
    emergency = first.c.rank == 0
    count = func.count
    row = session.execute(
        select(
            count(),
            count(case((emergency, 1))),
            count(case((emergency & first.c.unheld, 1))),
            func.min(case((emergency, first.c.waiting_since))),
            count(case((first.c.due_at <= now, 1))),
            count(case((first.c.unread, 1))),
        ).select_from(first)
    ).one()
    oldest = None if row[3] is None else max(now - row[3], timedelta())
    return Summary(row[0], row[1], row[2], oldest, row[4], row[5], _alerts(session, clinic))


def counted(clinic: str, nurse: UUID, now: datetime) -> Subquery:
    """The first of all that wait, with what is counted of them."""
    seen = and_(
        Look.clinic_id == QueueEntry.clinic_id,
        Look.conversation_id == QueueEntry.conversation_id,
        Look.nurse_id == nurse,
    )
    unread = (func.coalesce(Look.seq, 0) < QueueEntry.seq).label("unread")
    columns = (QueueEntry.rank, QueueEntry.waiting_since, QueueEntry.due_at)
    found = select(*columns, unheld(now).label("unheld"), unread).outerjoin(Look, seen)
    found = found.where(QueueEntry.clinic_id == clinic, QueueEntry.waiting)
    return found.order_by(*PLACE).limit(MOST_COUNTED).subquery()


def _alerts(session: Session, clinic: str) -> tuple[str, ...]:
    columns = (QueueEntry.conversation_id, QueueEntry.waiting_since)
    found = select(*columns).where(
        QueueEntry.clinic_id == clinic,
        QueueEntry.waiting,
        QueueEntry.rank == 0,
        QueueEntry.waiting_since.is_not(None),
    )
    rows = session.execute(found.order_by(*PLACE).limit(MOST_ALERTS))
    return tuple(f"{them.hex[:12]}-{since:%d%H%M%S}" for them, since in rows)
