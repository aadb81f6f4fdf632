"""Promises are kept by arithmetic: never early, never out of order, and in office hours."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.promises import TIERS, Hours, Promises

NEW_YORK = ZoneInfo("America/New_York")
WEEK = Hours(dict.fromkeys(range(5), (time(8), time(17))), NEW_YORK)
ROUND_THE_CLOCK = Hours(dict.fromkeys(range(7), (time(), None)), NEW_YORK)
NIGHTS = Hours({5: (time(1), time(3)), 6: (time(1), time(3))}, NEW_YORK)  # when clocks are changed
OFFICES = (Hours(), WEEK, ROUND_THE_CLOCK, NIGHTS)
ANY_TIER = (*TIERS, "routine", "self_care")

moments = st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001 - the zone comes from `timezones`
    datetime(2029, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
promises = st.builds(
    Promises,
    soon=st.fixed_dictionaries(
        {tier: st.timedeltas(timedelta(minutes=1), timedelta(days=2)) for tier in TIERS}
    ),
    later_days=st.integers(1, 10),
    hours=st.sampled_from(OFFICES),
)


def local(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=NEW_YORK).astimezone(UTC)


@given(promises, st.sampled_from(ANY_TIER), moments)
def test_a_promise_ends_after_the_wait_began(
    promised: Promises, tier: str, since: datetime
) -> None:
    assert promised.due_at(tier, since) > since


@given(promises, st.sampled_from(ANY_TIER), moments, moments)
def test_who_waits_longer_is_due_no_later(
    promised: Promises, tier: str, one: datetime, other: datetime
) -> None:
    first, second = sorted((one, other))
    assert promised.due_at(tier, first) <= promised.due_at(tier, second)


@given(st.sampled_from(OFFICES), moments, st.integers(1, 9))
def test_a_longer_promise_is_due_no_earlier(hours: Hours, since: datetime, days: int) -> None:
    shorter, longer = (Promises(later_days=n, hours=hours) for n in (days, days + 1))
    assert shorter.due_at("routine", since) <= longer.due_at("routine", since)


@given(st.sampled_from(OFFICES[1:]), moments, st.integers(1, 9))
def test_what_can_wait_is_due_while_the_office_is_open_or_just_closing(
    hours: Hours, since: datetime, days: int
) -> None:
    due = Promises(later_days=days, hours=hours).due_at("routine", since)
    opened, closed = next(hours.spans(due - timedelta(microseconds=1)))
    assert opened <= due <= closed


@given(st.sampled_from(OFFICES), moments)
def test_the_office_is_open_when_it_has_opened(hours: Hours, now: datetime) -> None:
    opening = hours.opening(now)
    assert opening >= now
    assert hours.is_open(opening) == bool(hours.week)
    assert hours.is_open(now) == (bool(hours.week) and opening == now)


@pytest.mark.parametrize(
    ("tier", "minutes"), [("emergency", 5), ("urgent", 30), ("human", 30), ("same_day", 480)]
)
def test_same_day_and_above_count_by_the_clock_on_the_wall(tier: str, minutes: int) -> None:
    friday_night = local(2026, 11, 20, 22)
    due = Promises(hours=WEEK).due_at(tier, friday_night)
    assert due == friday_night + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("since", "due"),
    [
        (local(2026, 11, 17, 10), local(2026, 11, 20, 10)),  # Tuesday, in the office
        (local(2026, 11, 19, 10), local(2026, 11, 24, 10)),  # over a weekend
        (local(2026, 11, 20, 22), local(2026, 11, 26, 8)),  # Friday night counts from Monday
        (local(2026, 11, 21, 12), local(2026, 11, 26, 8)),  # so does Saturday
        (local(2026, 3, 6, 9), local(2026, 3, 11, 9)),  # clocks go forward in between
        (local(2026, 10, 30, 16), local(2026, 11, 4, 16)),  # clocks go back in between
    ],
)
def test_what_can_wait_counts_in_office_days(since: datetime, due: datetime) -> None:
    assert Promises(later_days=3, hours=WEEK).due_at("routine", since) == due


def test_a_short_day_ends_the_promise_when_it_closes() -> None:
    hours = Hours({0: (time(8), time(17)), 1: (time(8), time(12))}, NEW_YORK)
    due = Promises(later_days=1, hours=hours).due_at("self_care", local(2026, 11, 23, 16))
    assert due == local(2026, 11, 24, 12)


def test_where_nobody_said_when_the_office_is_open_days_are_days() -> None:
    since = local(2026, 11, 20, 22)
    assert Promises().due_at("routine", since) == since + timedelta(days=3)
    assert not Hours().is_open(since)
