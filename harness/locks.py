"""R18: nobody is turned away because two transactions wanted the same lock half-way."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from harness.counts import Counts
from harness.databases import database
from harness.storm import KEY
from web.database import open_store

WRITERS = 8
SECONDS = 4.0


def run() -> Iterator[Counts]:
    """Writers that read first, with the store's own transactions and with deferred ones."""
    with database("sqlite") as where:
        store = open_store(where.url, KEY)
        with store.engine.begin() as connection:
            connection.execute(text("CREATE TABLE counted (id INTEGER PRIMARY KEY, n INTEGER)"))
            connection.execute(text("INSERT INTO counted VALUES (1, 0)"))
        kept, turned_away = _count(store.engine.execution_options(writing=True))
        with store.engine.connect() as connection:
            total = connection.scalar(text("SELECT n FROM counted")) or 0
        _, control = _count(store.engine)
        store.engine.dispose()
    more: dict[str, float | int | str] = {"a_second": round(kept / SECONDS)}
    harm = turned_away + abs(total - kept)
    yield Counts("R18", "sqlite", kept, harm, control, needs=50, more=more)


def _count(engine: Engine) -> tuple[int, int]:
    """How many transactions were kept, and how many were turned away."""
    kept, away, ends = [0] * WRITERS, [0] * WRITERS, time.monotonic() + SECONDS

    def write(number: int) -> None:
        while time.monotonic() < ends:
            try:
                with engine.begin() as connection:
                    before = connection.scalar(text("SELECT n FROM counted"))
                    time.sleep(0.001)
                    connection.execute(text("UPDATE counted SET n = :n"), {"n": (before or 0) + 1})
                kept[number] += 1
            except DBAPIError:
                away[number] += 1

    writers = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    return sum(kept), sum(away)
