"""The same store on PostgreSQL: TEST_DATABASE_URL, else the system's programs, else skipped."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from tests.web import fakes
from tests.web.conftest import MORNING
from web import conversations as talk
from web.conversations import Said
from web.database import Store, downgrade, is_current, open_store, upgrade
from web.tables import Base

pytestmark = pytest.mark.postgres
PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
    elif not PROGRAMS or (os.geteuid() == 0 and not shutil.which("runuser")):
        pytest.skip("no PostgreSQL: install it, or set TEST_DATABASE_URL")
    else:
        yield from own_server(PROGRAMS[-1])


def own_server(programs: Path) -> Iterator[str]:
    """A server in a folder of its own, which is gone afterwards."""
    folder = tempfile.mkdtemp(prefix="pumpline-")
    as_who = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_who:
        shutil.chown(folder, "postgres")
    port = free_port()
    control: list[str | Path] = [*as_who, programs / "pg_ctl", "-D", f"{folder}/data", "-w"]
    listen = f"-p {port} -k {folder} -h 127.0.0.1"
    run(*as_who, programs / "initdb", "-A", "trust", "-U", "pump", "-D", f"{folder}/data")
    run(*control, "-o", listen, "-l", f"{folder}/log", "start")
    yield f"postgresql+psycopg://pump@127.0.0.1:{port}/postgres"
    run(*control, "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


def run(*command: str | Path) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url, bytes(32))
    upgrade(opened.engine)
    yield opened
    downgrade(opened.engine, "base")
    opened.engine.dispose()


def begin(store: Store) -> UUID:
    return store.write(lambda s: talk.begin(s, "clinic", "US", str(uuid4()), MORNING).id)


def say(store: Store, conversation: UUID, text: str, key: str) -> int:
    def work(session: Session) -> int:
        held = talk.locked(session, "clinic", conversation)
        return talk.receive(session, fakes.triage(), held, Said(text, key), MORNING).seq

    return store.write(work)


def test_the_migrations_make_the_tables_as_declared(store: Store) -> None:
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_the_migrations_go_down_and_up_again(store: Store) -> None:
    downgrade(store.engine, "base")
    assert set(inspect(store.engine).get_table_names()) <= {"alembic_version"}
    upgrade(store.engine)
    assert is_current(store.engine)


def test_a_conversation_is_kept_queued_and_read(store: Store) -> None:
    conversation = begin(store)
    say(store, conversation, "a headache \U0001f92f", "k")
    say(store, conversation, "can't wake", "l")
    later = MORNING + timedelta(minutes=5)
    rows = store.read(lambda session: talk.queue(session, "clinic", later))
    assert [(row.tier, row.waits) for row in rows] == [("emergency", timedelta(minutes=5))]
    store.write(lambda s: talk.act(s, talk.locked(s, "clinic", conversation), "nobody", "k", later))
    rows = store.read(lambda session: talk.queue(session, "clinic", later))
    assert [row.did for row in rows] == ["nobody"]
    case = store.read(lambda session: talk.find_case(session, "clinic", conversation))
    assert case is not None
    assert case.entries[0].text == "a headache \U0001f92f"


def test_many_writers_lose_nothing_and_repeat_nothing(store: Store) -> None:
    conversation, seqs = begin(store), list[int]()

    def write(writer: int) -> None:
        for number in range(5):
            for _ in range(2):  # each message is sent twice
                seqs.append(say(store, conversation, "a beep", f"{writer}-{number}"))

    writers = [threading.Thread(target=write, args=(writer,)) for writer in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(set(seqs)) == list(range(1, 31))
    assert len(seqs) == 60
