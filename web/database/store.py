"""The store: one engine, and transactions that can be repeated."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from itertools import count
from typing import TypeVar

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from web.database.safe import connecting, make_safe
from web.sealed import Ring, keep_keys, open_row
from web.tables import Base

T = TypeVar("T")
PATIENCE = 5.0  # seconds of trying again; a page waits for ten
LONGEST_PAUSE = 0.25  # seconds
RETRIED = ("40001", "40P01", "55P03")  # serialization failure, deadlock, lock not to be had
TAKEN, OFTEN = "23505", 3  # a row that somebody wrote first: the next look finds it


class Reading(threading.local):
    """The session in which this thread reads just now."""

    session: Session | None = None


@dataclass(frozen=True, slots=True)
class Store:
    """Where facts are kept. `reads` and `writes` make sessions; a write locks from its start.

    SQLite lets writers in without regard to who came first: within a process `turn` does. A read
    inside a read is part of it: on a connection of its own it would wait for a writer who waits
    for the outer one to end.
    """

    engine: Engine
    reads: sessionmaker[Session]
    writes: sessionmaker[Session]
    turn: AbstractContextManager[object] = field(default_factory=nullcontext, repr=False)
    reading: Reading = field(default_factory=Reading, repr=False)

    def read(self, work: Callable[[Session], T]) -> T:
        """What `work` finds."""
        if self.reading.session is not None:
            return work(self.reading.session)
        with self.reads() as session:
            self.reading.session = session
            try:
                return work(session)
            finally:
                self.reading.session = None

    def write(self, work: Callable[[Session], T]) -> T:
        """What `work` returns, once all that it wrote is committed together.

        `work` is repeated from its start when the database could not place it in an order, so
        it must do nothing but use the session.
        """
        begun = time.monotonic()
        for tried in count(1):
            try:
                with self.turn, self.writes.begin() as session:
                    return work(session)
            except DBAPIError as error:
                if time.monotonic() - begun > PATIENCE or not _passes(error, tried):
                    raise
                time.sleep(_pause(tried))
        raise AssertionError("unreachable")


for moment in ("load", "refresh"):
    event.listen(Base, moment, open_row, propagate=True)


def open_store(url: str, data_key: bytes | Ring) -> Store:
    """The store at `url` (SQLAlchemy's form); patients' words are sealed with the house's keys."""
    engine = create_engine(url, hide_parameters=True, **connecting(url))
    keep_keys(engine, data_key if isinstance(data_key, Ring) else Ring((data_key,)))
    make_safe(engine)
    writing = engine.execution_options(writing=True)
    return Store(
        engine,
        sessionmaker(engine, expire_on_commit=False),
        sessionmaker(writing, expire_on_commit=False),
        threading.RLock() if engine.dialect.name == "sqlite" else nullcontext(),
    )


def _pause(tried: int) -> float:
    """Seconds until the next try: longer each time, and by chance, so that none meet again."""
    return random.uniform(0, min(LONGEST_PAUSE, 0.01 * 2 ** min(tried, 5)))  # nosec B311 # noqa: S311 - no secret


def _passes(error: DBAPIError, tried: int) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    if state == TAKEN:
        return tried <= OFTEN
    return state in RETRIED or "database is locked" in str(error.orig)
