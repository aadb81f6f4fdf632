"""Spellings: the choices of a phrase, and what is cut from a word before it is looked up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

_CHOICE = re.compile(r"\(([^()]*)\)")
_GLUED = re.compile(r"[^\s(]\(|\)[^\s)]")
_LONG = re.compile(r"(.)\1{2,}")
# Three letters or fewer, and words whose last s is no ending, keep it.
_KEEP_S = re.compile(r"(ss|us|is|as|os)$")


def pieces(phrase: str) -> Iterator[tuple[str, ...]]:
    """The parts of a phrase in order, each with its choices: `(legs|feet) numb` has two."""
    if _GLUED.search(phrase):
        yield tuple(expand(phrase))
        return
    for place, piece in enumerate(_CHOICE.split(phrase)):
        if place % 2:
            yield tuple(piece.split("|"))
        elif piece.strip():
            yield (piece,)


def expand(phrase: str) -> Iterator[str]:
    """Every spelling of a phrase with choices: `(legs|feet) numb` is two."""
    split = _CHOICE.split(phrase)
    choices = [piece.split("|") if place % 2 else [piece] for place, piece in enumerate(split)]
    for chosen in product(*choices):
        yield " ".join("".join(chosen).split())


def joined(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """Every first with every last, each spelling once."""
    return tuple(dict.fromkeys(f"{first} {last}".strip() for first in one for last in other))


def stop(token: str) -> str:
    """The mark that a number, a full stop or a comma leaves in the canonical line."""
    if token[0].isdigit():
        return token
    return "|" if set(token) & set(".!?;\n") else ","


def shortened(word: str) -> tuple[str, ...]:
    """A word with its long runs of a letter cut to two, and to one."""
    if not _LONG.search(word):
        return ()
    return _LONG.sub(r"\1\1", word), _LONG.sub(r"\1", word)


def singular(word: str) -> str:
    """The word without the s of a plural or of a third person."""
    if len(word) < 4 or not word.endswith("s") or _KEEP_S.search(word):
        return word
    return word[:-1]
