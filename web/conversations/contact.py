"""Whom a nurse may call back, as the patient left it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from web.conversations.receive import next_seq
from web.conversations.standing import tapped
from web.tables import ContactDetails, Conversation


def leave_contact(
    session: Session,
    conversation: Conversation,
    name: str,
    phone: str,
    now: datetime,
    *,
    born: str = "",
    place: str = "",
) -> None:
    """Keep whom to call back; what was left before stays in the record."""
    tapped(session, conversation, now)
    session.add(
        ContactDetails(
            clinic_id=conversation.clinic_id,
            conversation_id=conversation.id,
            seq=next_seq(conversation),
            name=name,
            phone=phone,
            born=born or None,
            place=place or None,
            written_at=now,
        )
    )
