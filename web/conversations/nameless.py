"""Whether a text that leaves the house names nobody, and is not the patient's own words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

RUN = 5  # words in a row that no text may share with a patient's
WHOLE = 3  # words: a message so short may not stand whole in the text
NAME = 3  # letters that make a name; less is an initial or a word of every text

EMAIL = re.compile(r"(?<![^\s@])[^\s@]+@[^\s@]+\.\w+|(?<!\S)\S+\s*\(at\)\s*\S+")
PHONE = re.compile(r"(?<![\w.])\+?(?:\d[\s().\-/]{0,3}){6,}\d")
MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec"
MONTH = rf"(?:{MONTHS})(?:[a-z]*)\.?"
DATE = re.compile(
    r"\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b"
    rf"|\b{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH}\b"
    r"|\b(?:born|dob|birth\w*)\b.{0,30}\d",
    re.IGNORECASE,
)


def faults(
    text: str, said: Iterable[str], names: Iterable[str], codename: str = ""
) -> tuple[str, ...]:
    """Why `text` must not leave: email, phone, date, name, words; nothing where it may.

    `said` is all that the patient wrote, `names` what they are called, each part of it; the
    `codename` is two ordinary words, which name somebody only side by side.
    """
    mine = _words(text)
    found = {
        "email": bool(EMAIL.search(text)),
        "phone": bool(PHONE.search(text)),
        "date": bool(DATE.search(text)),
        "name": not _parts(names).isdisjoint(mine) or _stands_in(_words(codename), mine),
        "words": any(_shares(mine, _words(one)) for one in said),
    }
    return tuple(fault for fault, is_so in found.items() if is_so)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.findall(r"\w+", plain.replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", ""))


def _parts(names: Iterable[str]) -> set[str]:
    return {word for name in names for word in _words(name) if len(word) >= NAME}


def _stands_in(words: list[str], mine: list[str]) -> bool:
    return bool(words) and tuple(words) in _runs(mine, len(words))


def _shares(mine: list[str], theirs: list[str]) -> bool:
    """Whether a run of their words, or a short message as a whole, stands in mine."""
    if mine and mine == theirs:
        return True
    run = min(RUN, len(theirs))
    return run >= WHOLE and not _runs(mine, run).isdisjoint(_runs(theirs, run))


def _runs(words: list[str], length: int) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}
