"""R1 and R5: no acknowledged message is lost, doubled or out of order when processes are killed."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from collections.abc import Callable, Iterator

from harness.counts import Counts
from harness.databases import KINDS, database
from harness.network import wait_for
from harness.reckoning import Reckoning, reckon
from harness.served import Server, serving
from harness.storm import KEY, acknowledged, begin_storm, figures

CLIENTS = 8
Killer = Callable[[Server], bool]
More = dict[str, float | int | str]


def run() -> Iterator[Counts]:
    """Both databases, every way to kill, and the control that answers before it commits."""
    control = _storm("sqlite", one_worker, 3, 0.25, "answers first")[0].lost
    for kind in KINDS:
        ways: list[tuple[str, Killer, float, float]] = [("a worker", one_worker, 10, 0.17)]
        ways += [("all", everything, 6, 0.5)] if kind == "sqlite" else []
        ways += [("a backend", a_backend, 6, 0.4)] if kind == "postgresql" else []
        for name, way, seconds, pause in ways:
            found, more = _storm(kind, way, seconds, pause)
            where = f"{kind}, {name} killed"
            yield Counts(
                "R1 R5", where, found.acknowledged, found.harm, control, needs=20, more=more
            )


def one_worker(server: Server) -> bool:
    """End a worker; gunicorn makes another."""
    alive = server.workers_alive()
    if not alive:
        return False
    with contextlib.suppress(ProcessLookupError):
        os.kill(random.choice(alive), signal.SIGKILL)
    return True


def everything(server: Server) -> bool:
    """End the server with all workers, and start it anew."""
    server.kill_all()
    server.start()
    return True


def a_backend(server: Server) -> bool:
    """End one of PostgreSQL's own processes: it ends all others and recovers."""
    return server.database.kill_backend()


def _storm(
    kind: str, way: Killer, seconds: float, pause: float, broken: str = ""
) -> tuple[Reckoning, More]:
    with database(kind) as where, serving(where, broken=broken) as server:
        patients = begin_storm(server.port, CLIENTS, seconds)
        kills = _kill_until(time.monotonic() + seconds - pause, server, way, pause)
        for one in patients:
            one.join()
        wait_for(server.port)
        time.sleep(1)  # what was begun is finished, before it is counted
        found = reckon(where.url, KEY, acknowledged(patients))
    parts: More = {"kills": kills, "lost": found.lost, "twice": found.twice, "turned": found.turned}
    return found, {**parts, **figures(patients, seconds)}


def _kill_until(ends: float, server: Server, way: Killer, pause: float) -> int:
    kills = 0
    while time.monotonic() < ends:
        time.sleep(random.uniform(0.5, 1.5) * pause)
        kills += way(server)
    return kills
