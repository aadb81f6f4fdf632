"""What happens in a conversation because time passed: somebody is called, the patient is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from web.conversations.called import waiting
from web.conversations.check import Told, check_is_due
from web.conversations.receive import latest, locked, next_seq
from web.conversations.replay import facts_of
from web.conversations.standing import tier_of
from web.database import Store
from web.presence import is_watched
from web.promised import promised
from web.tables import (
    Assessment,
    Conversation,
    Message,
    Notice,
    NurseAct,
    NurseReply,
    PatientAct,
    QueueEntry,
    Review,
)
from web.tables.base import OfConversation

WATCHED_FOR = frozenset({"emergency", "urgent", "human"})
ASKED_FOR = timedelta(days=3)  # who was told to call longer ago is not asked any more
IDLE = timedelta(hours=48)
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Clocked:
    """What the patient's page says besides the answer.

    `watch` is `unwatched` (no nurse is at the desk), `overdue` (the promise is broken) or None, and
    `tier` for whom (it may be `human`). `check`: asked whether they reached somebody.
    """

    tier: str = "human"
    watch: str | None = None
    check: bool = False


def clocked(session: Session, conversation: Conversation, now: datetime) -> Clocked:
    """What time has brought about in a conversation by now."""
    entry = session.get(QueueEntry, (conversation.clinic_id, conversation.id))
    if entry is None:
        return Clocked()
    told, hours = _told(session, conversation), promised(session).hours
    check = told is not None and check_is_due(told, hours, now)
    return Clocked(tier_of(entry.rank), _watch(session, entry, now), check)


def tell(session: Session, conversation: Conversation, now: datetime) -> None:
    """Note what a locked conversation must be told, so that an open page learns of it."""
    for about in _untold(session, conversation, now):
        notice(session, conversation, about, now)


def notice(session: Session, conversation: Conversation, about: str, now: datetime) -> None:
    """Append what the clock says to a locked conversation."""
    told = latest(session, conversation)
    session.add(
        Notice(
            clinic_id=conversation.clinic_id,
            conversation_id=conversation.id,
            seq=next_seq(conversation),
            about=about,
            urgency=told.urgency if told else None,
            written_at=now,
        )
    )


def tell_all(store: Store, clinic: str, now: datetime) -> None:
    """Note what all open conversations must be told."""
    for conversation in store.read(partial(_to_tell, clinic=clinic, now=now)):
        store.write(partial(_tell, clinic=clinic, conversation=conversation, now=now))


def close_idle(store: Store, clinic: str, now: datetime) -> None:
    """End what nobody flagged, or a nurse settled, 48 hours after its last message."""
    for conversation in store.read(partial(_idle, clinic=clinic, now=now)):
        store.write(partial(_close, clinic=clinic, conversation=conversation, now=now))


def _tell(session: Session, clinic: str, conversation: UUID, now: datetime) -> None:
    tell(session, locked(session, clinic, conversation), now)


def _to_tell(session: Session, clinic: str, now: datetime) -> list[UUID]:
    """Who waits, and who was told to call lately; whoever was told already is left out."""
    them = [conversation for _, conversation in session.execute(waiting(clinic))]
    them += session.scalars(_told_to_call(clinic, now))
    return [
        conversation.id
        for conversation in {one.id: one for one in them}.values()
        if _untold(session, conversation, now)
    ]


def _told_to_call(clinic: str, now: datetime) -> Select[Conversation]:
    judged = (
        Assessment.clinic_id == QueueEntry.clinic_id,
        Assessment.conversation_id == QueueEntry.conversation_id,
        Assessment.seq == QueueEntry.seq,
    )
    same = (
        Conversation.clinic_id == QueueEntry.clinic_id,
        Conversation.id == QueueEntry.conversation_id,
    )
    found = select(Conversation).join(QueueEntry, and_(*same)).join(Assessment, and_(*judged))
    return found.where(
        Conversation.clinic_id == clinic,
        Conversation.status == "open",
        Assessment.urgency.in_(("urgent", "same_day")),
        Assessment.made_at > now - ASKED_FOR,
    )


def _untold(session: Session, conversation: Conversation, now: datetime) -> list[str]:
    """What time has brought about and the patient was not told yet, once for each wait."""
    shown = clocked(session, conversation, now)
    due = (shown.watch, "check_back" if shown.check else None)
    told = facts_of(session, Notice, conversation.clinic_id, conversation.id)
    since = max((one.seq for one in _helped(session, conversation)), default=0)
    known = {one.about for one in told if one.seq > since}
    return [about for about in due if about is not None and about not in known]


def _watch(session: Session, entry: QueueEntry, now: datetime) -> str | None:
    if not entry.waiting or entry.waiting_since is None:
        return None
    tier = tier_of(entry.rank)
    if tier in WATCHED_FOR and not is_watched(session, entry.clinic_id, now):
        return "unwatched"
    due = promised(session).due_at(tier, entry.waiting_since)
    return "overdue" if now >= due else None


def _told(session: Session, conversation: Conversation) -> Told | None:
    """Since when the tier stands that tells the patient to call, and what came after."""
    place = (conversation.clinic_id, conversation.id)
    last = latest(session, conversation)
    if last is None:
        return None
    begun = last
    for before in reversed(facts_of(session, Assessment, *place)):
        if before.urgency != last.urgency:
            break
        begun = before
    acts = [act for act in facts_of(session, PatientAct, *place) if act.seq > begun.seq]
    helped = any(fact.seq >= begun.seq for fact in _helped(session, conversation))
    return Told(
        last.urgency,
        begun.made_at,
        acts[-1].act if acts else None,
        acts[-1].written_at if acts else None,
        helped=helped or conversation.status == "closed",
    )


def _helped(session: Session, conversation: Conversation) -> list[OfConversation]:
    """What nurses did that reached the patient."""
    place = (conversation.clinic_id, conversation.id)
    spoke = [act for act in facts_of(session, NurseAct, *place) if act.act == "reached"]
    return [*facts_of(session, NurseReply, *place), *facts_of(session, Review, *place), *spoke]


def _idle(session: Session, clinic: str, now: datetime) -> list[UUID]:
    """Open, waiting for nobody, and silent for long."""
    lately = select(Message.seq).where(
        Message.clinic_id == Conversation.clinic_id,
        Message.conversation_id == Conversation.id,
        Message.written_at > now - IDLE,
    )
    flagged = select(QueueEntry.rank).where(
        QueueEntry.clinic_id == Conversation.clinic_id,
        QueueEntry.conversation_id == Conversation.id,
        QueueEntry.waiting,
    )
    found = select(Conversation.id).where(
        Conversation.clinic_id == clinic,
        Conversation.status == "open",
        Conversation.started_at <= now - IDLE,
        ~lately.exists(),
        ~flagged.exists(),
    )
    return list(session.scalars(found.order_by(Conversation.started_at).limit(AT_ONCE)))


def _close(session: Session, clinic: str, conversation: UUID, now: datetime) -> None:
    """Closed only if it is still idle, now that it is locked."""
    held = locked(session, clinic, conversation)
    entry = session.get(QueueEntry, (clinic, conversation))
    wrote = facts_of(session, Message, clinic, conversation)[-1:]
    quiet = all(message.written_at <= now - IDLE for message in wrote)
    if held.status == "open" and quiet and not (entry is not None and entry.waiting):
        notice(session, held, "closed", now)
        held.status = "closed"
