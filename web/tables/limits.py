"""How much somebody has used up of what is limited; counted by `web/throttle.py`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from web.tables.base import Base


class Used(Base):
    """How often `who` (a keyed hash) did what is of a `kind`, since a moment."""

    __tablename__ = "used"

    clinic_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    who: Mapped[str] = mapped_column(String(64), primary_key=True)
    since: Mapped[datetime]
    times: Mapped[int]
