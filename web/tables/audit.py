"""Who read or did what at the desk: lines that are only added, each bound to the one before."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from web.tables.base import Base


class AuditLine(Base):
    """One read or act. `act` is what was asked of the desk; `about` names a person it was done to.

    `chain` is a keyed hash over this line and the chain of the line before. `nurse_id` is empty
    for what was done at the command line and for a failed sign-in.
    """

    __tablename__ = "audit_line"
    __table_args__ = (
        Index("ix_audit_line_person", "clinic_id", "nurse_id", "number"),
        Index("ix_audit_line_conversation", "clinic_id", "conversation_id", "number"),
    )

    clinic_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    nurse_id: Mapped[UUID | None]
    act: Mapped[str] = mapped_column(String(80))
    conversation_id: Mapped[UUID | None]
    about: Mapped[str | None] = mapped_column(String(120))
    chain: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """Where a clinic's lines end: what is missing at the end is missed."""

    __tablename__ = "audit_head"

    clinic_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[int]
    chain: Mapped[str] = mapped_column(String(64))
