"""What every table shares.

Keys begin with the clinic, ids are made by the application, order within a conversation is its own
`seq`, choices are VARCHAR with a CHECK, times are UTC. So the schema can move to the distributed
engines that speak PostgreSQL's protocol.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKeyConstraint,
    MetaData,
    String,
    Uuid,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

URGENCIES = ("self_care", "routine", "same_day", "urgent", "emergency")
OUTCOMES = ("guidance", "question", "information", "human")
ACTS = ("reached", "nobody", "going", "refused")
STATUSES = ("present", "denied", "past", "usual", "hypothetical", "other_person", "uncertain")


class Utc(TypeDecorator[datetime]):
    """A moment in UTC; what has no time zone is refused on the way in."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Only moments with a zone are stored."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """SQLite forgets the zone; what was stored was UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Utc(), UUID: Uuid()}  # noqa: RUF012 - SQLAlchemy's own name


class OfClinic:
    """A row with an id of its own."""

    clinic_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)


class OfConversation:
    """A fact of a conversation: appended under the next `seq`, never edited."""

    clinic_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


def to_conversation() -> ForeignKeyConstraint:
    """The reference of a fact to its conversation."""
    return ForeignKeyConstraint(
        ["clinic_id", "conversation_id"], ["conversation.clinic_id", "conversation.id"]
    )


def to_nurse() -> ForeignKeyConstraint:
    """The reference of a fact to the nurse who made it."""
    return ForeignKeyConstraint(["clinic_id", "nurse_id"], ["nurse.clinic_id", "nurse.id"])


def one_of(column: str, choices: Iterable[str]) -> CheckConstraint:
    """The CHECK that a column holds one of `choices` (or nothing)."""
    listed = ", ".join(f"'{choice}'" for choice in choices)
    return CheckConstraint(f"{column} IN ({listed})", name=column)
