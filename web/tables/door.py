"""What a patient tells beside their words: the pump, that they are awake, that all shall go."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from web.sealed import SealedJson
from web.tables.base import Base, OfConversation, one_of, to_conversation

# `silent` is told by the clock: no tap where somebody may have fallen asleep.
SIGNS = (
    "with_them", "not_with_them", "awake", "handed_over", "silent", "alone", "not_alone",
    "same_person", "read", "delete",
)  # fmt: skip
SPEAKERS = ("patient", "clinic")


class PassportEntry(OfConversation, Base):
    """Some facts of the person and the pump, as the patient says or the clinic confirmed them."""

    __tablename__ = "passport_entry"
    __table_args__ = (
        to_conversation(),
        UniqueConstraint("clinic_id", "conversation_id", "key"),
        one_of("speaker", SPEAKERS),
    )

    key: Mapped[str] = mapped_column(String(64))
    speaker: Mapped[str] = mapped_column(String(10))
    told: Mapped[Any] = mapped_column(SealedJson("passport_entry.told"))
    written_at: Mapped[datetime]


class PatientSign(OfConversation, Base):
    """One tap that is no answer. `key` comes from the page: pressed twice, it counts once.

    `delete` asks for all of the conversation to be deleted, which is done after a nurse's review.
    """

    __tablename__ = "patient_sign"
    __table_args__ = (
        to_conversation(),
        UniqueConstraint("clinic_id", "conversation_id", "key"),
        one_of("sign", SIGNS),
    )

    key: Mapped[str] = mapped_column(String(64))
    sign: Mapped[str] = mapped_column(String(20))
    written_at: Mapped[datetime]
