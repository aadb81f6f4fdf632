"""How often a code or a password may be tried. Counted in the database, so across workers.

Only failures count. Triage itself is never throttled.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from web.tables import Attempt

WINDOW = timedelta(hours=1)
MOST_FROM_ONE = 5
MOST_FROM_ALL = 100


def may_try(session: Session, clinic: str, kind: str, who: str, now: datetime) -> bool:
    """Whether `who` (a keyed hash of an address) may try once more."""
    found = select(func.count()).select_from(Attempt).filter_by(clinic_id=clinic, kind=kind)
    recent = found.where(Attempt.made_at > now - WINDOW)
    one, all_ = session.scalar(recent.filter_by(who=who)), session.scalar(recent)
    return (one or 0) < MOST_FROM_ONE and (all_ or 0) < MOST_FROM_ALL


def note_failure(session: Session, clinic: str, kind: str, who: str, now: datetime) -> None:
    """Count a failure, and forget those that count no more."""
    session.execute(
        delete(Attempt).where(Attempt.clinic_id == clinic, Attempt.made_at <= now - WINDOW)
    )
    session.add(Attempt(clinic_id=clinic, id=uuid4(), kind=kind, who=who, made_at=now))
