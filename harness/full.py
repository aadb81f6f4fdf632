"""R8: with a full disk nothing acknowledged is lost, and refusals name the number to call."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from harness.counts import Counts
from harness.databases import Database, Missing, database
from harness.down import NUMBER
from harness.reckoning import Name, reckon, said
from harness.served import serving
from harness.storm import KEY
from harness.visitor import Visitor

SMALL, LARGE = "2m", "64m"
REFUSALS = 20
LONG = "and it hurts a bit more than before " * 300


def run() -> Iterator[Counts]:
    """A small disk in memory, written full and then made larger."""
    control = _fill("bare errors")[1]
    tries, harm, kept = _fill()
    yield Counts("R8 B6", "sqlite, tmpfs", tries, harm, control, REFUSALS, {"acknowledged": kept})


def _fill(broken: str = "") -> tuple[int, int, int]:
    with small_disk() as where, serving(where, broken=broken) as server:
        patient, kept = Visitor(server.port), list[Name]()
        refused = _write_until_full(patient, kept)
        bare = sum(not _says_whom_to_call(patient, number) for number in range(REFUSALS))
        quiet_mount("remount", where.folder, LARGE)
        again = _goes_on(patient)
        found = reckon(where.url, KEY, kept)
    return REFUSALS + len(kept), found.lost + bare + (not again) + (not refused), len(kept)


def _write_until_full(patient: Visitor, kept: list[Name]) -> bool:
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        patient.begin(ends)
        number = len(kept)
        text = f"{said(1, number)} {LONG}"
        if patient.post("/start", {"key": str(number), "text": text})[0] != 303:
            return True
        kept.append((1, number))
    return False


def _says_whom_to_call(patient: Visitor, number: int) -> bool:
    typed = f"It itches, {number}. {LONG}"
    status, text = patient.post("/start", {"key": f"full {number}", "text": typed})
    return status >= 500 and NUMBER in text and f"It itches, {number}." in text


def _goes_on(patient: Visitor) -> bool:
    ends = time.monotonic() + 5
    patient.begin(ends)
    return patient.until_acknowledged("/start", {"text": "It itches again."}, ends)


@contextmanager
def small_disk() -> Iterator[Database]:
    """A database on a disk of its own that is soon full."""
    with database("sqlite") as where:
        quiet_mount("nosuid", where.folder, SMALL)
        try:
            yield where
        finally:
            subprocess.run(["umount", "--lazy", str(where.folder)], check=False)


def quiet_mount(how: str, folder: Path, size: str) -> None:
    """Mount (or remount) memory as a disk of this size; needs root."""
    line = ["mount", "-t", "tmpfs", "-o", f"{how},size={size}", "tmpfs", str(folder)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Missing(f"a disk of its own needs root: {done.stderr.strip()}")
