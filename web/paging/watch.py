"""Does somebody have to be called? A pure answer, and the two places that ask.

A message asks in its own transaction, so that an emergency that nobody watches is paged as surely
as it is stored; the job asks every time it runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from web.paging import pages
from web.presence import is_watched
from web.promised import promised
from web.promises import Promises
from web.tables import Conversation, Page, QueueEntry

SOON = timedelta(minutes=15)  # for so long at least, whoever acknowledged is left alone


@dataclass(frozen=True, slots=True)
class Wait:
    """Somebody who waits for a nurse `since`; `tier` may be `human`.

    `held`: a nurse has it in hand. `acknowledged_at`: when somebody last said that they have it.
    """

    tier: str
    since: datetime
    with_code: bool
    held: bool = False
    watched: bool = True
    acknowledged_at: datetime | None = None


def reason_to_page(wait: Wait, promises: Promises, now: datetime) -> str | None:
    """Why somebody must be called now: `unwatched`, `overdue`, or None.

    Without the clinic's code nobody is called. What can wait until morning calls nobody at night,
    and what is below `same_day` never does: the desk shows it as overdue.
    """
    if not wait.with_code or wait.held or wait.tier not in promises.soon:
        return None
    if _is_taken(wait, promises, now):
        return None
    if wait.tier == "emergency" and not wait.watched:
        return "unwatched"
    if now < promises.due_at(wait.tier, wait.since):
        return None
    sleeps = wait.tier == "same_day" and promises.hours.week and not promises.hours.is_open(now)
    return None if sleeps else "overdue"


def _is_taken(wait: Wait, promises: Promises, now: datetime) -> bool:
    """Whether somebody said a short while ago that they have it."""
    if wait.acknowledged_at is None or wait.acknowledged_at < wait.since:
        return False
    return now < wait.acknowledged_at + max(SOON, promises.soon[wait.tier])


def look(
    session: Session, conversation: Conversation, entry: QueueEntry, tier: str, now: datetime
) -> Page | None:
    """Call somebody for a locked conversation, if that must be; the page that was raised."""
    reason = why(session, conversation, entry, tier, now)
    if reason is None:
        return None
    return pages.raise_page(session, conversation.clinic_id, conversation.id, reason, now)


def why(
    session: Session, conversation: Conversation, entry: QueueEntry, tier: str, now: datetime
) -> str | None:
    """Why somebody must be called for a conversation; None when not, or when it is done already."""
    clinic = conversation.clinic_id
    if not (entry.waiting and entry.waiting_since and conversation.with_code):
        return None
    before = pages.latest_page(session, clinic, conversation.id)
    if before is not None and before.ended_at is None:
        return None
    wait = Wait(
        tier,
        entry.waiting_since,
        conversation.with_code,
        held=is_held(entry, now),
        watched=is_watched(session, clinic, now),
        acknowledged_at=before.acknowledged_at if before else None,
    )
    return reason_to_page(wait, promised(session), now)


def is_held(entry: QueueEntry, now: datetime) -> bool:
    """Whether a nurse has it in hand."""
    return entry.held_until is not None and now < entry.held_until


def call_on(session: Session, clinic: str, again: timedelta, now: datetime) -> None:
    """Go on with the open pages: the next on the roster, or an end when nobody waits any more."""
    for page in pages.open_pages(session, clinic):
        if not _is_needed(session, page, now):
            pages.end(session, page, now)
        elif page.called_at is None or now >= page.called_at + again:
            pages.call_next(session, page, now)


def _is_needed(session: Session, page: Page, now: datetime) -> bool:
    if page.conversation_id is None:
        return now < page.raised_at + pages.TEST_LASTS
    entry = session.get(QueueEntry, (page.clinic_id, page.conversation_id))
    return entry is not None and entry.waiting and entry.waiting_since is not None
