"""Mending of slips: an unknown word becomes the one lexicon word that is a single slip away.

Words are mended before anything is matched; phrases are never compared loosely, for a ratio cannot
tell "can breathe" from "can't breathe".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import OSA

SHORTEST = 5  # shorter words have too many neighbours: numb, rash and itch are exact or aliased


class Repair:
    """An index of lexicon words by what is left when one letter is taken out."""

    def __init__(self, lexicon: Iterable[str], never: frozenset[str]) -> None:
        self._never = never
        self._near: dict[str, list[str]] = defaultdict(list)
        for word in sorted(lexicon):
            if len(word) >= SHORTEST and word.isalpha():
                for stump in {word, *_stumps(word)}:
                    self._near[stump].append(word)

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
