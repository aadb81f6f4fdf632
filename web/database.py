"""The store: one engine, transactions that can be repeated, and SQLite made safe.

SQLite's write-ahead log is used only where its reset bug is mended; elsewhere the rollback journal
keeps every acknowledged message.
"""

from __future__ import annotations

import random
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from web.sealed import Ring, keep_keys, open_row
from web.tables import Base

T = TypeVar("T")
PATIENCE = 8.0  # seconds of trying again; a page waits for ten
LONGEST_PAUSE = 0.25  # seconds
RETRIED = ("40001", "40P01")  # serialization failure, deadlock
TAKEN, OFTEN = "23505", 3  # a row that somebody wrote first: the next look finds it
PRAGMAS = (
    "PRAGMA busy_timeout=5000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA trusted_schema=OFF",
)


@dataclass(frozen=True, slots=True)
class Store:
    """Where facts are kept. `reads` and `writes` make sessions; a write locks from its start.

    SQLite lets writers in without regard to who came first: within a process `turn` does.
    """

    engine: Engine
    reads: sessionmaker[Session]
    writes: sessionmaker[Session]
    turn: AbstractContextManager[object] = field(default_factory=nullcontext, repr=False)

    def read(self, work: Callable[[Session], T]) -> T:
        """What `work` finds."""
        with self.reads() as session:
            return work(session)

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
    engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"), hide_parameters=True)
    keep_keys(engine, data_key if isinstance(data_key, Ring) else Ring((data_key,)))
    if engine.dialect.name == "sqlite":
        _make_safe(engine)
    writing = engine.execution_options(writing=True)
    return Store(
        engine,
        sessionmaker(engine, expire_on_commit=False),
        sessionmaker(writing, expire_on_commit=False),
        threading.RLock() if engine.dialect.name == "sqlite" else nullcontext(),
    )


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the tables to `revision`."""
    with engine.begin() as connection:
        command.upgrade(_alembic(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the tables back to `revision` (`base`: none)."""
    with engine.begin() as connection:
        command.downgrade(_alembic(connection), revision)


def is_current(engine: Engine) -> bool:
    """Whether the tables are those that this code was written for."""
    heads = ScriptDirectory.from_config(_alembic(None)).get_heads()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_heads() == tuple(heads)


def journal(version: tuple[int, ...]) -> str:
    """The journal mode that loses nothing with this version of SQLite."""
    mended = (
        version >= (3, 51, 3)
        or (3, 50, 7) <= version < (3, 51)
        or ((3, 44, 6) <= version < (3, 45))
    )
    return "WAL" if mended else "DELETE"


def _alembic(connection: Connection | None) -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(files("web") / "migrations"))
    config.attributes["connection"] = connection
    return config


def _make_safe(engine: Engine) -> None:
    path = make_url(engine.url).database
    if path and path != ":memory:":
        Path(path).touch(mode=0o600)
        with suppress(PermissionError):  # somebody else's file: theirs to mend
            Path(path).chmod(0o600)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # BEGIN is ours, see _begin
    for pragma in PRAGMAS:
        connection.execute(pragma)
    connection.execute(f"PRAGMA journal_mode={journal(sqlite3.sqlite_version_info)}")


def _begin(connection: Connection) -> None:
    """A deferred BEGIN that later writes may fail half-way; a write takes its lock at once."""
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _pause(tried: int) -> float:
    """Seconds until the next try: longer each time, and by chance, so that none meet again."""
    return random.uniform(0, min(LONGEST_PAUSE, 0.01 * 2 ** min(tried, 5)))  # noqa: S311 - no secret


def _passes(error: DBAPIError, tried: int) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    if state == TAKEN:
        return tried <= OFTEN
    return state in RETRIED or "database is locked" in str(error.orig)
