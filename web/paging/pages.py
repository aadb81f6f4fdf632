"""A page: one on the roster is called after the other until somebody acknowledges it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session

from web.paging.roster import on_call
from web.tables import Page, PageCall, RosterEntry

TEST_LASTS = timedelta(hours=1)  # a test page that nobody answers gives up
SHOWN = 20


def raise_page(
    session: Session, clinic: str, conversation: UUID | None, reason: str, now: datetime
) -> Page:
    """Begin a page and call the first on the roster, all in the transaction of the caller."""
    page = Page(
        clinic_id=clinic, id=uuid4(), conversation_id=conversation, reason=reason, raised_at=now
    )
    session.add(page)
    session.flush()
    call_next(session, page, now)
    return page


def call_next(session: Session, page: Page, now: datetime) -> PageCall | None:
    """Call whoever was called least for this page, in the order of the roster.

    None when nobody is on the roster now: the page stays open, and is tried again.
    """
    entry = _next(on_call(session, page.clinic_id, now), _calls(session, page))
    if entry is None:
        return None
    call = PageCall(
        clinic_id=page.clinic_id,
        id=uuid4(),
        page_id=page.id,
        entry_id=entry.id,
        written_at=now,
        next_at=now,
    )
    session.add(call)
    page.called_at = now
    return call


def acknowledge(session: Session, call: PageCall, now: datetime) -> Page:
    """Whoever got `call` takes the page: nobody else is called. The first one who does, has it."""
    page = held_page(session, call.clinic_id, call.page_id)
    if page.acknowledged_at is None:
        page.acknowledged_at, page.acknowledged_by = now, call.entry_id
        end(session, page, now)
    return page


def end(session: Session, page: Page, now: datetime) -> None:
    """Nobody need be called any more; what was not sent yet stays unsent."""
    page.ended_at = page.ended_at or now
    unsent = update(PageCall).filter_by(clinic_id=page.clinic_id, page_id=page.id, unsent=True)
    session.execute(unsent.values(unsent=False))


def open_pages(session: Session, clinic: str) -> Sequence[Page]:
    """The pages that nobody has acknowledged and that are still needed."""
    found = select(Page).filter_by(clinic_id=clinic, ended_at=None)
    return session.scalars(found.order_by(Page.raised_at, Page.id)).all()


def latest_page(session: Session, clinic: str, conversation: UUID) -> Page | None:
    """The page that was raised last for a conversation."""
    found = select(Page).filter_by(clinic_id=clinic, conversation_id=conversation)
    return session.scalars(found.order_by(Page.raised_at.desc()).limit(1)).first()


def held_page(session: Session, clinic: str, page: UUID) -> Page:
    """The page, locked until the transaction ends."""
    return session.scalars(
        select(Page).filter_by(clinic_id=clinic, id=page).with_for_update()
    ).one()


def was_tested(session: Session, clinic: str) -> bool:
    """Whether a test page was ever acknowledged."""
    found = select(Page.id).filter_by(clinic_id=clinic, reason="test")
    return session.scalar(found.where(Page.acknowledged_at.is_not(None)).limit(1)) is not None


@dataclass(frozen=True, slots=True)
class Called:
    """One call as a lead reads it: who, when, whether it left, and whether they have it."""

    name: str
    reason: str
    written_at: datetime
    sent_at: datetime | None
    unsent: bool
    fault: str | None
    acknowledged_at: datetime | None


def last_calls(session: Session, clinic: str) -> Sequence[Called]:
    """The latest calls, newest first."""
    found = (
        select(PageCall, Page, RosterEntry)
        .join(Page, and_(Page.clinic_id == PageCall.clinic_id, Page.id == PageCall.page_id))
        .join(
            RosterEntry,
            and_(RosterEntry.clinic_id == PageCall.clinic_id, RosterEntry.id == PageCall.entry_id),
        )
        .where(PageCall.clinic_id == clinic)
        .order_by(PageCall.written_at.desc(), PageCall.id)
        .limit(SHOWN)
    )
    return [_called(*row) for row in session.execute(found)]


def _called(call: PageCall, page: Page, entry: RosterEntry) -> Called:
    mine = page.acknowledged_by == entry.id
    return Called(
        entry.name,
        page.reason,
        call.written_at,
        call.sent_at,
        call.unsent,
        call.fault,
        page.acknowledged_at if mine else None,
    )


def _calls(session: Session, page: Page) -> Counter[UUID]:
    found = select(PageCall.entry_id).filter_by(clinic_id=page.clinic_id, page_id=page.id)
    return Counter(session.scalars(found))


def _next(entries: Sequence[RosterEntry], calls: Counter[UUID]) -> RosterEntry | None:
    """`min` takes the first of those that are equal: the order of the roster."""
    return min(entries, key=lambda entry: calls[entry.id], default=None)
