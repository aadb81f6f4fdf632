"""Who may open the desk, the links by which they come in, and how often somebody tried."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_security import AsaList, RoleMixin, UserMixin
from sqlalchemy import Column, ForeignKeyConstraint, String, Table, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from web.tables.base import Base, OfClinic, one_of

# Each may do what those before it may.
ROLES = ("nurse", "lead", "admin")

nurse_role = Table(
    "nurse_role",
    Base.metadata,
    Column("clinic_id", String(40), primary_key=True),
    Column("nurse_id", Uuid, primary_key=True),
    Column("role_id", Uuid, primary_key=True),
    ForeignKeyConstraint(["clinic_id", "nurse_id"], ["nurse.clinic_id", "nurse.id"]),
    ForeignKeyConstraint(["clinic_id", "role_id"], ["role.clinic_id", "role.id"]),
)


class Role(OfClinic, Base, RoleMixin):  # type: ignore[misc]
    """What a nurse may do: `nurse` works the queue, `lead` also oversees, `admin` also invites."""

    __tablename__ = "role"
    __table_args__ = (UniqueConstraint("clinic_id", "name"), one_of("name", ROLES))

    name: Mapped[str] = mapped_column(String(20))


class Nurse(OfClinic, Base, UserMixin):  # type: ignore[misc]
    """A person at the desk, with the columns that Flask-Security reads.

    `fs_uniquifier` is what a session refers to: a new one ends all sessions of the nurse.
    `totp_counter` is the last step of the second factor that was used; none is taken twice.
    """

    __tablename__ = "nurse"
    __table_args__ = (
        UniqueConstraint("clinic_id", "email"),
        UniqueConstraint("clinic_id", "fs_uniquifier"),
    )

    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254))
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64))
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    mf_recovery_codes: Mapped[Any] = mapped_column(AsaList(), nullable=True)
    totp_counter: Mapped[int | None]
    joined_at: Mapped[datetime]
    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]
        secondary=nurse_role, lazy="selectin"
    )


class Invitation(OfClinic, Base):
    """A link that works once: it sets the name and password of one nurse."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("clinic_id", "token_hash"), one_of("role", ROLES))

    token_hash: Mapped[str] = mapped_column(String(64))
    email: Mapped[str | None] = mapped_column(String(254))
    role: Mapped[str] = mapped_column(String(20))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
