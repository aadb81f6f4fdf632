"""Asked again: whoever was told to call is asked whether they reached somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from web.promises import DAY, Hours

AFTER_URGENT = timedelta(minutes=20)
MORNING = time(8)
AT_LEAST = timedelta(hours=4)  # who was told at dawn is not asked at eight
HELPED = frozenset({"reached", "going"})


@dataclass(frozen=True, slots=True)
class Told:
    """Who was told to call, and what is known since.

    `tier` has stood since `at`; `did` is what the patient did last, at `did_at`; `helped`: a nurse
    wrote or reviewed since, or it is closed.
    """

    tier: str | None
    at: datetime
    did: str | None = None
    did_at: datetime | None = None
    helped: bool = False


def check_at(told: Told, hours: Hours) -> datetime | None:
    """When to ask again: 20 minutes after `urgent`, the next morning after `same_day`, else None.

    Whoever reached nobody is asked again as long after that.
    """
    if told.helped or told.did in HELPED:
        return None
    since = max(told.at, told.did_at or told.at)
    if told.tier == "urgent":
        return since + AFTER_URGENT
    return next_morning(since, hours) if told.tier == "same_day" else None


def check_is_due(told: Told, hours: Hours, now: datetime) -> bool:
    """Whether the question stands on the page now."""
    at = check_at(told, hours)
    return at is not None and now >= at


def next_morning(since: datetime, hours: Hours) -> datetime:
    """The first eight o'clock by the clinic's clock that is some hours away."""
    day = since.astimezone(hours.zone).date()
    mornings = (hours.moment(day + n * DAY, MORNING) for n in range(3))
    return next(morning for morning in mornings if morning >= since + AT_LEAST)
