"""PostgreSQL for tests: one server for all of them, and a database of its own for each.

TEST_DATABASE_URL if set, else a server from the system's programs that all workers of one run
share. Without either a test is skipped; with CI=true that is a failure.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import NullPool, create_engine, make_url, text

from web.database import open_store, upgrade

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name)
TEMPLATE = "pumpline_template"


@dataclass(frozen=True)
class Server:
    """A server on which `url` may make databases; `copy` makes one with all tables, empty."""

    url: str

    @contextmanager
    def copy(self, *, empty: bool = False) -> Iterator[str]:
        """The address of a new database, which is gone afterwards; `empty`: without tables."""
        name = f"pumpline_{uuid4().hex}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {'template0' if empty else TEMPLATE}")
        try:
            yield database(self.url, name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def make_template(self) -> None:
        """The database that the others are copied from; migrating takes longer than copying."""
        self.run(f"DROP DATABASE IF EXISTS {TEMPLATE}")
        self.run(f"CREATE DATABASE {TEMPLATE} TEMPLATE template0")
        store = open_store(database(self.url, TEMPLATE), bytes(32))
        upgrade(store.engine)
        store.engine.dispose()

    def run(self, statement: str) -> None:
        """A statement outside a transaction."""
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            connection.execute(text(statement))


def database(url: str, name: str) -> str:
    """The address of another database on the same server."""
    return make_url(url).set(database=name).render_as_string(hide_password=False)


@contextmanager
def server(shared: Path) -> Iterator[Server]:
    """The server of this run; who comes first starts it, who goes last ends it.

    `shared` is a folder that all workers of the run see.
    """
    given = os.environ.get("TEST_DATABASE_URL")
    with turn(shared) as users:
        if not users:
            told = given or started(programs(), shared)
            (shared / "url").write_text(told)
            Server(told).make_template()
        note(shared, users + 1)
    try:
        yield Server((shared / "url").read_text())
    finally:
        with turn(shared) as users:
            note(shared, users - 1)
            if users == 1 and not given:
                ended(programs(), shared)


def programs() -> Path:
    """Where the server's programs are; the test is skipped, or fails, when there are none."""
    if PROGRAMS and (os.geteuid() or shutil.which("runuser")):
        return PROGRAMS[-1]
    reason = "no PostgreSQL: install it, or set TEST_DATABASE_URL"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def turn(shared: Path) -> Iterator[int]:
    """One worker at a time; how many use the server already."""
    with (shared / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        users = shared / "users"
        yield int(users.read_text()) if users.exists() else 0


def note(shared: Path, users: int) -> None:
    (shared / "users").write_text(str(users))


def started(found: Path, shared: Path) -> str:
    """The address of a new server in a folder that its own user can reach."""
    folder = tempfile.mkdtemp(prefix="pumpline-")
    (shared / "folder").write_text(folder)
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    port = free_port()
    run(found / "initdb", "-N", "-k", "-A", "trust", "-U", "pump", "-D", f"{folder}/data")
    listen = f"-p {port} -k {folder} -h 127.0.0.1 -c max_connections=200"
    control(found, folder, "-o", listen, "-l", f"{folder}/log", "start")
    return f"postgresql+psycopg://pump@127.0.0.1:{port}/postgres"


def ended(found: Path, shared: Path) -> None:
    folder = (shared / "folder").read_text()
    control(found, folder, "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


def control(found: Path, folder: str, *words: str) -> None:
    """Start or stop the server whose files are in `folder`."""
    run(found / "pg_ctl", "-D", f"{folder}/data", "-w", *words)


def run(*command: str | Path) -> None:
    who = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*who, *command], check=True, stdout=subprocess.DEVNULL, cwd="/")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
