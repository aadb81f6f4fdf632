"""The store: safe SQLite, tables as declared, transactions that can be repeated."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import event, inspect, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from tests.web import fakes
from tests.web.conftest import MORNING
from web import conversations as talk
from web import create_app
from web.config import Config, ConfigError
from web.database import Store, downgrade, faults, is_current, journal, open_line, upgrade
from web.tables import Base


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), "DELETE"),
        ((3, 44, 5), "DELETE"),
        ((3, 44, 6), "WAL"),
        ((3, 45, 0), "DELETE"),
        ((3, 50, 7), "WAL"),
        ((3, 51, 2), "DELETE"),
        ((3, 51, 3), "WAL"),
        ((3, 53, 0), "WAL"),
    ],
)
def test_the_write_ahead_log_is_used_only_where_its_bug_is_mended(
    version: tuple[int, ...], mode: str
) -> None:
    assert journal(version) == mode


def test_every_commit_reaches_the_disk_and_references_hold(store: Store) -> None:
    with store.engine.connect() as connection:
        told = [
            connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("synchronous", "foreign_keys", "secure_delete", "trusted_schema")
        ]
        mode = connection.execute(text("PRAGMA journal_mode")).scalar()
    assert told == [2 if mode == "wal" else 3, 1, 1, 0]  # FULL, or EXTRA


def test_the_file_is_for_its_owner_alone(store: Store) -> None:
    path = Path(str(store.engine.url.database))
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.stores
def test_a_read_inside_a_read_is_part_of_it(store: Store) -> None:
    assert store.read(lambda outer: store.read(lambda inner: inner is outer))


def test_reads_one_after_the_other_and_a_write_are_not(store: Store) -> None:
    first = store.read(lambda session: session)
    assert store.read(lambda session: session) is not first
    assert store.write(lambda one: store.read(lambda other: other is not one))


def test_a_page_that_reads_twice_and_a_message_that_is_kept_do_not_wait_for_each_other(
    store: Store,
) -> None:
    count = text("SELECT count(*) FROM conversation")
    waits = threading.Event()
    event.listen(store.engine, "commit", lambda _: waits.set())
    writing = threading.Thread(
        target=store.write, args=(lambda s: talk.begin(s, "clinic", "US", str(uuid4()), MORNING),)
    )

    def page(session: Session) -> int:
        session.scalar(count)
        writing.start()
        assert waits.wait(5)  # it has written, and waits for this page to be read
        writing.join(0.2)
        return store.read(lambda inner: inner.scalar(count)) or 0

    assert store.read(page) == 0
    writing.join(5)
    assert store.read(lambda session: session.scalar(count)) == 1


@pytest.mark.stores
def test_the_migrations_make_the_tables_as_declared(store: Store) -> None:
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


@pytest.mark.stores
def test_the_migrations_go_down_and_up_again(store: Store) -> None:
    downgrade(store.engine, "base")
    assert set(inspect(store.engine).get_table_names()) <= {"alembic_version"}
    assert not is_current(store.engine)
    upgrade(store.engine)
    assert is_current(store.engine)


def test_every_key_begins_with_the_clinic() -> None:
    for table in Base.metadata.tables.values():
        assert next(iter(table.primary_key.columns)).name == "clinic_id", table.name
        for reference in table.foreign_key_constraints:
            assert reference.column_keys[0] == "clinic_id", table.name


def test_a_write_holds_its_place_from_the_start(store: Store) -> None:
    with store.writes.begin() as first, sqlite3.connect(str(store.engine.url.database)) as second:
        first.execute(text("SELECT 1"))
        second.execute("PRAGMA busy_timeout=1")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            second.execute("BEGIN IMMEDIATE")
    second.close()


@pytest.mark.stores
def test_writes_from_many_sides_are_all_kept(store: Store) -> None:
    with store.engine.begin() as connection:
        connection.execute(text("CREATE TABLE tally (n INTEGER)"))
        connection.execute(text("INSERT INTO tally VALUES (0)"))

    locking = "" if store.engine.dialect.name == "sqlite" else " FOR UPDATE"

    def add(session: Session) -> None:
        before = session.scalar(text(f"SELECT n FROM tally{locking}"))
        session.execute(text("UPDATE tally SET n = :n"), {"n": (before or 0) + 1})

    sides = [
        threading.Thread(target=lambda: [store.write(add) for _ in range(10)]) for _ in range(6)
    ]
    for side in sides:
        side.start()
    for side in sides:
        side.join()
    assert store.read(lambda session: session.scalar(text("SELECT n FROM tally"))) == 60


def test_a_write_that_could_not_be_placed_is_repeated(store: Store) -> None:
    tries: list[int] = []

    def work(_: Session) -> str:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("", {}, Exception("database is locked"))
        return "done"

    assert (store.write(work), len(tries)) == ("done", 3)


@pytest.mark.stores
def test_a_database_that_keeps_what_it_says_has_no_faults(store: Store) -> None:
    assert faults(store.engine) == ()


@pytest.mark.stores("postgres")
def test_a_server_that_answers_before_it_has_written_is_refused(
    store: Store, config: Config
) -> None:
    name = store.engine.url.database
    with store.engine.begin() as connection:
        connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = off"))
    store.engine.dispose()
    assert faults(store.engine) == (
        "PostgreSQL's synchronous_commit is off: set synchronous_commit=on in postgresql.conf",
    )
    with pytest.raises(ConfigError, match="synchronous_commit"):
        create_app(replace(config, setting="production"), triage=fakes.triage())


@pytest.mark.stores("sqlite")
def test_a_file_that_is_not_flushed_is_refused(store: Store, config: Config) -> None:
    event.listen(store.engine, "connect", lambda it, _: it.execute("PRAGMA synchronous=NORMAL"))
    store.engine.dispose()
    assert ["synchronous is not" in fault for fault in faults(store.engine)] == [True]


@pytest.mark.parametrize(
    ("url", "open_"),
    [
        ("postgresql+psycopg://db.example.org/pumpline", True),
        ("postgresql+psycopg://db.example.org/pumpline?sslmode=require", True),
        ("postgresql+psycopg://db.example.org/pumpline?sslmode=verify-full", False),
        ("postgresql+psycopg://127.0.0.1/pumpline", False),
        ("postgresql+psycopg:///pumpline?host=/run/postgresql", False),
    ],
)
def test_the_line_to_another_machine_must_be_closed(url: str, open_: bool) -> None:
    assert bool(open_line(make_url(url))) == open_


@pytest.mark.stores("postgres")
def test_nothing_hangs_longer_than_a_page_waits(store: Store) -> None:
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    with store.engine.connect() as connection:
        told = [connection.execute(text(f"SHOW {name}")).scalar() for name in names]
    assert told == ["5s", "2s", "10s"]
