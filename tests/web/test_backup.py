"""The drill: a copy made while people write, put into an empty place, opened with its key."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select, text

from tests.web.conftest import Browser, Clock
from tests.web.postgres import Server
from web import create_app
from web.backup import BackupError, backup, outdated, restore
from web.config import Config, ConfigError
from web.conversations import Triage
from web.house import House, house_of
from web.tables import Base, Message

WORDS = "a headache like a canary"


@pytest.fixture
def elsewhere(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest, config: Config
) -> Iterator[Config]:
    """A house of its own with an empty database and the same key."""
    if kind == "sqlite":
        yield replace(config, database_url=f"sqlite:///{tmp_path}/elsewhere.sqlite")
    else:
        found: Server = request.getfixturevalue("postgres")
        with found.copy() as url:
            yield replace(config, database_url=url)


def everything(here: House) -> dict[str, list[str]]:
    """All rows of all tables as they are stored, sealed."""

    def raw(table: str) -> list[str]:
        names = ", ".join(f'"{column.name}"' for column in Base.metadata.tables[table].columns)
        with here.store.engine.connect() as connection:
            found = connection.execute(text(f'SELECT {names} FROM "{table}"'))
            return sorted(str(tuple(row)) for row in found)

    return {name: raw(name) for name in Base.metadata.tables}


def words(here: House) -> list[str]:
    found = here.store.read(lambda session: session.scalars(select(Message)).all())
    return sorted(message.text for message in found)


@pytest.mark.stores
def test_a_backup_opens_elsewhere_with_its_key_and_is_equal(
    patient: Browser, nurse: Browser, here: House, elsewhere: Config, triage: Triage, tmp_path: Path
) -> None:
    patient.start(WORDS)
    made = backup(here, tmp_path / "backups")
    other = house_of(create_app(elsewhere, triage=triage))
    restore(other, made)
    assert everything(other) == everything(here)
    assert words(other) == [WORDS]
    other.store.engine.dispose()


@pytest.mark.stores
def test_neither_words_nor_key_are_in_it(patient: Browser, here: House, tmp_path: Path) -> None:
    patient.start(WORDS)
    made = backup(here, tmp_path / "backups")
    key = here.config.data_key
    for path in made.iterdir():
        content = path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0 or path.suffix == ".json"
        assert b"canary" not in content
        assert key.hex().encode() not in content


@pytest.mark.stores
def test_without_the_key_nothing_opens(
    patient: Browser, here: House, elsewhere: Config, triage: Triage, tmp_path: Path
) -> None:
    patient.start(WORDS)
    made = backup(here, tmp_path / "backups")
    thief = house_of(create_app(replace(elsewhere, data_key=bytes(range(32))), triage=triage))
    with pytest.raises(BackupError, match="does not hold the key"):
        restore(thief, made)
    thief.store.engine.dispose()
    with pytest.raises(ConfigError, match="does not hold the key"):
        create_app(thief.config, triage=triage)


def test_what_was_acknowledged_before_is_in_it(
    app: Flask, here: House, elsewhere: Config, triage: Triage, tmp_path: Path
) -> None:
    told: list[str] = []
    end = threading.Event()

    def write() -> None:
        browser = Browser(app)
        while not end.is_set():
            mine = str(uuid4())
            browser.get("/")
            if browser.send("/start", {"text": f"an itch {mine}"}).status_code == 303:
                told.append(mine)

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    while len(told) < 10:
        end.wait(0.01)
    before = list(told)
    made = backup(here, tmp_path / "backups")
    end.set()
    for writer in writers:
        writer.join()
    other = house_of(create_app(elsewhere, triage=triage))
    restore(other, made)
    kept = " ".join(words(other))
    assert [mine for mine in before if mine not in kept] == []
    other.store.engine.dispose()


def test_it_is_restored_only_whole_and_only_into_an_empty_place(
    patient: Browser, here: House, elsewhere: Config, triage: Triage, tmp_path: Path
) -> None:
    patient.start(WORDS)
    made = backup(here, tmp_path / "backups")
    with pytest.raises(BackupError, match="not empty"):
        restore(here, made)
    with (made / "database.sqlite").open("ab") as file:
        file.write(b"more")
    other = house_of(create_app(elsewhere, triage=triage))
    with pytest.raises(BackupError, match="not as it was written"):
        restore(other, made)
    other.store.engine.dispose()


def test_the_commands_do_it(app: Flask, patient: Browser, tmp_path: Path, clock: Clock) -> None:
    patient.start(WORDS)
    runner, folder = app.test_cli_runner(), str(tmp_path / "backups")
    first = Path(runner.invoke(args=["backup", folder]).output.strip())
    assert json.loads((first / "backup.json").read_text())["keys"]
    clock.forward(days=36)
    assert f"removed {first}" in runner.invoke(args=["backup", folder]).output
    assert outdated(Path(folder), clock()) == []
    assert runner.invoke(args=["restore", str(tmp_path)]).exit_code != 0


def test_a_plain_copy_of_a_running_database_is_no_backup(tmp_path: Path) -> None:
    """Why it is not done with `cp`: the newest rows stand beside the file, and it looks sound."""
    with sqlite3.connect(tmp_path / "one.sqlite") as one:
        one.execute("PRAGMA journal_mode=WAL")
        one.execute("CREATE TABLE t (n)")
        one.commit()
        one.execute("INSERT INTO t VALUES (1)")
        one.commit()
        (tmp_path / "copy.sqlite").write_bytes((tmp_path / "one.sqlite").read_bytes())
    one.close()
    with sqlite3.connect(tmp_path / "copy.sqlite") as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        with pytest.raises(sqlite3.OperationalError):
            copy.execute("SELECT n FROM t")
    copy.close()
