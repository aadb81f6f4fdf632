"""Somebody to put on the roster, as it was typed: every fault by the name of its field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from web.config import Config
from web.paging import mail, webhook
from web.paging.roster import Contact

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form or on the command line; moments as `2026-11-24T17:00`, or nothing."""

    name: str = ""
    way: str = ""
    address: str = ""
    starts: str = ""
    ends: str = ""


def read(
    typed: Typed, config: Config, now: datetime, place: int | None = None
) -> tuple[Contact | None, dict[str, str]]:
    """The contact, or what is wrong with which field. Moments are by the clinic's clock."""
    zone = config.promises.hours.zone
    faults: dict[str, str] = {}
    if not typed.name or len(typed.name) > LONGEST_NAME:
        faults["name"] = f"a name of at most {LONGEST_NAME} letters is needed"
    why = _fault_of(typed, config)
    if why:
        faults["address"] = why
    starts, ends = _moment(typed.starts, zone), _moment(typed.ends, zone)
    if typed.starts and starts is None:
        faults["starts"] = "this is no date and time"
    if typed.ends and (ends is None or ends <= (starts or now)):
        faults["ends"] = "this must be a date and time after the first one"
    if faults:
        return None, faults
    return Contact(typed.name, typed.way, typed.address, starts or now, ends, place), {}


def _fault_of(typed: Typed, config: Config) -> str | None:
    ways = {"webhook": webhook.fault_of, "email": mail.fault_of}
    if typed.way not in ways:
        return "choose how to call them"
    return ways[typed.way](typed.address, config)


def _moment(text: str, zone: tzinfo) -> datetime | None:
    try:
        told = datetime.fromisoformat(text)
        return (told if told.tzinfo else told.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
