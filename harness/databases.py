"""Databases of a harness's own, gone afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from harness.network import free_port

KINDS = ("sqlite", "postgresql")


class Missing(Exception):  # noqa: N818 - what it is, not that it is one
    """A program that the harness needs is not here."""


@dataclass(frozen=True, slots=True)
class Database:
    """Where it is; `folder` is the harness's own.

    Of PostgreSQL: `postmaster` is the file with its first process, `start` the words to start it.
    """

    kind: str
    url: str
    folder: Path
    postmaster: Path | None = None
    start: tuple[str, ...] = ()

    def kill_backend(self) -> bool:
        """End one of PostgreSQL's connections with -9; False when there was none."""
        for process in children(int((self.postmaster or Path()).read_text().split()[0])):
            if b"pump postgres" in command(process):
                os.kill(process, signal.SIGKILL)
                return True
        return False


@contextmanager
def database(kind: str, *options: str) -> Iterator[Database]:
    """An empty database of this kind; `options` are settings of PostgreSQL."""
    folder = Path(tempfile.mkdtemp(prefix="pumpline-"))
    try:
        yield from in_folder(kind, folder, *options)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def in_folder(kind: str, folder: Path, *options: str) -> Iterator[Database]:
    """An empty database in a folder that is there."""
    if kind == "sqlite":
        yield Database(kind, f"sqlite:///{folder / 'pumpline.sqlite'}", folder)
    else:
        yield from postgresql(folder, *options)


def postgresql(folder: Path, *options: str, fresh: bool = True) -> Iterator[Database]:
    """A server in this folder; not `fresh`: on what an earlier one left there."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs:
        raise Missing("no PostgreSQL under /usr/lib/postgresql: install it")
    as_who = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_who:
        shutil.chown(folder, "postgres")
        folder.chmod(0o755)
    port, held = free_port(), folder / "data"
    control = [*as_who, str(programs[-1] / "pg_ctl"), "-D", str(held), "-w"]
    begin = [*as_who, str(programs[-1] / "initdb"), "-A", "trust", "-U", "pump", "-D", str(held)]
    if fresh:
        quiet(*begin, "--no-sync")
    listen = f"-p {port} -k {folder} -h 127.0.0.1 " + " ".join(f"-c {one}" for one in options)
    start = (*control, "-o", listen, "-l", str(folder / "log"), "start")
    quiet(*start)
    try:
        url = f"postgresql+psycopg://pump@127.0.0.1:{port}/postgres"
        yield Database("postgresql", url, folder, held / "postmaster.pid", start)
    finally:
        quiet(*control, "-m", "immediate", "stop")


def quiet(*words: str) -> None:
    """Run a command to its end; what it printed is shown if it fails."""
    done = subprocess.run(words, cwd="/", capture_output=True, text=True, check=False)
    if done.returncode:
        raise Missing(f"{' '.join(words)}: {done.stdout}{done.stderr}")


def children(process: int) -> list[int]:
    """The processes that a process started."""
    listed = Path(f"/proc/{process}/task/{process}/children")
    return [int(one) for one in listed.read_text().split()] if listed.exists() else []


def command(process: int) -> bytes:
    """How a process calls itself; nothing when it is gone."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""
