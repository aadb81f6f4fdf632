"""Whoever was told to call is asked again: when, and until what."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.conversations.check import Told, check_at, check_is_due
from web.promises import Hours

NEW_YORK = Hours(zone=ZoneInfo("America/New_York"))
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)


def told(tier: str | None = "urgent", **known: Any) -> Told:
    return replace(Told(tier, NOON), **known)


def test_urgent_is_asked_after_twenty_minutes_and_not_before() -> None:
    assert not check_is_due(told(), NEW_YORK, NOON + timedelta(minutes=19))
    assert check_is_due(told(), NEW_YORK, NOON + timedelta(minutes=20))


@pytest.mark.parametrize(("hour", "day"), [(0, 24), (3, 24), (5, 25), (12, 25), (23, 25)])
def test_same_day_is_asked_the_next_morning_by_the_clinics_clock(hour: int, day: int) -> None:
    at = datetime(2026, 11, 24, hour, tzinfo=NEW_YORK.zone).astimezone(UTC)
    asked = check_at(told("same_day", at=at), NEW_YORK)
    assert asked == datetime(2026, 11, day, 8, tzinfo=NEW_YORK.zone)


@pytest.mark.parametrize("tier", ["emergency", "routine", "self_care", None])
def test_nobody_else_is_asked(tier: str | None) -> None:
    assert check_at(told(tier), NEW_YORK) is None


@pytest.mark.parametrize("did", ["reached", "going"])
def test_who_was_reached_or_is_on_the_way_is_not_asked(did: str) -> None:
    assert check_at(told(did=did, did_at=NOON + timedelta(minutes=5)), NEW_YORK) is None


@pytest.mark.parametrize("did", ["nobody", "refused"])
def test_who_reached_nobody_is_asked_again_later(did: str) -> None:
    later = NOON + timedelta(minutes=15)
    asked = check_at(told(did=did, did_at=later), NEW_YORK)
    assert asked == later + timedelta(minutes=20)


def test_who_heard_from_a_nurse_is_not_asked() -> None:
    assert check_at(told(helped=True), NEW_YORK) is None


@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_morning_is_between_four_hours_and_a_day_and_a_bit_away(at: datetime) -> None:
    asked = check_at(told("same_day", at=at), NEW_YORK)
    assert asked is not None
    assert timedelta(hours=4) <= asked - at <= timedelta(hours=29)
    assert asked.astimezone(NEW_YORK.zone).hour == 8
