"""Numbers and times in a text: 101.5, 7 breaths a minute, 6 times, since Monday, 3 weeks post op.

Nothing here knows a symptom. A reading names its measure and where it stands; a time says how many
days ago, and whether it is a point ("3 days ago") or a stretch up to now ("for 3 days").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

LONG_AGO = 3650.0  # days, for a year named in a text of unknown date

_NUMBER = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "couple": 2, "few": 3, "several": 4, "half": 0.5,
    "twenty": 20, "thirty": 30, "fourteen": 14, "fifteen": 15,
}  # fmt: skip
_WORDS = "|".join(_NUMBER)
_UNIT = {
    "min": 1 / 1440, "hr": 1 / 24, "h": 1 / 24, "hour": 1 / 24, "day": 1, "night": 1, "nite": 1,
    "week": 7, "wk": 7, "month": 30, "mo": 30, "mth": 30, "year": 365, "yr": 365, "minute": 1 / 1440,
    "sec": 1 / 86400, "second": 1 / 86400, "d": 1, "y": 365,
}  # fmt: skip
_UNITS = "|".join(sorted(_UNIT, key=len, reverse=True))
_STRETCH = re.compile(
    rf"\b(?:(day|week)\s+(\d{{1,3}})|(?:(\d{{1,3}}(?:\.\d)?)(?:\s?(?:-|to|or)\s?(\d{{1,3}}))?|"
    rf"(?:(?:a|the last|past)\s+)?({_WORDS}))(?:\s+(?:of|or so|more|good|whole|full|and a half))?\s*(?:-\s*)?"
    rf"({_UNITS})s?\b(?:\s*(?:n|and|&)\s*(\d)\s*({_UNITS})s?\b)?)(?:\s+(?:or\s+so|or\s+more))?(\s+(?:ago|back|before|earlier)\b)?"
)
_NAMED = {
    "today": 0, "this morning": 0, "this am": 0, "tonight": 0, "this afternoon": 0, "this evening": 0, "just now": 0,
    "right now": 0, "earlier": 0, "yesterday": 1, "yday": 1, "last night": 1, "last nite": 1, "the other day": 3,
    "overnight": 1, "day before yesterday": 2, "last week": 7, "last wk": 7, "last month": 30, "last weekend": 4, "the weekend": 3,
    "last year": 365, "last yr": 365, "last spring": 180, "last summer": 150, "last fall": 120, "last winter": 240,
    "last autumn": 120, "years ago": 1000, "yrs ago": 1000, "months ago": 120, "weeks ago": 21, "days ago": 4,
    "ages ago": 1000, "long ago": 1000, "a while ago": 60, "a while back": 60, "when i was": 3650, "as a kid": 3650,
}  # fmt: skip
_POINT = re.compile(r"\b(" + "|".join(sorted(_NAMED, key=len, reverse=True)) + r")\b")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(r"\b(?:last\s+)?(mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|nesday|r|rs|rsday|urday)?\b")
_YEAR = re.compile(r"\b(?:in|since|back in|around|from)\s+'?((?:19|20)\d\d|\d\d)\b(?!\s*(?:%|min|hour|day|week|time|ml|mg))")
_SINCE = re.compile(r"(?:since|for|over|past|last|started|starting|began|going on|been|within|every)\s*(?:like|about|around|abt|maybe|the|at least|almost|nearly|over|last|past|\s)*$")

_MEASURES: tuple[tuple[str, str, re.Pattern[str], float, float], ...] = (
    ("pain-score", "/10", re.compile(r"\b(\d{1,2})\s?(?:/|out ?of|outta|outa)\s?(?:10|ten)\b"), 0, 10),
    ("breaths", "breaths/min", re.compile(
        r"\b(\d{1,2})\s*(?:breaths?|times|resps?|respirations?)\s*(?:a|per|/|every|in a|each)\s*min"), 1, 60),
    ("breaths", "breaths/min", re.compile(
        r"\b(?:breathing|breaths?|resp(?:iration|iratory)?s?(?: rate)?|rr)\s*(?:is|at|of|about|only|like|rate|was|=|:|\s)*(\d{1,2})\b(?!\s*(?:/|out|day|hour|week|min))"), 1, 60),
    ("breaths", "breaths/min", re.compile(r"\b(?:only|about|like)?\s*(\d{1,2})\s+breaths?\b"), 1, 60),
    ("oxygen", "%", re.compile(
        r"\b(?:pulse ?ox|oxygen|o2|sats?|spo2|ox(?:imeter)?)\b\D{0,22}?\b(\d{2,3})\b(?!\s*/)"), 50, 100),
    ("oxygen", "%", re.compile(r"\b([5-9]\d|100)\s?%\s*(?:o2|ox|sat)"), 50, 100),
    ("pulse", "bpm", re.compile(
        r"\b(?:pulse(?! ?ox)|heart ?rate|hr|heart(?:'s| is)?(?: going| racing| beating)?(?: at)?|bpm)\b\D{0,14}?\b(\d{2,3})\b(?!\s*(?:/|over|h|day|min|week))"), 20, 250),
    ("pulse", "bpm", re.compile(r"\b(\d{2,3})\s*(?:bpm|beats)"), 20, 250),
)
_PRESSURE = re.compile(r"\b(\d{2,3})\s?(?:/|over)\s?(\d{2,3})\b")
_TEMPERATURE = re.compile(r"(?<![\d.,/])(\d{2,3}(?:[.,]\d{1,2})?)\s*(?:°|degrees?|deg)?\s*(f|c|fahrenheit|celsius)?\b(?![/%]|\s*(?:%|over|/))")
_WARM = re.compile(r"temp|fever|fevr|feaver|degree|thermomet|°|\bhot|burning up|under the tongue|\bfebrile")
_OTHER_UNIT = re.compile(r"\s*(?:lb|kg|mg|mcg|ml|cc|%|pound|year|yr|yo\b|day|week|wk|hour|hr|min|month|time|mile|bpm|beat|breath|feet|inch|dollar|am\b|pm\b|x\b)")
_TIMES = re.compile(rf"\b(?:(\d{{1,3}})|({_WORDS}))\s*(?:x|times)\b|\b(once|twice|thrice)\b")


@dataclass(frozen=True, slots=True)
class Measured:
    """A number read: which measure, its value in the unit, and `start:end` in the folded text."""

    measure: str
    value: float
    unit: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Time:
    """A time said: days ago; `lasting` when it is a stretch up to now; `exact` when counted out."""

    days: float
    lasting: bool
    start: int
    end: int
    exact: bool = True
    ahead: bool = False


def measured(folded: str, asked_temperature: bool = False) -> Iterator[Measured]:
    """Every measured value in a folded text (lower case); a bare number only where it was asked."""
    taken: list[tuple[int, int]] = []
    for measure, unit, pattern, low, high in _MEASURES:
        for match in pattern.finditer(folded):
            value = float(match[1])
            if low <= value <= high and not _overlaps(match.span(1), taken):
                taken.append(match.span(1))
                yield Measured(measure, value, unit, *match.span())
    yield from _pressures(folded, taken)
    yield from _temperatures(folded, taken, asked_temperature)


def _pressures(folded: str, taken: list[tuple[int, int]]) -> Iterator[Measured]:
    for match in _PRESSURE.finditer(folded):
        top, bottom = float(match[1]), float(match[2])
        if 50 <= top <= 270 and 20 <= bottom <= 160 and top > bottom:
            taken.append(match.span())
            yield Measured("systolic", top, "mmHg", *match.span())
            yield Measured("diastolic", bottom, "mmHg", *match.span())


def _temperatures(folded: str, taken: list[tuple[int, int]], asked: bool) -> Iterator[Measured]:
    for match in _TEMPERATURE.finditer(folded):
        if _overlaps(match.span(1), taken) or _OTHER_UNIT.match(folded, match.end(1)):
            continue
        celsius = _celsius(match[1], match[2], folded[max(0, match.start() - 40) : match.end() + 25], asked)
        if celsius is not None:
            yield Measured("temperature", celsius, "C", match.start(1), match.end(1))


def _celsius(number: str, unit: str | None, around: str, asked: bool) -> float | None:
    """Degrees C of a number that can be a body temperature, or None."""
    value = float(number.replace(",", "."))
    decimal = "." in number or "," in number
    told = asked or unit is not None or _WARM.search(around) is not None
    if 93 <= value <= 109 and (unit or "f")[0] == "f" and (told or decimal):
        return round((value - 32) / 1.8, 1)
    if 34 <= value <= 43 and (unit or "c")[0] == "c" and told:
        return round(value, 1)
    return None


def _overlaps(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)


def counted(folded: str) -> Iterator[Measured]:
    """How often: "6 times", "twice"."""
    for match in _TIMES.finditer(folded):
        word = match[1] or match[2] or match[3]
        value = {"once": 1.0, "twice": 2.0, "thrice": 3.0}.get(word) or _number(word)
        yield Measured("count", value, "times", *match.span())


def _number(word: str) -> float:
    return float(_NUMBER[word]) if word in _NUMBER else float(word)


def times(folded: str, at: datetime | None) -> Iterator[Time]:
    """Every time said in a folded text; weekdays only where `at` says when it was written."""
    taken: list[tuple[int, int]] = []
    for match in _STRETCH.finditer(folded):
        taken.append(match.span())
        yield _stretch(folded, match)
    for match in _POINT.finditer(folded):
        if _overlaps(match.span(), taken):
            continue
        yield Time(float(_NAMED[match[1]]), _lasting(folded, match.start()), *match.span(), exact=_NAMED[match[1]] < 3)
    for match in _YEAR.finditer(folded):
        yield from _year(match, at)
    if at is not None:
        for match in _WEEKDAY.finditer(folded):
            days = (at.weekday() - [day[:3] for day in _DAYS].index(match[1])) % 7 or 7
            yield Time(float(days), _lasting(folded, match.start()), *match.span())


def _stretch(folded: str, match: re.Match[str]) -> Time:
    if match[1]:
        days = float(match[2]) * _UNIT[match[1]]
        return Time(days, False, *match.span())
    number = match[4] or match[3] or match[5]
    days = _number(number) * _UNIT[match[6]]
    if match[7]:
        days += float(match[7]) * _UNIT[match[8]]
    before = folded[max(0, match.start() - 24) : match.start()]
    ahead = re.search(r"\b(?:in|next|within)\s+(?:about|like|another|\s)*$", before) is not None and not match[9]
    lasting = not match[9] and not ahead
    if match[9] and re.search(r"\b(?:since|start\w*|began)\b[^.!?]{0,20}$", before):
        lasting = True
    return Time(days, lasting, *match.span(), ahead=ahead)


def _lasting(folded: str, start: int) -> bool:
    return _SINCE.search(folded[max(0, start - 24) : start]) is not None


def _year(match: re.Match[str], at: datetime | None) -> Iterator[Time]:
    year = int(match[1])
    if year < 100:
        year += 2000 if year < 40 else 1900
    if 1930 <= year <= 2099:
        days = LONG_AGO if at is None else max(1, at.year - year) * 365.0
        yield Time(days, match[0].startswith("since"), *match.span(), exact=False)
