"""The words of the engine: what is heard, what is known, what is concluded.

Every type is frozen. Collections are tuples and read-only mappings; a new fact makes a new value.
Times are arguments: a message carries when it was written, a profile carries days, never dates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum, StrEnum
from types import MappingProxyType

NOTHING: Mapping[str, float] = MappingProxyType({})


class Urgency(IntEnum):
    """How soon somebody must act; greater is sooner, so that `max()` is the whole policy."""

    SELF_CARE = 0
    ROUTINE = 1
    SAME_DAY = 2
    URGENT = 3
    EMERGENCY = 4

    @property
    def slug(self) -> str:
        """The word of the contract: `self_care`, `routine`, `same_day`, `urgent`, `emergency`."""
        return self.name.lower()

    @classmethod
    def of(cls, slug: str) -> Urgency:
        """The tier that the contract's word names; KeyError when there is none."""
        return cls[slug.upper()]


class Status(StrEnum):
    """What a mention says of its concept (the contract's seven words)."""

    PRESENT = "present"
    DENIED = "denied"
    PAST = "past"
    USUAL = "usual"
    HYPOTHETICAL = "hypothetical"
    OTHER_PERSON = "other_person"
    UNCERTAIN = "uncertain"


class Truth(IntEnum):
    """Of a condition. OPEN may still be asked; DOUBT counts, but only as far as law 2 allows."""

    NO = 0
    OPEN = 1
    DOUBT = 2
    YES = 3


class Outcome(StrEnum):
    """What a turn is, in the contract's words."""

    GUIDANCE = "guidance"
    QUESTION = "question"
    INFORMATION = "information"
    HUMAN = "human"


class Answer(StrEnum):
    """A reply to a question, once its many forms are read."""

    YES = "yes"
    NO = "no"
    NOT_SURE = "not_sure"


# --- heard ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of the person besides their words. A missing field is unknown, never "no".

    `days_since` maps implant, refill, dose_change and mri to days; `days_until_refill` is negative
    when the refill is overdue; `age` is in years; `conditions` are concept slugs that hold.
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

    def merged(self, later: Profile) -> Profile:
        """This profile with every field that `later` knows put over it."""
        known = {
            name: value
            for name in self.__dataclass_fields__
            if (value := getattr(later, name)) not in (None, ()) and name != "days_since"
        }
        known["days_since"] = MappingProxyType({**self.days_since, **later.days_since})
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


Input = Message | Correction | Review


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


# --- known ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Has:
    """The concept is reported."""

    concept: str


@dataclass(frozen=True, slots=True)
class Reads:
    """A number was read for the concept, in `unit`, at least / at most so much."""

    concept: str
    at_least: float | None = None
    at_most: float | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Drug:
    """One of these drugs, or of these classes (`opioid`), is in the pump."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Since:
    """Days since the event: `within` so many, or `more` than so many."""

    event: str
    within: float | None = None
    more: float | None = None


@dataclass(frozen=True, slots=True)
class Until:
    """Days until the next refill are at most `within` (0: due or overdue; -1: a day overdue)."""

    within: float


@dataclass(frozen=True, slots=True)
class Age:
    """The person's age in years, at least or under."""

    at_least: float | None = None
    under: float | None = None


@dataclass(frozen=True, slots=True)
class AtLeast:
    """So many of the parts hold: all, any and "two of" are one class."""

    count: int
    parts: tuple[Condition, ...]


Condition = Has | Reads | Drug | Since | Until | Age | AtLeast


@dataclass(frozen=True, slots=True)
class Symptom:
    """What patients report, in their words.

    `urgency` is the tier by itself (None: it only makes rules stand), `risk` what it then stands
    for. `kind_of`: the broader concepts it also is. `absent`: words that say it is not so ("neck is
    fine"). `grave`: doubt about it counts in full and only a strict denial denies it; `grave_with`:
    so it is while one of these is present. `event`: an undated past mention counts. `person`: it is
    about the person and may be ticked in the passport.
    """

    id: str
    name: str
    phrases: tuple[str, ...]
    urgency: Urgency | None = None
    risk: str | None = None
    kind_of: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    lookalikes: tuple[str, ...] = ()
    grave: bool = False
    grave_with: tuple[str, ...] = ()
    event: bool = False
    person: bool = False
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Risk:
    """A danger. `source` is the page's item (None: beyond the page); `plain` is for patients."""

    id: str
    name: str
    plain: str
    summary: str
    source: str | None = None
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """When findings point to a risk, and how soon. `lift` (one step) stands for `urgency`."""

    id: str
    risk: str
    when: Condition
    because: str
    urgency: Urgency | None = None
    lift: int = 0
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and why. It is about concepts, or about events within `days`, or the drug.

    "Yes" is the worrying answer. `carer` is the wording for somebody who writes for another.
    `first_with`: asked before all others when one of these concepts is in play.
    """

    id: str
    ask: str
    why: str
    about: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    days: float | None = None
    drug: bool = False
    carer: str | None = None
    first_with: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Fact:
    """A question of fact or a greeting, and its answer."""

    id: str
    name: str
    phrases: tuple[str, ...]
    answer: str
    greeting: bool = False
    source: str | None = None
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Advice:
    """What the patient reads for a tier or a risk. Slots exclude each other between files."""

    id: str
    headline: str
    do: tuple[str, ...] = ()
    watch: tuple[str, ...] = ()
    slots: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    bring: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Whom to call in a country (ISO 3166, two letters), each number with its source."""

    country: str
    name: str
    emergency: str
    emergency_text: str | None = None
    relay: str | None = None
    crisis_call: str | None = None
    crisis_text: str | None = None
    poison: str | None = None
    source: str = ""
    checked: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A source: its citation, where to find it, and what of it was read."""

    id: str
    cite: str
    locator: str = ""
    read: str = ""


@dataclass(frozen=True, slots=True)
class Language:
    """How English says no, maybe, once, what if, somebody else; see `knowledge/language.yaml`."""

    aliases: Mapping[str, str]
    skipped: frozenset[str]
    cues: Mapping[str, tuple[str, ...]]
    drugs: Mapping[str, tuple[str, ...]]
    classes: Mapping[str, tuple[str, ...]]
    never_repaired: frozenset[str]
    events: Mapping[str, tuple[str, ...]]
    emoji: Mapping[str, str]
    texts: Mapping[str, str]
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    not_sure: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Knowledge:
    """All that clinicians wrote, read once. `version` names this content and the engine."""

    version: str
    symptoms: Mapping[str, Symptom]
    risks: Mapping[str, Risk]
    rules: Mapping[str, Rule]
    questions: Mapping[str, Question]
    facts: Mapping[str, Fact]
    advice: Mapping[str, Advice]
    places: Mapping[str, Place]
    references: Mapping[str, Reference]
    language: Language
    english: frozenset[str] = frozenset()


# --- concluded -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A risk pointed to by a rule (or by a symptom alone), on these findings (indices)."""

    risk: str
    rule: str
    urgency: Urgency
    because: tuple[int, ...]
    references: tuple[str, ...] = ()
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Assessment:
    """How soon somebody must act, and why; `open` are the rules that answers could still close."""

    urgency: Urgency | None = None
    suspicions: tuple[Suspicion, ...] = ()
    open: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """What the patient reads, in the order of the card."""

    headline: str
    do: tuple[str, ...] = ()
    watch: tuple[str, ...] = ()
    bring: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    why_not_lower: str = ""

    @property
    def text(self) -> str:
        """The reply as plain text, one thought a line."""
        parts = (self.headline, *self.do, *self.facts, *self.notes, *self.watch)
        return "\n".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Turn:
    """One input folded in: what is held, concluded, asked and answered after it."""

    number: int
    input: Input
    picture: Picture
    assessment: Assessment
    outcome: Outcome
    reply: Reply
    urgency: Urgency | None = None
    question: Question | None = None
    question_text: str = ""
    flag_reasons: tuple[str, ...] = ()
    unknown_words: tuple[str, ...] = ()
    knowledge: str = ""

    @property
    def flagged(self) -> bool:
        """Whether a nurse must see the conversation."""
        return bool(self.flag_reasons)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of the whole conversation."""
        return self.picture.findings
