"""When: 3 days ago, since Monday, 3 weeks post op, in 2009."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from triage.values.words import WORDS, number, overlaps, table

LONG_AGO = 3650.0  # days, for a year named in a text of unknown date
_UNIT = table(f"""
    {1 / 86_400}: sec, second
    {1 / 1440}: min, minute
    {1 / 24}: h, hr, hour
    1: d, day, night, nite
    7: wk, week
    30: mo, mth, month
    365: y, yr, year
""")
_POINTS = table("""
    0: today, this morning, this am, tonight, this afternoon, this evening
    0: this mornin, this evenin, just now, right now, earlier
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
_UNITS = "|".join(sorted(_UNIT, key=len, reverse=True))
_STRETCH = re.compile(
    rf"""\b(?:(?P<named>day|week)\s+(?P<nth>\d{{1,3}})
    |(?:(?P<low>\d{{1,3}}(?:\.\d)?)(?:\s?(?:-|to|or)\s?(?P<high>\d{{1,3}}))?
       |(?:(?:a|the\ last|past)\s+)?(?P<word>{WORDS})(?=[\s-]))
     (?:\s+(?:of|or\ so|more|good|whole|full|and\ a\ half))?\s*(?:-\s*)?
     (?P<unit>{_UNITS})s?\b(?!\s*-?\s*old\b)(?:\s*(?:n|and|&)\s*(?P<more>\d)\s*(?P<unit2>{_UNITS})s?\b)?)
    (?:\s+or\s+(?:so|more))?(?P<ago>\s+(?:ago|back|before|earlier)\b)?""",
    re.VERBOSE,
)
_POINT = re.compile(r"\b(" + "|".join(sorted(_POINTS, key=len, reverse=True)) + r")\b")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = re.compile(
    rf"\b(?:last\s+)?({'|'.join(_WEEKDAYS)})(?:day|s|sday|nesday|r|rs|rsday|urday)?\b"
)
_YEAR = re.compile(
    r"\b(?:in|since|back in|around|from)\s+(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"[a-z]*\.?\s+(?:of\s+)?)?(?:((?:19|20)\d\d|0\d|[4-9]\d)|'(\d\d))\b"
    r"(?!\s*(?:%|min|hour|day|week|time|ml|mg))"
)
_UP_TO_NOW = re.compile(
    r"(?:since|for|over|past|last|started|starting|began|going on|been|within|every)"
    r"\s*(?:like|about|around|abt|maybe|the|at least|almost|nearly|over|last|past|\s)*$"
)
_AHEAD = re.compile(r"\b(?:in|next|within)\s+(?:about|like|another|\s)*$")
_YET_TO_COME = re.compile(r"\s*(?:off|away|from now|from today|to go)\b")
_NONE_SINCE = re.compile(r"(?:n'?t|not|no|never)\b[^.!?;]{0,60}$")
_SINCE = re.compile(r"\bsince\b[^.!?,;]{0,40}$")
_BEGAN = re.compile(r"\b(?:since|start\w*|began)\b[^.!?]{0,20}$")


@dataclass(frozen=True, slots=True)
class Time:
    """A time said: days ago; `lasting` when it is a stretch up to now; `exact` when counted out."""

    days: float
    lasting: bool
    start: int
    end: int
    exact: bool = True
    ahead: bool = False


def times(folded: str, at: datetime | None) -> Iterator[Time]:
    """Every time said in a folded text; weekdays only where `at` says when it was written."""
    taken: list[tuple[int, int]] = []
    for match in _STRETCH.finditer(folded):
        taken.append(match.span())
        yield _stretch(folded, match)
    for match in _POINT.finditer(folded):
        if not overlaps(match.span(), taken):
            days = _POINTS[match[1]]
            lasting = _lasting(folded, match.start())
            yield Time(days, lasting, *match.span(), exact=days <= _COUNTED)
    for match in _YEAR.finditer(folded):
        since = _SINCE.search(folded[max(0, match.start() - 48) : match.start()]) is not None
        yield from _year(match, at, since=since)
    if at is not None:
        for match in _WEEKDAY.finditer(folded):
            days = (at.weekday() - _WEEKDAYS.index(match[1])) % 7 or 7
            yield Time(float(days), _lasting(folded, match.start()), *match.span())


def _stretch(folded: str, match: re.Match[str]) -> Time:
    if match["named"]:
        days = float(match["nth"]) * _UNIT[match["named"]]
        return Time(days, lasting=False, start=match.start(), end=match.end())
    days = number(match["high"] or match["low"] or match["word"]) * _UNIT[match["unit"]]
    if match["more"]:
        days += float(match["more"]) * _UNIT[match["unit2"]]
    before = folded[max(0, match.start() - 24) : match.start()]
    ahead = not match["ago"] and (
        _AHEAD.search(before) is not None or _YET_TO_COME.match(folded, match.end()) is not None
    )
    if ahead and _NONE_SINCE.search(folded[max(0, match.start() - 70) : match.start()]):
        ahead = False  # "have not been in four days" looks back
    lasting = not ahead and (not match["ago"] or _BEGAN.search(before) is not None)
    return Time(days, lasting, *match.span(), ahead=ahead)


def _lasting(folded: str, start: int) -> bool:
    before = folded[max(0, start - 30) : start]
    return _UP_TO_NOW.search(before) is not None or _BEGAN.search(before) is not None


def _year(match: re.Match[str], at: datetime | None, *, since: bool) -> Iterator[Time]:
    year = int(match[1] or match[2])
    if year < 100:
        year += 2000 if year < 40 else 1900
    if 1930 <= year <= 2099:
        days = LONG_AGO if at is None else max(1, at.year - year) * 365.0
        yield Time(days, since or match[0].startswith("since"), *match.span(), exact=False)
