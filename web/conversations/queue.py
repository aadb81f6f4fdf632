"""Whom the nurses see first: by tier, then by the end of the promise, then by the wait."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from web.conversations.rows import Found, Waiting, row
from web.conversations.sought import PLACE, Key, Sought, conditions
from web.tables import (
    Assessment,
    ContactDetails,
    Conversation,
    Look,
    Nurse,
    PatientAct,
    QueueEntry,
)

PAGE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """At most fifty rows, and where the next begin."""

    rows: tuple[Waiting, ...]
    next: Key | None


def queue(
    session: Session, clinic: str, nurse: UUID, now: datetime, sought: Sought | None = None
) -> Page:
    """What `nurse` asks for, in the order in which it should be seen."""
    rows, more = found_rows(session, clinic, nurse, now, sought or Sought())
    return Page(rows, rows[-1].key if more else None)


def found_rows(
    session: Session, clinic: str, nurse: UUID, now: datetime, sought: Sought, most: int = PAGE
) -> tuple[tuple[Waiting, ...], bool]:
    """The first `most` rows, and whether there are more."""
    asked = rows_of(clinic, nurse, now, sought).limit(most + 1)
    found = session.execute(asked).all()
    them = [entry.conversation_id for entry, *_ in found[:most]]
    did, numbers = _last_acts(session, clinic, them), _with_number(session, clinic, them)
    rows = tuple(
        row(Found(*columns, did.get(them[at]), them[at] in numbers), now)
        for at, columns in enumerate(found[:most])
    )
    return rows, len(found) > most


def rows_of(
    clinic: str, nurse: UUID, now: datetime, sought: Sought
) -> Select[QueueEntry, Conversation, Assessment, str, int]:
    """Entry, conversation, assessment, holder's name, the last fact that `nurse` saw."""
    same = (
        Conversation.clinic_id == QueueEntry.clinic_id,
        Conversation.id == QueueEntry.conversation_id,
    )
    judged = (
        Assessment.clinic_id == QueueEntry.clinic_id,
        Assessment.conversation_id == QueueEntry.conversation_id,
        Assessment.seq == QueueEntry.seq,
    )
    holds = (Nurse.clinic_id == QueueEntry.clinic_id, Nurse.id == QueueEntry.holder_id)
    looked = (
        Look.clinic_id == QueueEntry.clinic_id,
        Look.conversation_id == QueueEntry.conversation_id,
        Look.nurse_id == nurse,
    )
    found = select(QueueEntry, Conversation, Assessment, Nurse.name, Look.seq)
    found = found.join(Conversation, and_(*same)).join(Assessment, and_(*judged))
    found = found.outerjoin(Nurse, and_(*holds)).outerjoin(Look, and_(*looked))
    found = found.where(QueueEntry.clinic_id == clinic, *conditions(sought, nurse, now))
    return found.order_by(*PLACE)


def _last_acts(session: Session, clinic: str, them: Iterable[UUID]) -> Mapping[UUID, str]:
    found = select(PatientAct.conversation_id, PatientAct.act).where(
        PatientAct.clinic_id == clinic, PatientAct.conversation_id.in_(tuple(them))
    )
    rows = session.execute(found.order_by(PatientAct.seq))
    return {row.conversation_id: row.act for row in rows}


def _with_number(session: Session, clinic: str, them: Iterable[UUID]) -> frozenset[UUID]:
    found = select(ContactDetails.conversation_id).where(
        ContactDetails.clinic_id == clinic, ContactDetails.conversation_id.in_(tuple(them))
    )
    return frozenset(session.scalars(found.distinct()))
