"""Who is called when nobody looks, and every call that was made: nothing here is about health."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from web.sealed import SealedText
from web.tables.base import Base, OfClinic, one_of, to_conversation, to_nurse

WAYS = ("webhook", "email")
REASONS = ("unwatched", "overdue", "test")


class RosterEntry(OfClinic, Base):
    """Somebody who may be called from `starts_at` until `ends_at`; the lowest `place` first.

    A nurse's entry is passed over when the nurse may no longer open the desk. `address` is where a
    message is posted or mailed to.
    """

    __tablename__ = "roster_entry"
    __table_args__ = (to_nurse(), one_of("way", WAYS))

    name: Mapped[str] = mapped_column(String(120))
    nurse_id: Mapped[UUID | None]
    way: Mapped[str] = mapped_column(String(10))
    address: Mapped[str] = mapped_column(SealedText("roster_entry.address"))
    place: Mapped[int]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]


class Page(OfClinic, Base):
    """A call for a nurse: one after the other on the roster, until somebody acknowledges it.

    `called_at` is when somebody was called last. A page is open until `ended_at`: it was
    acknowledged (then `acknowledged_by` is the roster entry), or nobody waits any more.
    """

    __tablename__ = "page"
    __table_args__ = (
        to_conversation(),
        ForeignKeyConstraint(
            ["clinic_id", "acknowledged_by"], ["roster_entry.clinic_id", "roster_entry.id"]
        ),
        one_of("reason", REASONS),
        Index("ix_page_open", "clinic_id", "ended_at"),
        Index("ix_page_conversation", "clinic_id", "conversation_id", "raised_at"),
    )

    conversation_id: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(String(10))
    raised_at: Mapped[datetime]
    called_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]


class PageCall(OfClinic, Base):
    """The outbox: one message to one on the roster, written together with what caused it.

    `id` is the key under which a receiver knows a message that comes twice. Whoever sends holds the
    `lease` until `leased_until`; `unsent` becomes false when it was sent or is not needed any more.
    """

    __tablename__ = "page_call"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "page_id"], ["page.clinic_id", "page.id"]),
        ForeignKeyConstraint(
            ["clinic_id", "entry_id"], ["roster_entry.clinic_id", "roster_entry.id"]
        ),
        Index("ix_page_call_unsent", "clinic_id", "unsent", "next_at"),
        Index("ix_page_call_page", "clinic_id", "page_id"),
    )

    page_id: Mapped[UUID]
    entry_id: Mapped[UUID]
    written_at: Mapped[datetime]
    next_at: Mapped[datetime]
    unsent: Mapped[bool] = mapped_column(default=True)
    tries: Mapped[int] = mapped_column(default=0)
    lease: Mapped[UUID | None]
    leased_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    fault: Mapped[str | None] = mapped_column(String(40))
