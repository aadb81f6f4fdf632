"""How often somebody may do what can be abused. Counted in the database, so across workers.

One statement takes and counts: two workers never both take the last. Each window begins with its
first use. Who is refused is always shown whom to call.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, delete, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from web.tables import Used

INSERT: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
KEPT = timedelta(days=1)
HOUR, TEN_MINUTES, MINUTE = timedelta(hours=1), timedelta(minutes=10), timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many times within a window that begins with the first."""

    kind: str
    most: int
    window: timedelta


# Guesses: only what fails stays counted (`give_back`).
RETURN_ONE = Limit("return", 5, HOUR)
RETURN_ALL = Limit("return_all", 100, HOUR)
SIGN_IN_ONE = Limit("sign_in", 5, HOUR)
SIGN_IN_ALL = Limit("sign_in_all", 100, HOUR)
SIGN_IN_KNOWN = Limit("sign_in_known", 10, HOUR)  # a browser that this nurse signed in with before
SECOND_ONE = Limit("second", 5, HOUR)
SECOND_ALL = Limit("second_all", 100, HOUR)
# Floods. A ward or a waiting room shares one address.
START_ONE = Limit("start", 60, HOUR)
START_ALL = Limit("start_all", 2000, HOUR)
SAY = Limit("say", 60, TEN_MINUTES)  # of one conversation
PROGRAM = Limit("program", 600, MINUTE)  # of one integration
ALL = ""  # everybody together


def take(session: Session, clinic: str, limit: Limit, who: str, now: datetime) -> bool:
    """Count one more use by `who` (a keyed hash); False, and nothing counted, beyond the limit."""
    insert = INSERT[session.get_bind().dialect.name]
    over = Used.since <= now - limit.window
    counted = (
        insert(Used)
        .values(clinic_id=clinic, kind=limit.kind, who=who, since=now, times=1)
        .on_conflict_do_update(
            index_elements=["clinic_id", "kind", "who"],
            set_={
                "times": case((over, 1), else_=Used.times + 1),
                "since": case((over, now), else_=Used.since),
            },
            where=or_(over, Used.times < limit.most),
        )
        .returning(Used.times)
    )
    times = session.scalar(counted)
    if times == 1:
        session.execute(delete(Used).where(Used.clinic_id == clinic, Used.since <= now - KEPT))
    return times is not None


def give_back(session: Session, clinic: str, limit: Limit, who: str) -> None:
    """What was taken was no guess after all."""
    session.execute(
        update(Used)
        .where(Used.clinic_id == clinic, Used.kind == limit.kind, Used.who == who, Used.times > 0)
        .values(times=Used.times - 1)
    )
