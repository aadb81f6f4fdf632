"""How soon a nurse promised to look: a moment for each tier, and nothing but arithmetic.

`same_day` and above count by the clock on the wall. What can wait for the office counts in office
days: from the next moment at which the office is open, the same time so many office days later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
# What was not understood may be anything: it is promised what `urgent` is promised.
DEFAULT = MappingProxyType(
    {
        "emergency": timedelta(minutes=5),
        "urgent": timedelta(minutes=30),
        "human": timedelta(minutes=30),
        "same_day": timedelta(hours=8),
    }
)
TIERS = tuple(DEFAULT)


@dataclass(frozen=True, slots=True)
class Hours:
    """When the office is open, by its own clock: weekday (Monday is 0) -> (opens, closes).

    `closes` None is midnight at the end of the day. No weekday at all: nobody said, and days are
    counted as on a calendar.
    """

    week: Mapping[int, tuple[time, time | None]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))

    def is_open(self, now: datetime) -> bool:
        """Whether somebody is in the office; where nobody said when, never."""
        return any(opens <= now < closes for opens, closes in self._near(now))

    def opening(self, now: datetime) -> datetime:
        """`now` while the office is open, else when it opens next; `now` where nobody said when."""
        return now if not self.week else max(now, next(self.spans(now))[0])

    def spans(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The times in which the office is open, as (opens, closes) in UTC, from `since` on.

        The first may have begun already. Ends only where nobody said when the office is open.
        """
        day = since.astimezone(self.zone).date() - DAY
        while self.week:
            span = self._span(day)
            if span is not None and span[1] > since:
                yield span
            day += DAY

    def _near(self, now: datetime) -> Iterator[tuple[datetime, datetime]]:
        today = now.astimezone(self.zone).date()
        found = (self._span(day) for day in (today - DAY, today))
        return (span for span in found if span is not None)

    def _span(self, day: date) -> tuple[datetime, datetime] | None:
        told = self.week.get(day.weekday())
        if told is None:
            return None
        opens, closes = told
        ends = self.moment(day + DAY, time()) if closes is None else self.moment(day, closes)
        return self.moment(day, opens), ends

    def moment(self, day: date, at: time) -> datetime:
        """The moment, in UTC, at which the office's clock shows `at` on `day`."""
        return datetime.combine(day, at, self.zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Promises:
    """What is promised: a span of time for `same_day` and above, `later_days` for what is below."""

    soon: Mapping[str, timedelta] = field(default_factory=lambda: DEFAULT)
    later_days: int = 3
    hours: Hours = field(default_factory=Hours)

    def due_at(self, tier: str, since: datetime) -> datetime:
        """By when a nurse should have answered what waits `since` (UTC; `tier` may be `human`)."""
        if tier in self.soon:
            return since + self.soon[tier]
        return self._office_days_later(since)

    def _office_days_later(self, since: datetime) -> datetime:
        """The time passed since the office opened is counted, so that no change of clocks tells."""
        if not self.hours.week:
            return since + self.later_days * DAY
        spans = self.hours.spans(since)
        opens, _ = next(spans)
        for _ in range(self.later_days - 1):
            next(spans)
        opens_then, closes_then = next(spans)
        return min(opens_then + max(since - opens, timedelta()), closes_then)
