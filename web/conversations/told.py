"""What is told of the person and the pump beside their words, and by whom: the passport."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from triage.model import Profile

EVENTS = ("implant", "refill", "dose_change", "mri")
# What is normal for somebody -> signs that are usual for them, and conditions that hold.
USUAL = MappingProxyType(
    {
        ("walks", "no"): ("walking-trouble",),
        ("feels_legs", "partly"): ("numbness",),
        ("feels_legs", "no"): ("numbness", "numb-both-legs"),
        ("speech", "slurred"): ("slurred-speech",),
    }
)
HOLDS = MappingProxyType(
    {
        ("walks", "no"): ("wheelchair",),
        ("catheter", "yes"): ("catheter-user",),
        ("injury", "high"): ("spinal-injury-t6-or-above",),
    }
)
# Conditions that may be ticked; each is a fact about the person that a rule can use.
CONDITIONS = (
    "blood-thinner", "lives-alone", "pregnant", "sleep-apnea", "lung-disease", "heart-disease",
    "kidney-disease", "diabetes", "weak-immune", "cancer", "known-spasticity", "prior-withdrawal",
    "multiple-sclerosis",
)  # fmt: skip
Days = Mapping[str, date]
Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody said of the person and the pump, as dates. A missing field is unknown.

    `on` maps implant, refill, dose_change and mri to days; `about` maps them to the first day of a
    month where only the month is known. `refill_due` is the next refill, `alarm_due` the day on
    which the pump is set to beep for it. `normal` maps walks, feels_legs, catheter, speech, injury
    and pressure to a word.
    """

    writer: str | None = None
    drugs: tuple[str, ...] = ()
    on: Days = field(default_factory=lambda: MappingProxyType({}))
    refill_due: date | None = None
    about: Days = field(default_factory=lambda: MappingProxyType({}))
    alarm_due: date | None = None
    model: str | None = None
    age: int | None = None
    country: str | None = None
    conditions: tuple[str, ...] = ()
    normal: Words = field(default_factory=lambda: MappingProxyType({}))
    pregnant: bool | None = None
    language: str | None = None

    def merged(self, later: Told) -> Told:
        """This with all that `later` knows put over it."""
        return Told(**{one.name: _over(self, later, one.name) for one in fields(Told)})

    @property
    def known(self) -> frozenset[str]:
        """The names of what is told: fields, and within maps their keys."""
        maps = (*self.on, *self.about, *self.normal)
        plain = ("drugs", "refill_due", "alarm_due", "model", "age", "country", "conditions")
        return frozenset((*maps, *(name for name in plain if getattr(self, name))))

    @property
    def empty(self) -> bool:
        """Whether nothing is told."""
        return not self.known and self.writer is None

    def profile(self, now: datetime, country: str) -> Profile:
        """The engine's profile as it stands on the day of `now`: dates become days."""
        today = now.date()
        due = min(filter(None, (self.refill_due, self.alarm_due)), default=None)
        return Profile(
            drugs=self.drugs,
            days_since=MappingProxyType({name: _days(day, today) for name, day in self.on.items()}),
            days_between=MappingProxyType(dict(_between(self, today))),
            days_until_refill=None if due is None else float((due - today).days),
            pump_model=self.model,
            age=self.age,
            pregnant=self.pregnant,
            writer=self.writer,
            conditions=tuple(dict.fromkeys((*self.conditions, *_meant(self.normal, HOLDS)))),
            usual=tuple(dict.fromkeys(_meant(self.normal, USUAL))),
            country=self.country or country,
            language=self.language or "en",
        )


def _over(before: Told, later: Told, name: str) -> Any:
    old, new = getattr(before, name), getattr(later, name)
    if not isinstance(old, Mapping):
        return old if new in (None, (), "") else new
    dated = {"on": later.about, "about": later.on}.get(name, {})  # the later word on a day stands
    return MappingProxyType({**{key: old[key] for key in old if key not in dated}, **new})


def _days(day: date, today: date) -> float:
    return float(max((today - day).days, 0))


def _between(told: Told, today: date) -> Iterator[tuple[str, tuple[float, float]]]:
    """A month as the fewest and the most days ago."""
    for event, first in told.about.items():
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        yield event, (_days(last, today), _days(first, today))


def _meant(normal: Words, means: Mapping[tuple[str, str], tuple[str, ...]]) -> Iterable[str]:
    return (concept for pair in normal.items() for concept in means.get(pair, ()))
