"""An application behind waitress for as long as a test needs it, and ended without a loose end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from waitress import wasyncore
from waitress.server import create_server


@contextmanager
def serving(application: Any, port: int) -> Iterator[None]:
    """Listens on loopback at `port`; every socket is closed by the thread that waits on it."""
    server = create_server(application, host="127.0.0.1", port=port, threads=8)
    waiting = server._map
    running = threading.Thread(target=server.run, daemon=True)
    running.start()
    try:
        yield
    finally:
        # Closed from another thread, a socket is still being selected on: "Bad file descriptor".
        with suppress(OSError):  # it was awake, and did so before it was rung for
            server.trigger.pull_trigger(lambda: wasyncore.close_all(waiting, ignore_all=True))
        running.join(timeout=5)
        server.task_dispatcher.shutdown()
