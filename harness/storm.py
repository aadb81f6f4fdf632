"""Many patients at once, each writing numbered messages until they are acknowledged."""

from __future__ import annotations

import hashlib
import threading
import time

from harness.reckoning import Name, said
from harness.visitor import Visitor

IN_ONE_CHAT = 5  # messages after the first; then a new conversation
KEY = hashlib.sha256(b"a harness").digest()


class Client(threading.Thread):
    """One patient; `acknowledged` are the messages that the house said it has."""

    def __init__(self, number: int, port: int, ends: float) -> None:
        super().__init__(daemon=True)
        self.number, self.ends, self.visitor = number, ends, Visitor(port)
        self.acknowledged: list[Name] = []
        self.took: list[float] = []

    def run(self) -> None:
        """Write until the time is over."""
        while time.monotonic() < self.ends and self.visitor.begin(self.ends):
            if not self._say("/start") or not self.visitor.read_chat(self.ends):
                return
            for _ in range(IN_ONE_CHAT):
                if not self._say("/chat"):
                    return

    def _say(self, path: str) -> bool:
        began, text = time.monotonic(), said(self.number, len(self.acknowledged))
        if not self.visitor.until_acknowledged(path, {"text": text}, self.ends):
            return False
        self.took.append(time.monotonic() - began)
        self.acknowledged.append((self.number, len(self.acknowledged)))
        return True


def begin_storm(port: int, clients: int, seconds: float) -> list[Client]:
    """Patients who have begun to write, for so many seconds."""
    ends = time.monotonic() + seconds
    them = [Client(number, port, ends) for number in range(clients)]
    for one in them:
        one.start()
    return them


def acknowledged(them: list[Client]) -> list[Name]:
    """All that was said to be kept."""
    return [name for one in them for name in one.acknowledged]


def figures(them: list[Client], seconds: float) -> dict[str, float | int | str]:
    """Messages a second, the time that all but one in twenty took, and how often was sent again."""
    took = sorted(time for one in them for time in one.took)
    p95 = 1000 * took[int(0.95 * (len(took) - 1))] if took else 0.0
    again = sum(one.visitor.retries for one in them)
    return {"a_second": round(len(took) / seconds), "p95_ms": round(p95, 1), "resent": again}
