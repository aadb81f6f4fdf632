"""Where conversations stand for the nurses, and what each nurse saw of them.

All of it changes, and can be made again from the facts.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from web.tables.base import URGENCIES, Base, one_of, to_conversation, to_nurse


class QueueEntry(Base):
    """One place in the queue: `rank` 0 is seen first, then who must be answered soonest.

    `waiting_since` is the first message since a nurse last answered; `due_at` until when an answer
    is promised (far away when nobody waits); `patient_at` the patient's last tap; `seq` the latest
    assessment. `told` is the tier that tells the patient to call, and `uncontacted` whether nobody
    has confirmed yet that they reached somebody.

    One nurse holds it until `held_until`: whether that is over is seen by who reads it.
    """

    __tablename__ = "queue_entry"
    __table_args__ = (
        to_conversation(),
        ForeignKeyConstraint(["clinic_id", "holder_id"], ["nurse.clinic_id", "nurse.id"]),
        one_of("told", URGENCIES),
        Index(
            "ix_queue_entry_order",
            *("clinic_id", "waiting", "rank", "due_at", "waiting_since", "conversation_id"),
        ),
        Index(
            "ix_queue_entry_uncontacted",
            *("clinic_id", "uncontacted", "rank", "due_at", "waiting_since", "conversation_id"),
        ),
        Index("ix_queue_entry_holder", "clinic_id", "holder_id", "held_until"),
    )

    clinic_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(primary_key=True)
    waiting: Mapped[bool]
    rank: Mapped[int]
    waiting_since: Mapped[datetime | None]
    due_at: Mapped[datetime]
    patient_at: Mapped[datetime]
    seq: Mapped[int]
    reopened: Mapped[bool] = mapped_column(default=False)
    told: Mapped[str | None] = mapped_column(String(20))
    uncontacted: Mapped[bool] = mapped_column(default=False)
    holder_id: Mapped[UUID | None]
    held_since: Mapped[datetime | None]
    held_until: Mapped[datetime | None]
    on_call: Mapped[bool] = mapped_column(default=False)


class StandingRisk(Base):
    """A risk of the assessment that stands, so that the queue can be searched for it."""

    __tablename__ = "standing_risk"
    __table_args__ = (
        to_conversation(),
        Index("ix_standing_risk_search", "clinic_id", "risk", "conversation_id"),
    )

    clinic_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(primary_key=True)
    risk: Mapped[str] = mapped_column(String(80), primary_key=True)


class Look(Base):
    """Up to which fact a nurse has seen a conversation."""

    __tablename__ = "look"
    __table_args__ = (to_conversation(), to_nurse())

    clinic_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(primary_key=True)
    nurse_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int]
    looked_at: Mapped[datetime]


class DeskChoice(Base):
    """How a nurse wants the desk: `muted` silences the sound, and nothing but the sound."""

    __tablename__ = "desk_choice"
    __table_args__ = (to_nurse(),)

    clinic_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    nurse_id: Mapped[UUID] = mapped_column(primary_key=True)
    muted: Mapped[bool]
