"""What goes by the clock: who was at the desk, which jobs ran, what was told without an answer."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from web.tables.base import (
    URGENCIES,
    Base,
    OfClinic,
    OfConversation,
    one_of,
    to_conversation,
    to_nurse,
)

NOTICES = ("unwatched", "overdue", "check_back", "closed")


class Presence(Base):
    """When a nurse last had the desk open, to half a minute."""

    __tablename__ = "presence"
    __table_args__ = (to_nurse(),)

    clinic_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    nurse_id: Mapped[UUID] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime]


class JobRun(Base):
    """When a job last ran, and who runs it until `held_until`; `fault` is the class of an error."""

    __tablename__ = "job_run"

    clinic_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    fault: Mapped[str | None] = mapped_column(String(80))
    holder: Mapped[UUID | None]
    held_until: Mapped[datetime | None]


class Notice(OfConversation, Base):
    """What the clock told a patient: nobody is watching, nobody answered, a check-back, the end.

    `urgency` is the tier it was told at.
    """

    __tablename__ = "notice"
    __table_args__ = (to_conversation(), one_of("about", NOTICES), one_of("urgency", URGENCIES))

    about: Mapped[str] = mapped_column(String(20))
    urgency: Mapped[str | None] = mapped_column(String(20))
    written_at: Mapped[datetime]


class NumberCheck(OfClinic, Base):
    """Somebody dialled a number before patients came, and it was answered."""

    __tablename__ = "number_check"

    number: Mapped[str] = mapped_column(String(40))
    checked_by: Mapped[str] = mapped_column(String(120))
    checked_at: Mapped[datetime]
