"""What one shift leaves to the next: all that is open, by what it waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from web.conversations.queue import found_rows
from web.conversations.rows import Waiting
from web.conversations.sought import Sought

MOST = 300  # rows of one page of paper


@dataclass(frozen=True, slots=True)
class Handover:
    """Rows in the order of the queue: `overdue`, `promised` and not yet due, `answered` so that the
    patient is next, and `unconfirmed`: told to call, out of the queue, and nobody knows.
    """

    overdue: tuple[Waiting, ...]
    promised: tuple[Waiting, ...]
    answered: tuple[Waiting, ...]
    unconfirmed: tuple[Waiting, ...]
    more: bool

    @property
    def held(self) -> tuple[tuple[str, int], ...]:
        """Who holds how many, by name."""
        rows = (*self.overdue, *self.promised, *self.answered, *self.unconfirmed)
        names = [row.holder for row in rows if row.holder]
        return tuple((name, names.count(name)) for name in sorted(set(names)))


def handover(session: Session, clinic: str, nurse: UUID, now: datetime) -> Handover:
    """The page as it stands at `now`."""
    rows, more = found_rows(session, clinic, nurse, now, Sought(), MOST)
    untold, _ = found_rows(session, clinic, nurse, now, Sought(view="uncontacted"), MOST)
    open_here = {row.conversation for row in rows}
    return Handover(
        overdue=tuple(row for row in rows if row.left is not None and row.left.total_seconds() < 0),
        promised=tuple(
            row for row in rows if row.left is not None and row.left.total_seconds() >= 0
        ),
        answered=tuple(row for row in rows if row.left is None),
        unconfirmed=tuple(row for row in untold if row.conversation not in open_here),
        more=more,
    )
