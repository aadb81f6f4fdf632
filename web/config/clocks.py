"""The settings of promises and pages: how soon, in which hours, who may be called and how."""

from __future__ import annotations

import re
from datetime import time, timedelta
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from web.config.told import ConfigError, Told, count, flag
from web.promises import DEFAULT, Hours, Promises

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OPEN = re.compile(r"(\w{3})(?:-(\w{3}))? (\d{2}:\d{2})-(\d{2}:\d{2})")
SPAN = re.compile(r"(\w+)=(\d{1,3})([mhd])")
UNITS = {"m": "minutes", "h": "hours", "d": "days"}
CODE = re.compile(r"[A-Za-z0-9-]{6,40}")


def clocks(told: Told) -> dict[str, Any]:
    """The fields of a `Config` that clocks and pages go by."""
    minutes = count(told, "PUMPLINE_PAGE_MINUTES", default=5)
    if not minutes:
        raise ConfigError("PUMPLINE_PAGE_MINUTES must be 1 or more")
    return {
        "clinic_code": _code(told.get("PUMPLINE_CLINIC_CODE", "")),
        "promises": _promises(told),
        "page_again": timedelta(minutes=minutes),
        "mail": _mail(told.get("PUMPLINE_MAIL", "")),
        "mail_from": told.get("PUMPLINE_MAIL_FROM", ""),
        "inside_webhooks": flag(told, "PUMPLINE_INSIDE_WEBHOOKS", default="no"),
    }


def _code(text: str) -> str:
    if text and not CODE.fullmatch(text):
        raise ConfigError("PUMPLINE_CLINIC_CODE must be 6 to 40 letters, digits or hyphens")
    return text


def _mail(url: str) -> str:
    try:
        told = urlsplit(url)
        whole = told.scheme in {"smtp", "smtps"} and bool(told.hostname) and (told.port or 1) > 0
    except ValueError:
        whole = False
    if url and not whole:
        raise ConfigError("PUMPLINE_MAIL must look like smtps://user:password@mail.example.org:465")
    return url


def _promises(told: Told) -> Promises:
    soon, later = dict(DEFAULT), Promises().later_days
    for part in told.get("PUMPLINE_PROMISES", "").replace(",", " ").split():
        found = SPAN.fullmatch(part)
        tier, number, unit = found.groups() if found else ("", "0", "")
        if tier == "later" and unit == "d" and int(number):
            later = int(number)
        elif tier in soon and int(number):
            soon[tier] = timedelta(**{UNITS[unit]: int(number)})
        else:
            raise ConfigError(
                f"PUMPLINE_PROMISES: {part!r} should be one of emergency=5m urgent=30m human=30m"
                " same_day=8h later=3d"
            )
    return Promises(MappingProxyType(soon), later, _hours(told))


def _hours(told: Told) -> Hours:
    week: dict[int, tuple[time, time | None]] = {}
    for part in filter(None, map(str.strip, told.get("PUMPLINE_HOURS", "").lower().split(","))):
        days, span = _opening(part)
        week.update(dict.fromkeys(days, span))
    return Hours(MappingProxyType(week), _zone(told.get("PUMPLINE_ZONE", "UTC")))


def _opening(part: str) -> tuple[range, tuple[time, time | None]]:
    """`mon-fri 08:00-17:00` -> the weekdays, and when the office opens and closes on them."""
    try:
        first, last, opens, closes = OPEN.fullmatch(part).groups()  # type: ignore[union-attr]
        days = range(WEEKDAYS.index(first), WEEKDAYS.index(last or first) + 1)
        begins = time.fromisoformat(opens)
        ends = None if closes == "24:00" else time.fromisoformat(closes)
    except (AttributeError, ValueError):
        days, begins, ends = range(0), time(), time()
    if not days or (ends is not None and ends <= begins):
        raise ConfigError(
            f"PUMPLINE_HOURS: {part!r} should look like: mon-fri 08:00-17:00, sat 09:00-12:00"
        )
    return days, (begins, ends)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ConfigError(
            f"PUMPLINE_ZONE {name!r} is not a time zone: use one like America/New_York"
        ) from None
