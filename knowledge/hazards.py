"""Does every control in the hazard log name a test that exists?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from knowledge.play import Failure
from knowledge.strict import parse

FILE = "hazards.yaml"


def hazard_failures(folder: Path) -> Iterator[Failure]:
    """A failure for each `test` of the log whose file, or whose `::name` in it, is not there.

    Paths count from the folder that `folder` lies in.
    """
    path = folder / FILE
    if not path.exists():
        return
    raw, faults = parse(path.read_text(encoding="utf-8"), FILE)
    for fault in faults:
        yield Failure(FILE, f"line {fault.line}: {fault.what}")
    for test in _tests(raw):
        file, _, name = test.partition("::")
        named = folder.parent / file
        if not named.exists():
            yield Failure(FILE, f"no such test: {test}")
        elif name and name.rpartition("::")[2].partition("[")[0] not in _text(named):
            yield Failure(FILE, f"no such test in the file: {test}")


def owed(folder: Path) -> int:
    """How many hazards of the log say that their test is still owed."""
    path = folder / FILE
    raw, _ = parse(path.read_text(encoding="utf-8"), FILE) if path.exists() else (None, [])
    hazards = raw if isinstance(raw, list) else []
    return sum(isinstance(hazard, dict) and "owed" in hazard for hazard in hazards)


def _tests(raw: Any) -> Iterator[str]:
    """Every value of a key `test` (a word or a list of words), however deep."""
    if isinstance(raw, dict):
        for key, value in raw.items():
            if key == "test":
                yield from [value] if isinstance(value, str) else value or ()
            else:
                yield from _tests(value)
    elif isinstance(raw, list):
        for part in raw:
            yield from _tests(part)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
