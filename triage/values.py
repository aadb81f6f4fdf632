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


def _table(rows: str) -> dict[str, float]:
    """`days: words, words` lines as a mapping from words to days."""
    pairs = (row.split(":") for row in rows.strip().splitlines())
    return {word.strip(): float(days) for days, words in pairs for word in words.split(",")}


_NUMBER = _table("""
    0.5: half
    1: a, an, one
    2: two, couple
    3: three, few
    4: four, several
    5: five
    6: six
    7: seven
    8: eight
    9: nine
    10: ten
    11: eleven
    12: twelve
    14: fourteen
    15: fifteen
    20: twenty
    30: thirty
""")
_UNIT = _table(f"""
    {1 / 86_400}: sec, second
    {1 / 1440}: min, minute
    {1 / 24}: h, hr, hour
    1: d, day, night, nite
    7: wk, week
    30: mo, mth, month
    365: y, yr, year
""")
_POINTS = _table("""
    0: today, this morning, this am, tonight, this afternoon, this evening
    0: just now, right now, earlier
    1: yesterday, yday, last night, last nite, overnight
    2: day before yesterday
    3: the other day, the weekend
    4: last weekend, days ago
    7: last week, last wk
    21: weeks ago
    30: last month
    60: a while ago, a while back
    120: last fall, last autumn, months ago
    150: last summer
    180: last spring
    240: last winter
    365: last year, last yr
    1000: years ago, yrs ago, ages ago, long ago
    3650: when i was, as a kid
""")
_COUNTED = 2  # days: beyond, "last week" and its like are only about
_WORDS = "|".join(_NUMBER)
_UNITS = "|".join(sorted(_UNIT, key=len, reverse=True))
_STRETCH = re.compile(
    rf"""\b(?:(?P<named>day|week)\s+(?P<nth>\d{{1,3}})
    |(?:(?P<low>\d{{1,3}}(?:\.\d)?)(?:\s?(?:-|to|or)\s?(?P<high>\d{{1,3}}))?
       |(?:(?:a|the\ last|past)\s+)?(?P<word>{_WORDS})(?=[\s-]))
     (?:\s+(?:of|or\ so|more|good|whole|full|and\ a\ half))?\s*(?:-\s*)?
     (?P<unit>{_UNITS})s?\b(?:\s*(?:n|and|&)\s*(?P<more>\d)\s*(?P<unit2>{_UNITS})s?\b)?)
    (?:\s+or\s+(?:so|more))?(?P<ago>\s+(?:ago|back|before|earlier)\b)?""",
    re.VERBOSE,
)
_POINT = re.compile(r"\b(" + "|".join(sorted(_POINTS, key=len, reverse=True)) + r")\b")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = re.compile(
    rf"\b(?:last\s+)?({'|'.join(_WEEKDAYS)})(?:day|s|sday|nesday|r|rs|rsday|urday)?\b"
)
_YEAR = re.compile(
    r"\b(?:in|since|back in|around|from)\s+'?((?:19|20)\d\d|\d\d)\b"
    r"(?!\s*(?:%|min|hour|day|week|time|ml|mg))"
)
_UP_TO_NOW = re.compile(
    r"(?:since|for|over|past|last|started|starting|began|going on|been|within|every)"
    r"\s*(?:like|about|around|abt|maybe|the|at least|almost|nearly|over|last|past|\s)*$"
)
_AHEAD = re.compile(r"\b(?:in|next|within)\s+(?:about|like|another|\s)*$")
_BEGAN = re.compile(r"\b(?:since|start\w*|began)\b[^.!?]{0,20}$")

_BREATHS = r"(?:breathing|breaths?|resp(?:iration|iratory)?s?(?: rate)?|rr)"
_PULSE = r"(?:pulse(?! ?ox)|heart ?rate|hr|heart(?:'s| is)? (?:going|racing|beating)|bpm)"
_IS = r"(?:\s|is|was|of|at|about|only|like|rate|around|=|:){1,6}"
_MEASURES: tuple[tuple[str, str, re.Pattern[str], float, float], ...] = tuple(
    (measure, unit, re.compile(pattern), low, high)
    for measure, unit, pattern, low, high in (
        ("pain-score", "/10", r"\b(\d{1,2})\s?(?:/|out ?of|outta|outa)\s?(?:10|ten)\b", 0, 10),
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
            rf"\b{_BREATHS}{_IS}(\d{{1,2}})\b(?!\s*(?:/|out|day|hour|week|min))",
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
_PRESSURE = re.compile(r"\b(\d{2,3})\s?(?:/|over)\s?(\d{2,3})\b")
_TEMPERATURE = re.compile(
    r"(?<![\d.,/])(\d{2,3}(?:[.,]\d{1,2})?)\s*(?:°|degrees?|deg)?\s*(f|c|fahrenheit|celsius)?\b"
    r"(?![/%]|\s*(?:%|over|/))"
)
_WARM = re.compile(
    r"temp|fever|fevr|feaver|degree|thermomet|°|\bhot|burning up|under the tongue|\bfebrile"
)
_OTHER_UNIT = re.compile(
    r"\s*(?:lb|kg|mg|mcg|ml|cc|%|pound|year|yr|yo\b|day|week|wk|hour|hr|min|month|time|mile"
    r"|bpm|beat|breath|feet|inch|dollar|am\b|pm\b|x\b)"
)
_TIMES = re.compile(rf"\b(?:(\d{{1,3}})|({_WORDS}))\s*(?:x|times)\b|\b(once|twice|thrice)\b")
_OFTEN = {"once": 1.0, "twice": 2.0, "thrice": 3.0}


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


def measured(folded: str, *, asked_temperature: bool = False) -> Iterator[Measured]:
    """Every measured value in a folded text (lower case); a bare number only where it was asked."""
    taken: list[tuple[int, int]] = []
    for measure, unit, pattern, low, high in _MEASURES:
        for match in pattern.finditer(folded):
            value = float(match[1])
            if low <= value <= high and not _overlaps(match.span(1), taken):
                taken.append(match.span(1))
                yield Measured(measure, value, unit, *match.span())
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
        if _overlaps(match.span(1), taken) or _OTHER_UNIT.match(folded, match.end(1)):
            continue
        celsius = _celsius(
            match[1], match[2], folded[max(0, match.start() - 40) : match.end() + 25], asked=asked
        )
        if celsius is not None:
            yield Measured("temperature", celsius, "C", match.start(1), match.end(1))


def _celsius(number: str, unit: str | None, around: str, *, asked: bool) -> float | None:
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
        yield Measured("count", _OFTEN.get(word) or _number(word), "times", *match.span())


def _number(word: str) -> float:
    return _NUMBER[word] if word in _NUMBER else float(word)


def times(folded: str, at: datetime | None) -> Iterator[Time]:
    """Every time said in a folded text; weekdays only where `at` says when it was written."""
    taken: list[tuple[int, int]] = []
    for match in _STRETCH.finditer(folded):
        taken.append(match.span())
        yield _stretch(folded, match)
    for match in _POINT.finditer(folded):
        if not _overlaps(match.span(), taken):
            days = _POINTS[match[1]]
            lasting = _lasting(folded, match.start())
            yield Time(days, lasting, *match.span(), exact=days <= _COUNTED)
    for match in _YEAR.finditer(folded):
        yield from _year(match, at)
    if at is not None:
        for match in _WEEKDAY.finditer(folded):
            days = (at.weekday() - _WEEKDAYS.index(match[1])) % 7 or 7
            yield Time(float(days), _lasting(folded, match.start()), *match.span())


def _stretch(folded: str, match: re.Match[str]) -> Time:
    if match["named"]:
        days = float(match["nth"]) * _UNIT[match["named"]]
        return Time(days, lasting=False, start=match.start(), end=match.end())
    days = _number(match["high"] or match["low"] or match["word"]) * _UNIT[match["unit"]]
    if match["more"]:
        days += float(match["more"]) * _UNIT[match["unit2"]]
    before = folded[max(0, match.start() - 24) : match.start()]
    ahead = not match["ago"] and _AHEAD.search(before) is not None
    lasting = not ahead and (not match["ago"] or _BEGAN.search(before) is not None)
    return Time(days, lasting, *match.span(), ahead=ahead)


def _lasting(folded: str, start: int) -> bool:
    return _UP_TO_NOW.search(folded[max(0, start - 24) : start]) is not None


def _year(match: re.Match[str], at: datetime | None) -> Iterator[Time]:
    year = int(match[1])
    if year < 100:
        year += 2000 if year < 40 else 1900
    if 1930 <= year <= 2099:
        days = LONG_AGO if at is None else max(1, at.year - year) * 365.0
        yield Time(days, match[0].startswith("since"), *match.span(), exact=False)
