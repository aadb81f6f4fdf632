"""R7: with the database gone every answer names the number to call and says "not sent"."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from harness.counts import Counts
from harness.databases import KINDS, Database, database, quiet
from harness.served import serving
from harness.visitor import Reply, Visitor

PROBES = 20
NUMBER = 'href="tel:911"'
TYPED = "My pump beeps and I itch."


def run() -> Iterator[Counts]:
    """The database taken away, probed, and given back."""
    control = _probe("sqlite", "bare errors")[1]
    for kind in KINDS:
        tries, harm, slowest, back = _probe(kind)
        more: dict[str, float | int | str] = {"slowest_ms": slowest, "back_s": back}
        yield Counts("R7 B6", kind, tries, harm, control, needs=PROBES, more=more)


def _probe(kind: str, broken: str = "") -> tuple[int, int, float, float]:
    with database(kind) as where, serving(where, broken=broken) as server:
        patient = Visitor(server.port)
        patient.begin(time.monotonic() + 10)
        patient.post("/start", {"key": "a", "text": "My head hurts."})
        patient.read_chat(time.monotonic() + 10)
        give_back = take_away(where)
        try:
            answers = [_timed(way, patient) for _ in range(PROBES // 4) for way in WAYS]
        finally:
            give_back()
        back = _until_it_works(patient)
    harm = sum(not good for good, _ in answers)
    return len(answers), harm + (back > 5), round(max(took for _, took in answers), 1), back


def _chat(patient: Visitor) -> bool:
    """An error, or (SQLite's file was open and is only moved) the page; both name the number."""
    status, text = patient.get("/chat")
    return (status == 200 or status >= 500) and NUMBER in text


def _say(patient: Visitor) -> bool:
    """Not sent, and said so; what was typed is still there."""
    status, text = patient.post("/chat", {"key": "b", "text": TYPED})
    return status >= 500 and NUMBER in text and TYPED in text and "not sent" in text.lower()


def _emergency(patient: Visitor) -> bool:
    reply: Reply = patient.get("/emergency")
    return reply[0] == 200 and NUMBER in reply[1]


def _offline(patient: Visitor) -> bool:
    reply: Reply = patient.get("/offline")
    return reply[0] == 200 and NUMBER in reply[1]


WAYS: tuple[Callable[[Visitor], bool], ...] = (_chat, _say, _emergency, _offline)


def _timed(way: Callable[[Visitor], bool], patient: Visitor) -> tuple[bool, float]:
    began = time.monotonic()
    try:
        good = way(patient)
    except OSError:
        good = False
    return good, 1000 * (time.monotonic() - began)


def take_away(where: Database) -> Callable[[], None]:
    """Make the database unreachable; the way to bring it back is returned."""
    if where.postmaster is not None:
        process = int(where.postmaster.read_text().split()[0])
        return _stop(process, where)
    held = list(where.folder.glob("pumpline.sqlite*"))
    aside = where.folder / "aside"
    aside.mkdir()
    for path in held:
        shutil.move(path, aside / path.name)
    (where.folder / "pumpline.sqlite").mkdir()  # SQLite would make a new file

    def give_back() -> None:
        (where.folder / "pumpline.sqlite").rmdir()
        for path in held:
            shutil.move(aside / path.name, path)

    return give_back


def _stop(process: int, where: Database) -> Callable[[], None]:
    os.kill(process, signal.SIGQUIT)
    while Path(f"/proc/{process}").exists():
        time.sleep(0.02)
    return lambda: quiet(*where.start)


def _until_it_works(patient: Visitor) -> float:
    began = time.monotonic()
    while time.monotonic() - began < 10:
        if patient.get("/chat")[0] == 200:
            break
        time.sleep(0.05)
    return round(time.monotonic() - began, 2)
