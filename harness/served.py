"""The application behind gunicorn, with workers that can be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from harness.databases import Database, Missing, children
from harness.network import free_port, wait_for
from harness.storm import KEY

HERE = Path(__file__).resolve().parent.parent


@dataclass
class Server:
    """A running house; `start` and `kill` may be called again and again."""

    database: Database
    workers: int = 2
    broken: str = ""
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    settings: dict[str, str] = field(default_factory=dict)

    def start(self) -> None:
        """Begin to serve, and wait until somebody listens."""
        line = (
            sys.executable, "-m", "gunicorn", "harness.app:app", "--preload", "-k", "gthread",
            f"--workers={self.workers}", "--threads=4", f"--bind=127.0.0.1:{self.port}",
            "--log-level=critical", "--graceful-timeout=2",
        )  # fmt: skip
        with self._log() as log:
            self.process = subprocess.Popen(
                line, cwd=HERE, env=self._environment(), start_new_session=True,
                stdout=subprocess.DEVNULL, stderr=log,
            )  # fmt: skip
        try:
            wait_for(self.port)
        except TimeoutError as error:
            self.kill_all()
            raise Missing(f"the server did not start: {self.log()[-2000:]}") from error

    def workers_alive(self) -> list[int]:
        """The workers' processes."""
        return children(self.pid)

    def kill_all(self) -> None:
        """The server and its workers end at once, with -9."""
        os.killpg(self.pid, signal.SIGKILL)
        self._process().wait()

    def reload(self) -> None:
        """Let the server make new workers, and end the old ones when they are done."""
        os.kill(self.pid, signal.SIGHUP)

    def log(self) -> str:
        """What the server complained of."""
        return (self.database.folder / "server.log").read_text()

    def _process(self) -> subprocess.Popen[bytes]:
        if self.process is None:
            raise RuntimeError("not started")
        return self.process

    @property
    def pid(self) -> int:
        """The first of its processes."""
        return self._process().pid

    def _log(self) -> IO[bytes]:
        return (self.database.folder / "server.log").open("ab")

    def _environment(self) -> dict[str, str]:
        own = {
            "DATABASE_URL": self.database.url,
            "PUMPLINE_INSTANCE": str(self.database.folder),
            "PUMPLINE_URL": f"http://127.0.0.1:{self.port}",
            "HARNESS_BREAK": self.broken,
            "PYTHONPATH": str(HERE),
            "SECRET_KEY": "harness " * 8,
            "DATA_KEY": KEY.hex(),
        }
        return {**os.environ, **own, **self.settings}


@contextmanager
def serving(database: Database, **more: object) -> Iterator[Server]:
    """A server on this database, ended with -9 afterwards."""
    server = Server(database, **more)  # type: ignore[arg-type]
    server.start()
    try:
        yield server
    finally:
        server.kill_all()
