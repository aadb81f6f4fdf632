"""R19: a limit is the same for all workers together, to the last try."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

from harness.counts import Counts
from harness.databases import KINDS, database
from harness.served import serving
from harness.visitor import Visitor
from web.throttle import RETURN_ONE

TRIES = 300
AT_ONCE = 8


def run() -> Iterator[Counts]:
    """Wrong return codes at four workers at once: how many were looked up."""
    control = _too_many("sqlite", "counts alone")
    for kind in KINDS:
        harm = _too_many(kind)
        yield Counts("R19", kind, TRIES, harm, control, more={"allowed": RETURN_ONE.most + harm})


def _too_many(kind: str, broken: str = "") -> int:
    """How many more or fewer codes were tried than may be."""
    with database(kind) as where, serving(where, workers=4, broken=broken) as server:
        phones = [Visitor(server.port) for _ in range(AT_ONCE)]
        for phone in phones:
            phone.begin(time.monotonic() + 10)
            phone.get("/return")
        threads = [threading.Thread(target=_guess, args=(phone,)) for phone in phones]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return abs(sum(phone.seen.get(422, 0) for phone in phones) - RETURN_ONE.most)


def _guess(phone: Visitor) -> None:
    for number in range(TRIES // AT_ONCE):
        phone.post("/return", {"code": f"no such code {number}"})
