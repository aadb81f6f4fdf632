"""Readings: 101.5, 38,4, 7 breaths a minute, BP 80/50, sats 86, pain 7/10, 6 times."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from triage.values.spelled import spelled
from triage.values.words import WORDS, number, overlaps

_BREATHS = r"(?:breathing|breaths?|resp(?:iration|iratory)?s?(?: rate)?|rr)"
_PULSE = r"(?:pulse(?! ?ox)|heart ?rate|hr|heart(?:'s| is)? (?:going|racing|beating)|bpm)"
_IS = r"(?:\s|is|are|was|were|of|at|about|only|just|down to|like|rate|around|=|:){1,6}"
_MEASURES: tuple[tuple[str, str, re.Pattern[str], float, float], ...] = tuple(
    (measure, unit, re.compile(pattern), low, high)
    for measure, unit, pattern, low, high in (
        (
            "pain-score",
            "/10",
            rf"\b(\d{{1,2}}|{WORDS})\s*(?:/|out ?of|outta|outa)\s*(?:10|ten)\b",
            0,
            10,
        ),
        (
            "breaths",
            "breaths/min",
            rf"\b(\d{{1,2}})\s*(?:times|{_BREATHS})\s*(?:a|per|/|every|in a|each)\s*min",
            1,
            60,
        ),
        (
            "breaths",
            "breaths/min",
            rf"\b{_BREATHS}{_IS}(\d{{1,2}})\b(?!\s*(?:/|out|times|day|hour|week|min))",
            1,
            60,
        ),
        ("breaths", "breaths/min", r"\b(\d{1,2})\s+breaths?\b", 1, 60),
        (
            "oxygen",
            "%",
            r"\b(?:pulse ?ox|oxygen|o2|sats?|spo2|oximeter)\b\D{0,22}?\b(\d{2,3})\b(?!\s*/)",
            50,
            100,
        ),
        ("oxygen", "%", r"\b([5-9]\d|100)\s?%\s*(?:o2|ox|sat)", 50, 100),
        (
            "pulse",
            "bpm",
            rf"\b{_PULSE}\b{_IS}(\d{{2,3}})\b(?!\s*(?:/|over|h|day|min|week))",
            20,
            250,
        ),
        ("pulse", "bpm", r"\b(\d{2,3})\s*(?:bpm|beats)", 20, 250),
    )
)
_IN_WORDS = _MEASURES[:1]  # "six out of ten" needs no digit, all else does
_DIGIT = re.compile(r"\d")
_PRESSURE = re.compile(r"\b(\d{2,3})\s*(?:/|over)\s*(\d{2,3})\b")
_TEMPERATURE = re.compile(
    r"(?<![\d.,/$£€])(\d{2,3}(?:[.,]\d{1,2})?)\s*(?:°|degrees?|deg)?\s*(f|c|fahrenheit|celsius)?\b"
    r"(?![/%]|\s*(?:%|over|/))"
)
_WARM = re.compile(
    r"temp|fever|fevr|feaver|degree|thermomet|°|\bhot|burning up|under the tongue|\bfebrile"
)
_AIR = re.compile(r"\s*(?:outside|outdoors|out there|in the (?:shade|sun|car|oven))\b")
_OTHER_UNIT = re.compile(
    r"\s*(?:lb|kg|mg|mcg|ml|cc|%|pound|year|yr|yo\b|day|week|wk|hour|hr|min|month|time|mile"
    r"|bpm|beat|breath|feet|inch|dollar|am\b|pm\b|x\b)"
)
_TIMES = re.compile(rf"\b(?:(\d{{1,3}})|({WORDS}))\s*(?:x|times)\b|\b(once|twice|thrice)\b")
_OFTEN = {"once": 1.0, "twice": 2.0, "thrice": 3.0}


@dataclass(frozen=True, slots=True)
class Measured:
    """A number read: which measure, its value in the unit, and `start:end` in the folded text."""

    measure: str
    value: float
    unit: str
    start: int
    end: int


def measured(folded: str, *, asked_temperature: bool = False) -> Iterator[Measured]:
    """Every measured value in a folded text (lower case); a bare number only where it was asked."""
    folded, ends = spelled(folded)
    for one in _read(folded, ends, asked_temperature=asked_temperature):
        yield replace(one, end=ends[one.end]) if one.end in ends else one


def _read(folded: str, spelt: Mapping[int, int], *, asked_temperature: bool) -> Iterator[Measured]:
    taken: list[tuple[int, int]] = []
    digits = _DIGIT.search(folded) is not None
    for measure, unit, pattern, low, high in _MEASURES if digits else _IN_WORDS:
        for match in pattern.finditer(folded):
            value = number(match[1])
            if measure == "breaths" and match.end(1) in spelt and " min" not in match[0]:
                continue  # "two deep breaths" is no rate
            if low <= value <= high and not overlaps(match.span(1), taken):
                taken.append(match.span(1))
                yield Measured(measure, value, unit, *match.span())
    if not digits:
        return
    yield from _pressures(folded, taken)
    yield from _temperatures(folded, taken, asked=asked_temperature)


def _pressures(folded: str, taken: list[tuple[int, int]]) -> Iterator[Measured]:
    for match in _PRESSURE.finditer(folded):
        top, bottom = float(match[1]), float(match[2])
        if 50 <= top <= 270 and 20 <= bottom <= 160 and top > bottom:
            taken.append(match.span())
            yield Measured("systolic", top, "mmHg", *match.span())
            yield Measured("diastolic", bottom, "mmHg", *match.span())


def _temperatures(folded: str, taken: list[tuple[int, int]], *, asked: bool) -> Iterator[Measured]:
    for match in _TEMPERATURE.finditer(folded):
        if overlaps(match.span(1), taken) or _OTHER_UNIT.match(folded, match.end(1)):
            continue
        if _AIR.match(folded, match.end()):
            continue
        celsius = _celsius(
            match[1], match[2], folded[max(0, match.start() - 40) : match.end() + 25], asked=asked
        )
        if celsius is not None:
            yield Measured("temperature", celsius, "C", match.start(1), match.end(1))


def _celsius(written: str, unit: str | None, around: str, *, asked: bool) -> float | None:
    """Degrees C of a number that can be a body temperature, or None."""
    value = float(written.replace(",", "."))
    decimal = "." in written or "," in written
    told = asked or unit is not None or _WARM.search(around) is not None
    if 93 <= value <= 109 and (unit or "f")[0] == "f" and (told or decimal):
        return round((value - 32) / 1.8, 1)
    feverish = decimal and 38 <= value < 42
    if 34 <= value <= 43 and (unit or "c")[0] == "c" and (told or feverish):
        return round(value, 1)
    return None


def counted(folded: str) -> Iterator[Measured]:
    """How often: "6 times", "twice"."""
    for match in _TIMES.finditer(folded):
        word = match[1] or match[2] or match[3]
        yield Measured("count", _OFTEN.get(word) or number(word), "times", *match.span())
