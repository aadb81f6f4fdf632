"""Who may be called, in which order, from when until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from web.tables import Nurse, RosterEntry


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to put on the roster; `nurse` when they open the desk, too."""

    name: str
    way: str
    address: str
    starts_at: datetime
    ends_at: datetime | None = None
    place: int | None = None
    nurse: UUID | None = None


def add(session: Session, clinic: str, contact: Contact) -> RosterEntry:
    """Put `contact` on the roster, last where no `place` is said."""
    made = RosterEntry(
        clinic_id=clinic,
        id=uuid4(),
        name=contact.name,
        nurse_id=contact.nurse,
        way=contact.way,
        address=contact.address,
        place=_last(session, clinic) + 1 if contact.place is None else contact.place,
        starts_at=contact.starts_at,
        ends_at=contact.ends_at,
    )
    session.add(made)
    return made


def remove(session: Session, clinic: str, entry: UUID, now: datetime) -> bool:
    """Take somebody off the roster; False when they are not on it. What they were sent stays."""
    found = session.get(RosterEntry, (clinic, entry))
    if found is None or found.removed_at is not None:
        return False
    found.removed_at = now
    return True


def everybody(session: Session, clinic: str) -> Sequence[RosterEntry]:
    """All that are on the roster, in the order in which they are called."""
    found = select(RosterEntry).filter_by(clinic_id=clinic, removed_at=None)
    return session.scalars(found.order_by(RosterEntry.place, RosterEntry.id)).all()


def on_call(session: Session, clinic: str, now: datetime) -> Sequence[RosterEntry]:
    """Who may be called now; nurses who may no longer open the desk are passed over."""
    of_nurse = and_(Nurse.clinic_id == RosterEntry.clinic_id, Nurse.id == RosterEntry.nurse_id)
    found = select(RosterEntry).outerjoin(Nurse, of_nurse)
    found = found.where(
        RosterEntry.clinic_id == clinic,
        RosterEntry.removed_at.is_(None),
        RosterEntry.starts_at <= now,
        or_(RosterEntry.ends_at.is_(None), RosterEntry.ends_at > now),
        or_(RosterEntry.nurse_id.is_(None), Nurse.active),
    )
    return session.scalars(found.order_by(RosterEntry.place, RosterEntry.id)).all()


def _last(session: Session, clinic: str) -> int:
    found = select(func.max(RosterEntry.place)).filter_by(clinic_id=clinic, removed_at=None)
    return session.scalar(found) or 0
