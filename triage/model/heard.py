"""What is heard: messages, corrections, reviews, profiles, and the findings made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from triage.model.words import Answer, Status, Urgency

NOTHING: Mapping[str, float] = MappingProxyType({})
NO_DAYS: Mapping[str, tuple[float, float]] = MappingProxyType({})
DAYS = ("days_since", "days_between")  # of a profile: told event by event


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of the person besides their words. A missing field is unknown, never "no".

    `days_since` maps implant, refill, dose_change and mri to days; `days_until_refill` is negative
    when the refill is overdue; `age` is in years; `conditions` are concept slugs that hold.
    `days_between` holds, for the same events, the fewest and most days where only a month is known.
    `usual` are concept slugs that are this person's own normal state, told beforehand.
    """

    drugs: tuple[str, ...] = ()
    days_since: Mapping[str, float] = field(default_factory=lambda: NOTHING)
    days_until_refill: float | None = None
    pump_model: str | None = None
    age: float | None = None
    pregnant: bool | None = None
    writer: str | None = None
    conditions: tuple[str, ...] = ()
    country: str | None = None
    language: str | None = None
    days_between: Mapping[str, tuple[float, float]] = field(default_factory=lambda: NO_DAYS)
    usual: tuple[str, ...] = ()

    def merged(self, later: Profile) -> Profile:
        """This profile with every field that `later` knows put over it."""
        known = {
            name: value
            for name in self.__dataclass_fields__
            if (value := getattr(later, name)) not in (None, ()) and name not in DAYS
        }
        for name in DAYS:
            known[name] = MappingProxyType({**getattr(self, name), **getattr(later, name)})
        return replace(self, **known)


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody wrote, when, and the whole profile as it stood then.

    `question` is the id of the question it was put under (None: the one that was pending).
    `ticks` are boxes ticked on the page: (concept, answer) pairs, beside or instead of words.
    """

    text: str
    at: datetime | None = None
    profile: Profile = Profile()
    question: str | None = None
    ticks: tuple[tuple[str, Answer], ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """The patient strikes what the machine misread: the mention at `turn`, `start` is `status`."""

    turn: int
    start: int
    concept: str
    status: Status
    profile: Profile = Profile()


@dataclass(frozen=True, slots=True)
class Review:
    """A nurse settles the tier; afterwards a rule counts only with a finding made since."""

    urgency: Urgency
    note: str = ""
    profile: Profile = Profile()


@dataclass(frozen=True, slots=True)
class Passport:
    """The person and the pump as told beside the words; `profile` is all that is known by then."""

    profile: Profile = Profile()


Input = Message | Correction | Review | Passport


@dataclass(frozen=True, slots=True)
class Finding:
    """A concept mentioned: `text[start:end]` of the message of `turn` (1-based) is the mention.

    `value` and `unit` hold a number read for it (C, breaths/min, %, bpm, mmHg, /10, times, days).
    `cue` is what decided the status ("no", "last year"); `repaired` says that a slip was mended;
    `asked` that it answers a question rather than being volunteered.
    """

    concept: str
    status: Status
    turn: int
    start: int
    end: int
    text: str
    value: float | None = None
    unit: str | None = None
    cue: str = ""
    repaired: bool = False
    asked: bool = False
    days_ago: float | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """Days since an event, known only to lie between `low` and `high`; `sure` when it was told."""

    low: float
    high: float
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """A question put: its id, what it was about, and whether it got an answer."""

    id: str
    turn: int
    about: tuple[str, ...]
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """All that is held to be so at one turn: the profile and the findings of the conversation."""

    profile: Profile = Profile()
    findings: tuple[Finding, ...] = ()
    asked: tuple[Asked, ...] = ()
    spans: Mapping[str, Span] = field(default_factory=lambda: MappingProxyType({}))
    drugs: tuple[str, ...] = ()
    drug_unknown: bool = False  # asked, and the person does not know
    settled_at: int = 0  # the turn of a nurse's review; findings up to it count no more
    wearer: str = ""  # who has the pump, once said: "self" or "other"
