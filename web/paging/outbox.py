"""The sender: lease, send, mark. A message goes out at least once, under one id, and is never lost.

Each message goes on a thread of its own, so that a receiver that hangs holds up nobody else. One
that was killed between sending and marking is sent again when its lease is over.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, CursorResult, or_, select, update
from sqlalchemy.orm import Session

from web.config import Config
from web.database import Store
from web.paging import mail, webhook
from web.paging.letters import Letter, SendError, letter
from web.tables import PageCall, RosterEntry

Send = Callable[[Config, Letter], None]
Clock = Callable[[], datetime]
WAYS: Mapping[str, Send] = MappingProxyType({"webhook": webhook.post, "email": mail.send})
LEASE = timedelta(seconds=60)
PATIENCE = 15.0  # seconds for a whole batch; whoever is slower ends on their own
AT_ONCE = 20
FIRST, LONGEST = timedelta(seconds=10), timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Leased:
    """A message that this worker alone may send until `until`."""

    call: UUID
    lease: UUID
    way: str
    address: str
    tries: int


def deliver(store: Store, config: Config, clock: Clock, ways: Mapping[str, Send] = WAYS) -> int:
    """Send what is due; how many messages were tried."""
    batch = store.write(lambda session: lease(session, config.clinic, clock()))
    senders = [
        threading.Thread(target=_deliver, args=(store, config, clock, ways, one), daemon=True)
        for one in batch
    ]
    ends = time.monotonic() + PATIENCE
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(max(ends - time.monotonic(), 0))
    return len(batch)


def lease(session: Session, clinic: str, now: datetime) -> Sequence[Leased]:
    """Take the messages that are due and that nobody else is sending."""
    free = or_(PageCall.leased_until.is_(None), PageCall.leased_until <= now)
    due = select(PageCall.id).where(
        PageCall.clinic_id == clinic, PageCall.unsent, PageCall.next_at <= now, free
    )
    mine = uuid4()
    ids = session.scalars(due.order_by(PageCall.next_at, PageCall.id).limit(AT_ONCE)).all()
    taken = [
        call
        for call in ids
        if _changed(session, clinic, call, free, lease=mine, leased_until=now + LEASE)
    ]
    return [_leased(session, clinic, call, mine) for call in taken]


def sent(session: Session, clinic: str, call: UUID, now: datetime) -> None:
    """Mark it as sent, whoever holds it by now: it is out."""
    _changed(
        session, clinic, call, PageCall.unsent.is_(True), unsent=False, sent_at=now, fault=None
    )


def failed(session: Session, clinic: str, leased: Leased, fault: str, now: datetime) -> None:
    """Try again later, each time twice as long, unless another worker has taken it over."""
    wait = min(FIRST * 2 ** min(leased.tries, 10), LONGEST)
    _changed(
        session,
        clinic,
        leased.call,
        PageCall.lease == leased.lease,
        tries=leased.tries + 1,
        next_at=now + wait,
        leased_until=None,
        fault=fault[:40],
    )


def _deliver(
    store: Store, config: Config, clock: Clock, ways: Mapping[str, Send], leased: Leased
) -> None:
    try:
        ways[leased.way](config, letter(config, leased.call, leased.address))
    except Exception as fault:  # noqa: BLE001 - whatever fails, it is tried again
        why = str(fault) if isinstance(fault, SendError) else type(fault).__name__
        store.write(lambda session: failed(session, config.clinic, leased, why, clock()))
    else:
        store.write(lambda session: sent(session, config.clinic, leased.call, clock()))


def _changed(
    session: Session, clinic: str, call: UUID, only: ColumnElement[bool], **values: object
) -> bool:
    """Whether the row was still as `only` says, and is now as `values` say."""
    change = update(PageCall).where(PageCall.clinic_id == clinic, PageCall.id == call, only)
    quietly = {"synchronize_session": False}
    made = session.execute(change.values(**values), execution_options=quietly)
    return isinstance(made, CursorResult) and made.rowcount == 1


def _leased(session: Session, clinic: str, call: UUID, mine: UUID) -> Leased:
    row = session.get_one(PageCall, (clinic, call))
    entry = session.get_one(RosterEntry, (clinic, row.entry_id))
    return Leased(call, mine, entry.way, entry.address, row.tries)
