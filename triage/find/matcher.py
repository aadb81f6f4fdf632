"""Phrases in a line: what each stands for, and where it was met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import ahocorasick_rs

from triage.find.text import Line


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase stands for: `kind` is phrase, absent, lookalike, fact, cue, drug or date."""

    kind: str
    id: str
    part: int = 0
    gap: int = -1


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry met at words `first` up to, not including, `last`."""

    entry: Entry
    first: int
    last: int


class Matcher:
    """One automaton over phrases, and what each stands for, wholes and parts apart."""

    def __init__(self, entries: Mapping[str, list[Entry]]) -> None:
        patterns = sorted(entries)
        self._wholes = [_those(entries[pattern], part=False) for pattern in patterns]
        self._parts = [_those(entries[pattern], part=True) for pattern in patterns]
        self._automaton = ahocorasick_rs.AhoCorasick(
            patterns, implementation=ahocorasick_rs.Implementation.ContiguousNFA
        )

    def hits(self, line: Line, parts: dict[int, list[tuple[int, int, int]]]) -> Iterator[Hit]:
        """Every whole met in a line, overlapping or not.

        `parts` gains, by the number of the phrase with a gap, each part met of it with its words:
        most of them stay alone, so nothing is made of them here.
        """
        for pattern, start, end in self._automaton.find_matches_as_indexes(
            line.text, overlapping=True
        ):
            first, last = line.words(start, end)
            for entry in self._wholes[pattern]:
                yield Hit(entry, first, last)
            for entry in self._parts[pattern]:
                parts[entry.gap].append((entry.part, first, last))


def _those(entries: list[Entry], *, part: bool) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries if (entry.kind == "part") is part)
