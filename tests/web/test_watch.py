"""When somebody must be called, and when not: a table of waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.paging.watch import Wait, reason_to_page
from web.promises import Hours, Promises

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)  # a Tuesday
OFFICE = Promises(hours=Hours(dict.fromkeys(range(5), (time(8), time(17)))))
ANY_TIER = ("emergency", "urgent", "human", "same_day", "routine", "self_care")


def wait(tier: str, minutes: float, **known: Any) -> Wait:
    """Somebody who has waited for so many minutes at noon."""
    since = NOON - timedelta(minutes=minutes)
    return replace(Wait(tier, since, with_code=True), **known)


def why(one: Wait, promises: Promises = OFFICE, now: datetime = NOON) -> str | None:
    return reason_to_page(one, promises, now)


@pytest.mark.parametrize(
    ("tier", "kept", "broken"),
    [("emergency", 4.9, 5), ("urgent", 29, 30), ("human", 29, 30), ("same_day", 479, 480)],
)
def test_a_broken_promise_calls_somebody_and_a_kept_one_does_not(
    tier: str, kept: float, broken: float
) -> None:
    assert why(wait(tier, kept)) is None
    assert why(wait(tier, broken)) == "overdue"


def test_an_emergency_that_nobody_watches_calls_at_once() -> None:
    assert why(wait("emergency", 0, watched=False)) == "unwatched"
    assert why(wait("emergency", 0)) is None
    assert why(wait("urgent", 0, watched=False)) is None


@given(st.sampled_from(ANY_TIER), st.integers(0, 100_000), st.booleans())
def test_without_the_clinics_code_nobody_is_ever_called(
    tier: str, minutes: int, watched: bool
) -> None:
    assert why(wait(tier, minutes, watched=watched, with_code=False)) is None


@pytest.mark.parametrize("tier", ["routine", "self_care"])
def test_what_is_below_same_day_never_calls_anybody(tier: str) -> None:
    assert why(wait(tier, 100_000)) is None


def test_what_can_wait_until_morning_calls_nobody_at_night() -> None:
    night, morning = NOON + timedelta(hours=12), NOON + timedelta(hours=20)
    since = NOON - timedelta(hours=1)
    told = Wait("same_day", since, with_code=True)
    assert why(told, now=night) is None
    assert why(told, now=morning) == "overdue"
    assert why(replace(told, tier="urgent"), now=night) == "overdue"
    assert why(told, Promises(), now=night) == "overdue"  # nobody said when the office is open


def test_who_has_it_in_hand_is_not_disturbed() -> None:
    assert why(wait("emergency", 60, held=True, watched=False)) is None
    assert why(wait("emergency", 60, held=False, watched=False)) == "unwatched"


@pytest.mark.parametrize(("tier", "rests"), [("emergency", 15), ("urgent", 30), ("same_day", 480)])
def test_who_acknowledged_is_left_alone_for_a_while_and_not_for_ever(tier: str, rests: int) -> None:
    long_ago = 1_000
    for minutes, expected in ((rests - 1, None), (rests, "overdue")):
        taken = NOON - timedelta(minutes=minutes)
        assert why(wait(tier, long_ago, acknowledged_at=taken)) == expected


def test_what_was_acknowledged_before_this_wait_began_does_not_count() -> None:
    before = NOON - timedelta(minutes=11)
    assert why(wait("emergency", 10, acknowledged_at=before)) == "overdue"
