"""No text makes a pattern of ours work without end: each is tried on what does that to others.

The patterns are those that stand in the modules once they are loaded, so a new one is tried, too.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from types import ModuleType

import pytest

import knowledge
import knowledge.words
import triage
import web
from triage import Message, converse
from triage.model import Knowledge
from web.forms import LONGEST

LONG = 1500  # letters: enough to see a square, and soon done
ALLOWED = 0.05  # seconds of the processor
# What clinicians write is read once, when it is loaded; no patient's text comes to these.
OF_CLINICIANS = 2.0
AT_MOST = 10.0  # for the longest message that is taken, on a slow machine
FOLDERS = (triage, knowledge, web)
ATOMS = (
    "a", "1", " ", "-", "1 ", "a ", "a-", "1.", "(", "a@", "'a", "1/", "é", "\n", "no ", "one ",
    "+",
)  # fmt: skip


def modules() -> Iterator[ModuleType]:
    for folder in FOLDERS:
        yield folder
        for found in pkgutil.walk_packages(folder.__path__, f"{folder.__name__}."):
            if not found.name.endswith("__main__") and "migrations" not in found.name:
                yield importlib.import_module(found.name)


def within(value: object, depth: int = 3) -> Iterator[re.Pattern[str]]:
    """The patterns in a value, or in what it contains."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, dict):
        for one in value.values():
            yield from within(one, depth - 1)
    elif depth and isinstance(value, tuple | list | frozenset | set):
        for one in value:
            yield from within(one, depth - 1)


def patterns() -> dict[str, re.Pattern[str]]:
    return {
        found.pattern: found
        for module in modules()
        for value in vars(module).values()
        for found in within(value)
    }


def attacks(pattern: re.Pattern[str]) -> Iterator[str]:
    """Long texts of one piece, and of the pattern's own words, that end in what does not fit."""
    own = dict.fromkeys(re.findall(r"[a-z]{2,}|(?<!\\)[^\w\\\s]", pattern.pattern))
    for atom in (*ATOMS, *(f"{word} " for word in list(own)[:12])):
        yield atom * (LONG // len(atom)) + "\x00!"


def cost(pattern: re.Pattern[str], text: str) -> float:
    """Seconds of the processor until nothing more is found.

    What begins with any number of spaces is asked at a place, never looked for in a text.
    """
    begun = time.process_time()
    if pattern.pattern.startswith(r"\s*"):
        pattern.match(text)
        return time.process_time() - begun
    for _ in pattern.finditer(text):
        if time.process_time() - begun > 1:
            break
    return time.process_time() - begun


WORDS = frozenset(found.pattern for found in within(vars(knowledge.words)))


def test_every_pattern_is_done_soon() -> None:
    found = patterns()
    assert len(found) > 50
    slow = {
        (pattern.pattern[:80], text[:12]): round(taken, 2)
        for pattern in found.values()
        for text in attacks(pattern)
        if (taken := cost(pattern, text)) > (OF_CLINICIANS if pattern.pattern in WORDS else ALLOWED)
    }
    assert slow == {}


def test_a_pattern_that_works_without_end_is_found() -> None:
    bad = re.compile(r"(?:a*\s?)*,")
    assert cost(bad, "a" * 24 + "!") > ALLOWED
    assert cost(re.compile(r"a+,"), "b" * LONG) < ALLOWED


@pytest.mark.parametrize(
    "piece", ["pump ", "no ", "can't ", "a", "1 ", "\u0301", "not sure. ", "?"]
)
def test_the_engine_is_done_soon_with_the_longest_message(known: Knowledge, piece: str) -> None:
    text = piece * (LONGEST // len(piece))
    begun = time.process_time()
    (turn,) = converse([Message(text)], known)
    assert turn.reply.text
    assert time.process_time() - begun < AT_MOST
