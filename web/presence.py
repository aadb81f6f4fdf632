"""Whether anybody is at the desk."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from web.tables import Presence

EXACT_TO = timedelta(seconds=30)  # not every look is written
GONE_AFTER = timedelta(minutes=10)


def is_watched(session: Session, clinic: str, now: datetime) -> bool:
    """Whether a nurse had the desk open within the last ten minutes."""
    last = session.scalar(select(func.max(Presence.seen_at)).filter_by(clinic_id=clinic))
    return last is not None and now - last < GONE_AFTER


def is_known(session: Session, clinic: str, nurse: UUID, now: datetime) -> bool:
    """Whether it is written already that this nurse is here."""
    known = session.get(Presence, (clinic, nurse))
    return known is not None and now - known.seen_at < EXACT_TO


def seen(session: Session, clinic: str, nurse: UUID, now: datetime) -> None:
    """This nurse has the desk open. IntegrityError when another page wrote the first trace."""
    known = session.get(Presence, (clinic, nurse))
    if known is None:
        session.add(Presence(clinic_id=clinic, nurse_id=nurse, seen_at=now))
    else:
        known.seen_at = now
