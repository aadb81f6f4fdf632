"""What makes a database keep what it said it kept: settings made, and settings checked."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.engine import URL, make_url

PRAGMAS = (
    "PRAGMA busy_timeout=5000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA trusted_schema=OFF",
)
# A rollback journal commits by being unlinked; only EXTRA waits until the disk knows that too.
SYNCHRONOUS = {"WAL": ("FULL", 2), "DELETE": ("EXTRA", 3)}
# A page waits for ten seconds: whatever hangs must have ended before.
LIMITS = (
    "SET statement_timeout = '5s'",
    "SET lock_timeout = '2s'",
    "SET idle_in_transaction_session_timeout = '10s'",
)
NEVER_OFF = ("fsync", "full_page_writes", "synchronous_commit")
NEAR = frozenset({"", "localhost", "127.0.0.1", "::1"})


def make_safe(engine: Engine) -> None:
    """Prepare every connection that this engine makes."""
    if engine.dialect.name == "sqlite":
        _own_file(engine.url.database)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin)
    elif engine.dialect.name == "postgresql":
        event.listen(engine, "connect", _prepare_postgres)


def connecting(url: str) -> dict[str, Any]:
    """How `create_engine` is to connect, so that a database that is gone is noticed soon."""
    if make_url(url).get_backend_name() == "postgresql":
        return {
            "pool_pre_ping": True,
            "pool_timeout": 3,
            "connect_args": {"connect_timeout": 3},
        }
    return {"pool_timeout": 3}


def faults(engine: Engine) -> tuple[str, ...]:
    """Why what is committed might be lost all the same, each with what to do; none: it is kept."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            return _sqlite_faults(connection)
        return (*_postgres_faults(connection), *open_line(engine.url))


def open_line(url: URL) -> tuple[str, ...]:
    """What is wrong with the way to a server on another machine."""
    far = (url.host or "") not in NEAR and not (url.host or "").startswith("/")
    if far and url.query.get("sslmode") != "verify-full":
        return ("the line to the database is open: add ?sslmode=verify-full to DATABASE_URL",)
    return ()


def journal(version: tuple[int, ...]) -> str:
    """The journal mode that loses nothing with this version of SQLite."""
    mended = (
        version >= (3, 51, 3)
        or (3, 50, 7) <= version < (3, 51)
        or ((3, 44, 6) <= version < (3, 45))
    )
    return "WAL" if mended else "DELETE"


def _own_file(path: str | None) -> None:
    if path and path != ":memory:":
        Path(path).touch(mode=0o600)
        with suppress(PermissionError):  # somebody else's file: theirs to mend
            Path(path).chmod(0o600)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # BEGIN is ours, see _begin
    for pragma in PRAGMAS:
        connection.execute(pragma)
    mode = journal(sqlite3.sqlite_version_info)
    connection.execute(f"PRAGMA journal_mode={mode}")
    connection.execute(f"PRAGMA synchronous={SYNCHRONOUS[mode][0]}")


def _prepare_postgres(connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        for limit in LIMITS:
            cursor.execute(limit)
    connection.commit()


def _begin(connection: Connection) -> None:
    """A deferred BEGIN that later writes may fail half-way; a write takes its lock at once."""
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _sqlite_faults(connection: Connection) -> tuple[str, ...]:
    mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
    full = connection.exec_driver_sql("PRAGMA synchronous").scalar()
    right = journal(sqlite3.sqlite_version_info)
    found = []
    if str(mode).upper() != right:
        found.append(f"SQLite's journal_mode is {mode}, not {right}: does another program use it?")
    name, number = SYNCHRONOUS[right]
    if full != number:
        found.append(f"SQLite's synchronous is not {name}")
    return tuple(found)


def _postgres_faults(connection: Connection) -> tuple[str, ...]:
    """A distributed engine that has no such setting is asked nothing."""
    told = connection.execute(text("SELECT name, setting FROM pg_settings")).all()
    settings = {row.name: row.setting for row in told}
    return tuple(
        f"PostgreSQL's {name} is off: set {name}=on in postgresql.conf"
        for name in NEVER_OFF
        if settings.get(name) == "off"
    )
