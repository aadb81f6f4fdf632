"""Other programs that speak for patients: their tokens, their conversations, their answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from web.sealed import SealedJson
from web.tables.base import Base, OfClinic, OfConversation, one_of, to_conversation

SCOPES = ("say", "read")


class ApiToken(OfClinic, Base):
    """What lets a program in, known by its hash alone. `say` includes `read`.

    Conversations belong to the `integration`, so that a new token takes the place of an old one.
    """

    __tablename__ = "api_token"
    __table_args__ = (UniqueConstraint("clinic_id", "token_hash"), one_of("scope", SCOPES))

    integration: Mapped[str] = mapped_column(String(40))
    scope: Mapped[str] = mapped_column(String(10))
    token_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class ApiConversation(Base):
    """Which integration began a conversation, under which key: the same key begins none twice."""

    __tablename__ = "api_conversation"
    __table_args__ = (
        to_conversation(),
        UniqueConstraint("clinic_id", "integration", "key_hash"),
    )

    clinic_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(primary_key=True)
    integration: Mapped[str] = mapped_column(String(40))
    key_hash: Mapped[str] = mapped_column(String(64))


class ApiAnswer(OfConversation, Base):
    """The answer to the message with the same `seq`, as it was given.

    The same key with the same words is answered so again; `asked_hash` tells other words.
    """

    __tablename__ = "api_answer"
    __table_args__ = (
        to_conversation(),
        UniqueConstraint("clinic_id", "conversation_id", "key_hash"),
    )

    key_hash: Mapped[str] = mapped_column(String(64))
    asked_hash: Mapped[str] = mapped_column(String(64))
    answer: Mapped[Any] = mapped_column(SealedJson("api_answer.answer"))
