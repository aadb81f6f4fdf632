"""What the house learns from its nurses: cases that rehearse a tier that a nurse changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from web.sealed import SealedJson, SealedText
from web.tables.base import URGENCIES, Base, OfClinic, one_of, to_nurse


class DraftCase(OfClinic, Base):
    """A changed tier in words that name nobody, so that knowledge can be tried on it.

    `conversation_id` and `review_seq` say which review it was made of; no reference, because it
    outlives the conversation. `findings` and `profile` are what the engine held, in days.
    """

    __tablename__ = "draft_case"
    __table_args__ = (
        to_nurse(),
        UniqueConstraint("clinic_id", "conversation_id", "review_seq"),
        one_of("was", URGENCIES),
        one_of("urgency", URGENCIES),
    )

    conversation_id: Mapped[UUID]
    review_seq: Mapped[int]
    nurse_id: Mapped[UUID]
    was: Mapped[str | None] = mapped_column(String(20))
    urgency: Mapped[str] = mapped_column(String(20))
    why: Mapped[str] = mapped_column(SealedText("draft_case.why"))
    text: Mapped[str] = mapped_column(SealedText("draft_case.text"))
    findings: Mapped[Any] = mapped_column(SealedJson("draft_case.findings"))
    profile: Mapped[Any] = mapped_column(SealedJson("draft_case.profile"))
    knowledge: Mapped[str] = mapped_column(String(120))
    written_at: Mapped[datetime]
    dropped_at: Mapped[datetime | None]
