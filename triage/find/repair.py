"""Mending of slips: an unknown word becomes the one lexicon word that is a single slip away.

Words are mended before anything is matched; phrases are never compared loosely, for a ratio cannot
tell "can breathe" from "can't breathe".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from rapidfuzz.distance import OSA

SHORTEST = 5  # shorter words have too many neighbours: numb, rash and itch are exact or aliased


class Repair:
    """An index of lexicon words by what is left when one letter is taken out.

    It is made when the first unknown word comes, for a start must not wait for it.
    """

    def __init__(self, lexicon: Iterable[str], never: frozenset[str]) -> None:
        self._lexicon = tuple(lexicon)
        self._never = never

    @cached_property
    def _near(self) -> Mapping[str, list[str]]:
        near: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._lexicon):
            if len(word) >= SHORTEST and word.isalpha():
                for stump in {word, *_stumps(word)}:
                    near[stump].append(word)
        return near

    def mend(self, word: str) -> str | None:
        """The only lexicon word one slip from `word`, or None; the first letter must hold."""
        if len(word) < SHORTEST or word in self._never:
            return None
        stumps = {word, *_stumps(word)}
        near = {other for stump in stumps for other in self._near.get(stump, ())}
        close = sorted(other for other in near if _one_slip(word, other))
        return close[0] if len(close) == 1 else None


def _stumps(word: str) -> Iterator[str]:
    return (word[:cut] + word[cut + 1 :] for cut in range(len(word)))


def _one_slip(word: str, other: str) -> bool:
    swapped = word[:2] == other[1::-1]
    return (word[0] == other[0] or swapped) and OSA.distance(word, other, score_cutoff=1) == 1
