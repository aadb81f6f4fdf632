"""R14: new workers take over under load, and no request fails."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from harness.counts import Counts
from harness.databases import KINDS, database
from harness.kills import one_worker
from harness.served import Server, serving
from harness.storm import begin_storm

RELOADS = 6
CLIENTS = 4
PAUSE = 1.6  # seconds between two: old workers have two to end


def run() -> Iterator[Counts]:
    """Six reloads while patients write; the control kills workers instead."""
    for kind in KINDS:
        tries, failed = _change(kind, Server.reload)
        _, control = _change(kind, one_worker)
        more: dict[str, float | int | str] = {"reloads": RELOADS}
        yield Counts("R14 B8", kind, tries, failed, control, needs=20, more=more)


def _change(kind: str, way: Callable[[Server], object]) -> tuple[int, int]:
    """How many requests there were, and how many had to be sent again."""
    with database(kind) as where, serving(where) as server:
        patients = begin_storm(server.port, CLIENTS, RELOADS * PAUSE + 1)
        for _ in range(RELOADS):
            time.sleep(PAUSE)
            way(server)
        for one in patients:
            one.join()
    tries = sum(sum(one.visitor.seen.values()) for one in patients)
    return tries, sum(one.visitor.retries for one in patients)
