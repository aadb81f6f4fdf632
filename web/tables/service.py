"""What the house keeps for its own running, and what stays when words are deleted."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from web.sealed import SealedText
from web.tables.base import OUTCOMES, URGENCIES, Base, OfClinic, OfConversation, one_of


class Probe(OfClinic, Base):
    """One row that is written and read again to see whether the house can take a message."""

    __tablename__ = "probe"

    mark: Mapped[UUID]
    words: Mapped[str] = mapped_column(SealedText("probe.words"))
    written_at: Mapped[datetime]


class KeptVerdict(OfConversation, Base):
    """What stays of an assessment when the words are deleted: the tier, and no word.

    Of a review also what `was` and the nurse. No references: it outlives what it was made of.
    """

    __tablename__ = "kept_verdict"
    __table_args__ = (
        one_of("urgency", URGENCIES),
        one_of("was", URGENCIES),
        one_of("outcome", OUTCOMES),
        Index("ix_kept_verdict_made_at", "clinic_id", "made_at"),
    )

    urgency: Mapped[str | None] = mapped_column(String(20))
    was: Mapped[str | None] = mapped_column(String(20))
    outcome: Mapped[str] = mapped_column(String(20))
    flagged: Mapped[bool]
    knowledge: Mapped[str] = mapped_column(String(120))
    nurse_id: Mapped[UUID | None]
    made_at: Mapped[datetime]
