"""R15: every call for a nurse reaches its receiver, however often its sender is killed."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from harness.counts import Counts
from harness.databases import KINDS, Database, database
from harness.storm import KEY
from web.config import Config
from web.database import open_store, upgrade
from web.paging import outbox
from web.paging.letters import Letter
from web.tables import Page, PageCall, RosterEntry

CALLS = 600
SENDERS = 2
FASTER = 60  # their clock: a lease of a minute is over in a second
SECONDS = 12.0  # of killing
FINISH = 40.0  # until all must have been sent
Sender = Callable[[Database], None]


def run() -> Iterator[Counts]:
    """Two senders, killed again and again; a control marks first and sends then."""
    for kind in KINDS:
        lost, twice, kills = _storm(kind, _send)
        control, _, _ = _storm(kind, _mark_first)
        more: dict[str, float | int | str] = {"kills": kills, "came_twice": twice}
        yield Counts("R15 B5", kind, CALLS, lost, control, needs=CALLS, more=more)


def _storm(kind: str, way: Sender) -> tuple[int, int, int]:
    """How many never came, how many came more than once, and how often a sender was killed."""
    with database(kind) as where:
        store = open_store(where.url, KEY)
        upgrade(store.engine)
        store.write(_fill)
        store.engine.dispose()
        (where.folder / "came").touch()
        where.folder.chmod(0o777)
        kills = _kill_until_sent(where, way)
        came = Counter((where.folder / "came").read_text().split())
    return CALLS - len(came), sum(times > 1 for times in came.values()), kills


def _kill_until_sent(where: Database, way: Sender) -> int:
    senders = [_part(where, way) for _ in range(SENDERS)]
    kills, ends = 0, time.monotonic() + SECONDS
    while _unsent(where) and time.monotonic() < ends + FINISH:
        time.sleep(random.uniform(0.15, 0.35))
        if time.monotonic() < ends:
            kills += 1
            _end(senders.pop(0))
            senders.append(_part(where, way))
    time.sleep(1)
    for sender in senders:
        _end(sender)
    return kills


def _part(where: Database, way: Sender) -> int:
    """A process that sends and does nothing else."""
    process = os.fork()
    if not process:
        try:
            way(where)
        finally:
            os._exit(0)
    return process


def _end(process: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


def _send(where: Database) -> None:
    """The house's own sender, with a receiver that takes a moment."""
    store = open_store(where.url, KEY)
    while True:
        outbox.deliver(store, _config(where), _clock, {"webhook": _receiver(where)})
        time.sleep(0.02)


def _mark_first(where: Database) -> None:
    """The wrong way: a call counts as sent before it is."""
    store, receive = open_store(where.url, KEY), _receiver(where)

    def take(session: Session) -> list[UUID]:
        due = select(PageCall).filter_by(unsent=True).with_for_update().limit(10)
        calls = session.scalars(due).all()
        for call in calls:
            call.unsent = False
        return [call.id for call in calls]

    while True:
        for call in store.write(take):
            receive(_config(where), Letter(str(call), "", ""))
        time.sleep(0.02)


def _receiver(where: Database) -> outbox.Send:
    def receive(_: Config, letter: Letter) -> None:
        time.sleep(0.01)
        with Path(where.folder / "came").open("a") as file:
            file.write(f"{letter.id}\n")

    return receive


def _clock() -> datetime:
    start = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    return start + timedelta(seconds=time.monotonic() * FASTER)


def _config(where: Database) -> Config:
    return Config(secret_key="harness " * 8, data_key=KEY, database_url=where.url)


def _unsent(where: Database) -> int:
    store = open_store(where.url, KEY)
    found = select(func.count()).select_from(PageCall).filter_by(unsent=True)
    left = store.read(lambda session: session.scalar(found)) or 0
    store.engine.dispose()
    return left


def _fill(session: Session) -> None:
    now, place = datetime(2026, 11, 24, tzinfo=UTC), {"clinic_id": "clinic"}
    entry = RosterEntry(
        **place, id=uuid4(), name="On call", way="webhook", address="http://localhost/", place=1,
        starts_at=now,
    )  # fmt: skip
    page = Page(**place, id=uuid4(), reason="test", raised_at=now)
    session.add_all([entry, page])
    session.flush()
    session.add_all(
        PageCall(
            **place, id=uuid4(), page_id=page.id, entry_id=entry.id, written_at=now, next_at=now
        )
        for _ in range(CALLS)
    )
