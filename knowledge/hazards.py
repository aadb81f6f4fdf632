"""Does every control in the hazard log name a test that exists, or say that one is owed?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from knowledge.play import Failure
from knowledge.strict import parse

FILE = "hazards.yaml"


def hazard_failures(folder: Path) -> Iterator[Failure]:
    """A failure for each hazard not told in full, and for each `test` of the log that is not there.

    Paths count from the folder that `folder` lies in.
    """
    path = folder / FILE
    if not path.exists():
        return
    raw, faults = parse(path.read_text(encoding="utf-8"), FILE)
    for fault in faults:
        yield Failure(FILE, f"line {fault.line}: {fault.what}")
    for hazard in raw if isinstance(raw, list) else ():
        yield from _untold(hazard)
    for test in _tests(raw):
        file, _, name = test.partition("::")
        named = folder.parent / file
        if not named.exists():
            yield Failure(FILE, f"no such test: {test}")
        elif name and not re.search(rf"\bdef {name.partition('[')[0]}\b", _text(named)):
            yield Failure(FILE, f"no such test in the file: {test}")


def _untold(hazard: Any) -> Iterator[Failure]:
    told = hazard if isinstance(hazard, dict) else {}
    name = told.get("hazard", hazard)
    for field in ("hazard", "cause", "control"):
        if not told.get(field):
            yield Failure(FILE, f"`{name}` has no {field}")
    if not told.get("test") and not told.get("owed"):
        yield Failure(FILE, f"`{name}` has no test, and does not say that one is owed")


def owed(folder: Path) -> int:
    """How many hazards of the log say what is still owed a test."""
    raw = _log(folder)
    hazards = raw if isinstance(raw, list) else []
    return sum(isinstance(hazard, dict) and "owed" in hazard for hazard in hazards)


def proving(folder: Path) -> frozenset[str]:
    """The tests that the log names, as it names them."""
    return frozenset(_tests(_log(folder)))


def _log(folder: Path) -> Any:
    path = folder / FILE
    return parse(path.read_text(encoding="utf-8"), FILE)[0] if path.exists() else None


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
