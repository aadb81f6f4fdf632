"""Phrases in a line: what each stands for, and where it was met."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import ahocorasick_rs

from triage.find.text import Line


class Entry(NamedTuple):
    """What a phrase stands for: `kind` is phrase, absent, lookalike, fact, cue, drug or date."""

    kind: str
    id: str
    part: int = 0
    gap: int = -1


class Hit(NamedTuple):
    """An entry met at words `first` up to, not including, `last`."""

    entry: Entry
    first: int
    last: int


Places = list[tuple[int, int]]


class Matcher:
    """One automaton over phrases, and what each stands for, wholes and parts apart.

    `numbers` are those of the patterns, one for each whatever line it is looked for in.
    """

    def __init__(self, entries: Mapping[str, list[Entry]], numbers: Mapping[str, int]) -> None:
        patterns = sorted(entries)
        self._meant = [_meant(entries[pattern], numbers[pattern]) for pattern in patterns]
        self._automaton = ahocorasick_rs.AhoCorasick(
            patterns, implementation=ahocorasick_rs.Implementation.ContiguousNFA
        )

    def hits(self, line: Line, parts: dict[int, Places]) -> list[Hit]:
        """Every whole met in a line, overlapping or not.

        `parts` gains the places of each pattern that is a part of a phrase with a gap, by its
        number: most of them stay alone, so nothing is made of them here.
        """
        found: list[Hit] = []
        starts, order, meant = line.starts, line.order, self._meant
        for pattern, start, end in self._automaton.find_matches_as_indexes(
            line.text, overlapping=True
        ):
            first, last = order[starts[start + 1]], order[starts[end] - 1] + 1
            wholes, part = meant[pattern]
            found.extend([Hit(entry, first, last) for entry in wholes])
            if part >= 0:
                parts.setdefault(part, []).append((first, last))
        return found


def _meant(entries: list[Entry], number: int) -> tuple[tuple[Entry, ...], int]:
    """What a pattern stands for as a whole, and its number where it is a part, else -1."""
    wholes = tuple(one for one in entries if one.kind != "part")
    return wholes, number if len(wholes) < len(entries) else -1
