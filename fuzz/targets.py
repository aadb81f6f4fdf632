"""What is fuzzed, and what must hold whatever comes in: each takes bytes and raises if not."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import knowledge
from tests.knowledge.small import write
from triage import Message, converse
from triage.model import Knowledge

FILES = ("symptoms", "risks", "rules", "questions", "facts")


def heard(given: bytes) -> None:
    """Any text gets an answer; each mention quotes the text; a second message lowers no tier."""
    first, _, second = given.decode("utf-8", "replace").partition("\0")
    turns = converse([Message(first), Message(second)], _known())
    for turn in turns:
        assert turn.reply.text
        for finding in turn.findings:
            source = (first, second)[finding.turn - 1]
            assert finding.asked or source[finding.start : finding.end] == finding.text
    tiers = [-1 if turn.urgency is None else int(turn.urgency) for turn in turns]
    assert tiers == sorted(tiers)


def loaded(given: bytes) -> None:
    """Any file is knowledge or a KnowledgeError that names it; nothing else comes out."""
    kind = FILES[given[0] % len(FILES)] if given else FILES[0]
    path = _small() / kind / "aaa-fuzzed.yaml"
    path.write_bytes(given[1:])
    try:
        knowledge.load(_small())
    except knowledge.KnowledgeError as fault:
        assert "aaa-fuzzed" in str(fault)
    finally:
        path.unlink()


@cache
def _known() -> Knowledge:
    return knowledge.load()


@cache
def _small() -> Path:
    """A few files that are read a hundred times a second."""
    folder = Path(tempfile.mkdtemp(prefix="pumpline-fuzz-"))
    write(folder)
    return folder


TARGETS: Mapping[str, Callable[[bytes], None]] = {"heard": heard, "loaded": loaded}
