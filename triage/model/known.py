"""What is known: everything that clinicians write, as the engine holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from triage.model.words import Urgency


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
    about the person and may be ticked in the passport. `reading`: a measured value in this range
    says that it is so, one outside that it is not.
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
    reading: Reads | None = None
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
