"""What happened in a conversation: facts, appended and never edited.

`Conversation` counts its facts and `Visit` opens it on a phone: no other row here changes. Where
a conversation stands for the nurses is in `web.tables.queue`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from web.sealed import SealedJson, SealedText
from web.tables.base import (
    ACTS,
    OUTCOMES,
    STATUSES,
    URGENCIES,
    Base,
    OfClinic,
    OfConversation,
    one_of,
    to_conversation,
    to_nurse,
)


class Conversation(OfClinic, Base):
    """One person's chat. Nurses know the codename; the return code is known by its hash alone.

    `earlier_id` is the ended conversation of the same person that this one goes on from.
    `last_seq` is the number of the last fact, `told_seq` of the last that the patient's page shows.
    """

    __tablename__ = "conversation"
    __table_args__ = (
        UniqueConstraint("clinic_id", "codename"),
        UniqueConstraint("clinic_id", "code_hash"),
        Index("ix_conversation_started", "clinic_id", "started_at", "id"),
        Index("ix_conversation_earlier", "clinic_id", "earlier_id"),
        one_of("status", ("open", "closed")),
    )

    codename: Mapped[str] = mapped_column(String(40))
    code_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(10), default="open")
    country: Mapped[str] = mapped_column(String(2))
    started_at: Mapped[datetime]
    last_seq: Mapped[int] = mapped_column(default=0)
    data_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    words_gone_at: Mapped[datetime | None]
    with_code: Mapped[bool] = mapped_column(default=False)
    earlier_id: Mapped[UUID | None]
    told_seq: Mapped[int] = mapped_column(default=0)


class Visit(OfClinic, Base):
    """A phone that holds the cookie of a conversation."""

    __tablename__ = "visit"
    __table_args__ = (to_conversation(), UniqueConstraint("clinic_id", "token_hash"))

    conversation_id: Mapped[UUID]
    token_hash: Mapped[str] = mapped_column(String(64))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Message(OfConversation, Base):
    """What somebody wrote or ticked, under which question, and what they told of the pump.

    `key` comes from the browser together with the words: a message sent twice is stored once.
    """

    __tablename__ = "message"
    __table_args__ = (to_conversation(), UniqueConstraint("clinic_id", "conversation_id", "key"))

    key: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(SealedText("message.text"))
    question: Mapped[str | None] = mapped_column(String(80))
    ticks: Mapped[Any] = mapped_column(SealedJson("message.ticks"))
    told: Mapped[Any] = mapped_column(SealedJson("message.told"))
    written_at: Mapped[datetime]


class Correction(OfConversation, Base):
    """A mention that the machine misread, struck by the patient; `message_seq` is its message."""

    __tablename__ = "correction"
    __table_args__ = (to_conversation(), one_of("status", STATUSES))

    message_seq: Mapped[int]
    start: Mapped[int]
    concept: Mapped[str] = mapped_column(String(80))
    status: Mapped[str] = mapped_column(String(20))
    written_at: Mapped[datetime]


class Assessment(OfConversation, Base):
    """What the engine concluded of the input with the same `seq`, and the reply as it was shown."""

    __tablename__ = "assessment"
    __table_args__ = (
        to_conversation(),
        one_of("urgency", URGENCIES),
        one_of("outcome", OUTCOMES),
    )

    urgency: Mapped[str | None] = mapped_column(String(20))
    outcome: Mapped[str] = mapped_column(String(20))
    flagged: Mapped[bool]
    shown: Mapped[Any] = mapped_column(SealedJson("assessment.shown"))
    trace: Mapped[Any] = mapped_column(SealedJson("assessment.trace"))
    knowledge: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime]


class Review(OfConversation, Base):
    """A nurse's verdict: the tier that was, the tier that is, and why it was changed."""

    __tablename__ = "review"
    __table_args__ = (
        to_conversation(),
        to_nurse(),
        one_of("was", URGENCIES),
        one_of("urgency", URGENCIES),
    )

    nurse_id: Mapped[UUID]
    was: Mapped[str | None] = mapped_column(String(20))
    urgency: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(SealedText("review.note"))
    written_at: Mapped[datetime]


class PatientAct(OfConversation, Base):
    """What the patient did when told to call; `urgency` is the tier that told them to.

    `key` comes from the page: a button that is pressed twice counts once.
    """

    __tablename__ = "patient_act"
    __table_args__ = (
        to_conversation(),
        UniqueConstraint("clinic_id", "conversation_id", "key"),
        one_of("act", ACTS),
        one_of("urgency", URGENCIES),
    )

    key: Mapped[str] = mapped_column(String(64))
    act: Mapped[str] = mapped_column(String(10))
    urgency: Mapped[str] = mapped_column(String(20))
    written_at: Mapped[datetime]


class NurseReply(OfConversation, Base):
    """What a nurse wrote to the patient.

    `template` is the slug it began from; `reason` why words of a lower tier than the flag's fit.
    """

    __tablename__ = "nurse_reply"
    __table_args__ = (
        to_conversation(),
        to_nurse(),
        UniqueConstraint("clinic_id", "conversation_id", "key"),
    )

    nurse_id: Mapped[UUID]
    key: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(SealedText("nurse_reply.text"))
    template: Mapped[str | None] = mapped_column(String(80))
    reason: Mapped[str | None] = mapped_column(SealedText("nurse_reply.reason"))
    written_at: Mapped[datetime]


class ContactDetails(OfConversation, Base):
    """Whom to call back, as the patient left it."""

    __tablename__ = "contact_details"
    __table_args__ = (to_conversation(),)

    name: Mapped[str] = mapped_column(SealedText("contact_details.name"))
    phone: Mapped[str] = mapped_column(SealedText("contact_details.phone"))
    born: Mapped[str | None] = mapped_column(SealedText("contact_details.born"))
    place: Mapped[str | None] = mapped_column(SealedText("contact_details.place"))
    written_at: Mapped[datetime]
