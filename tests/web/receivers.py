"""Somebody on the roster, as a server on this machine that answers as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Receiver:
    """`answers` are the statuses that it gives, the last one for ever; `got` what was posted."""

    answers: list[int] = field(default_factory=lambda: [204])
    got: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    url: str = ""
    location: str = ""


@contextmanager
def receiving(*answers: int, location: str = "") -> Iterator[Receiver]:
    """A receiver on loopback, until the test is over."""
    receiver = Receiver(list(answers) or [204], location=location)

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.got.append(json.loads(body))
            receiver.keys.append(self.headers["Idempotency-Key"])
            answers = receiver.answers
            self.send_response(answers.pop(0) if len(answers) > 1 else answers[0])
            if receiver.location:
                self.send_header("Location", receiver.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    receiver.url = f"http://127.0.0.1:{server.server_port}/hook?for=pump"
    running = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    running.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        running.join()
        server.server_close()
