"""What nurses did with a conversation beside replies and verdicts: facts, appended."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from web.sealed import SealedText
from web.tables.base import Base, OfConversation, one_of, to_conversation, to_nurse

DEEDS = (
    "claimed", "taken_over", "released", "handed_over", "on_call", "reached", "no_answer",
    "left_message", "noted", "confirmed", "closed",
)  # fmt: skip


class NurseAct(OfConversation, Base):
    """One act: who, what and when.

    `to_id` is the nurse who was handed the conversation, or from whom it was taken; `choice` the
    outcome of a closing or the field that was confirmed; `words` a reason or a note.
    """

    __tablename__ = "nurse_act"
    __table_args__ = (
        to_conversation(),
        to_nurse(),
        ForeignKeyConstraint(["clinic_id", "to_id"], ["nurse.clinic_id", "nurse.id"]),
        one_of("act", DEEDS),
    )

    nurse_id: Mapped[UUID]
    act: Mapped[str] = mapped_column(String(20))
    to_id: Mapped[UUID | None]
    choice: Mapped[str | None] = mapped_column(String(40))
    words: Mapped[str] = mapped_column(SealedText("nurse_act.words"))
    written_at: Mapped[datetime]
