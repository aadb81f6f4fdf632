"""Strings -> the words, numbers and truths that a field wants, or what is wanted instead."""

from __future__ import annotations

import re
from typing import Any

from knowledge.strict import nearest
from triage.model import Urgency

NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")
TRUTHS = {"true": True, "yes": True, "false": False, "no": False}


class UnfitError(ValueError):
    """A value that its field cannot take; the message says what is wanted instead."""


def one_of(word: Any, known: tuple[str, ...]) -> None:
    """UnfitError with the nearest known word, unless `word` is known."""
    if word not in known:
        hint = nearest(str(word), known) or f"; known: {', '.join(known)}"
        raise UnfitError(f"unknown: `{word}`{hint}")


def text(raw: Any, _: Any) -> str:
    """A word or a sentence, which is not empty."""
    if not isinstance(raw, str) or not raw.strip():
        raise UnfitError("a word or sentence is wanted here")
    return raw.strip()


def number(raw: Any, kind: Any) -> Any:
    """A number, written plainly (no exponent, no leading zero)."""
    if not isinstance(raw, str) or not NUMBER.fullmatch(raw):
        raise UnfitError(f"a number is wanted here, not `{raw}`")
    return kind(raw)


def truth(raw: Any, _: Any) -> bool:
    """true or yes, false or no."""
    if raw not in TRUTHS:
        raise UnfitError(f"true or false is wanted here, not `{raw}`")
    return TRUTHS[raw]


def urgency(raw: Any, _: Any) -> Urgency:
    """A tier by the contract's word."""
    one_of(raw, tuple(tier.slug for tier in Urgency))
    return Urgency.of(raw)


def pattern(raw: Any, _: Any) -> re.Pattern[str]:
    """A regular expression, read without regard to case."""
    try:
        return re.compile(text(raw, str), re.IGNORECASE)
    except re.error as error:
        raise UnfitError(f"this is no pattern: {error}") from None


def word(raw: Any, kind: Any) -> Any:
    """A word of an enumeration; `not sure` may be written with a space."""
    slug = str(raw).replace(" ", "_")
    one_of(slug, tuple(kind))
    return kind(slug)
