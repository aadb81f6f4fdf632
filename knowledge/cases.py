"""The cases that stand beside the facts: what is said, and what must come of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from knowledge import HERE, KnowledgeError
from knowledge.reading import Shelf
from triage.model import Answer, Outcome, Profile, Status, Urgency


@dataclass(frozen=True, slots=True)
class SpokenCase:
    """A message, and what must be found in it: concept -> status; nothing: not this concept."""

    file: str
    say: str
    find: Mapping[str, Status]

    @property
    def slug(self) -> str:
        """The concept or fact that the case's file is about."""
        return stem(self.file)


@dataclass(frozen=True, slots=True)
class SymptomCase(SpokenCase):
    """What a symptom's words mean in a message."""


@dataclass(frozen=True, slots=True)
class FactCase(SpokenCase):
    """Which question of fact a message asks, by the fact's slug."""


@dataclass(frozen=True, slots=True)
class LanguageCase(SpokenCase):
    """How the language of a message decides the status of its concepts."""


@dataclass(frozen=True, slots=True)
class RuleCase:
    """Messages in order, the tier they end with (None: any), and whether this file's rule fires.

    `answers`: by concept, however it is asked, all else "no"; None: questions stay unanswered.
    """

    file: str
    name: str
    say: tuple[str, ...]
    profile: Profile = field(default_factory=Profile)
    answers: Mapping[str, Answer] | None = None
    urgency: Urgency | None = None
    fires: bool = True

    @property
    def slug(self) -> str:
        """The rule that the case's file is."""
        return stem(self.file)


@dataclass(frozen=True, slots=True)
class Told:
    """What the patient replies to a question in whose words the pattern is found."""

    if_asked: re.Pattern[str]
    reply: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """A whole conversation, and between which tiers (None: none at all) a nurse wants it to end.

    `then` is volunteered before any question is answered; `otherwise` answers what no pattern
    does. `at_opening_min` is the tier that the first reply must reach. One of `risks_any` must be
    suspected in the end, and none of `risks_never`. `best` is the nurse's own choice of tier.
    """

    file: str
    why: str
    opening: str
    min: Urgency | None
    max: Urgency | None
    best: Urgency | None
    profile: Profile = field(default_factory=Profile)
    then: tuple[str, ...] = ()
    answers: tuple[Told, ...] = ()
    otherwise: str = "no"
    at_opening_min: Urgency | None = None
    risks_any: tuple[str, ...] = ()
    risks_never: tuple[str, ...] = ()
    flagged: bool | None = None
    outcome: Outcome | None = None

    @property
    def slug(self) -> str:
        """The conversation's name, which is its file's."""
        return stem(self.file)

    @property
    def name(self) -> str:
        """How a list of cases calls it."""
        return self.slug


PlayedCase = RuleCase | Conversation


@dataclass(frozen=True, slots=True)
class Cases:
    """Every case of a folder, by what it is about."""

    symptoms: tuple[SymptomCase, ...]
    rules: tuple[RuleCase, ...]
    facts: tuple[FactCase, ...]
    language: tuple[LanguageCase, ...]
    conversations: tuple[Conversation, ...]

    @property
    def spoken(self) -> tuple[SpokenCase, ...]:
        """The cases of one message."""
        return (*self.symptoms, *self.facts, *self.language)

    @property
    def played(self) -> tuple[PlayedCase, ...]:
        """The cases of several turns."""
        return (*self.rules, *self.conversations)


def stem(file: str) -> str:
    """A file's name without its folder and its ending: a slug."""
    return file.rpartition("/")[2].partition(".")[0]


Case = TypeVar("Case")


def read_cases(folder: Path = HERE) -> Cases:
    """The cases in a folder of knowledge; KnowledgeError lists what is wrong with them."""
    shelf = Shelf(folder, [])
    cases = collect(shelf)
    if shelf.faults:
        raise KnowledgeError(sorted(shelf.faults))
    return cases


def collect(shelf: Shelf) -> Cases:
    """The cases that can be read; the shelf's faults tell of the others."""
    return Cases(
        symptoms=tuple(_beside(shelf, "symptoms/*.yaml", SymptomCase)),
        rules=tuple(_beside(shelf, "rules/*.yaml", RuleCase)),
        facts=tuple(_beside(shelf, "facts/*.yaml", FactCase)),
        language=tuple(_beside(shelf, "language.yaml", LanguageCase)),
        conversations=tuple(_conversations(shelf)),
    )


def _beside(shelf: Shelf, pattern: str, kind: type[Case]) -> Iterator[Case]:
    for path in sorted(shelf.folder.glob(pattern)):
        raw = shelf.raw(path)
        found = (raw.get("cases") or []) if isinstance(raw, dict) else []
        for index, row in enumerate(found if isinstance(found, list) else [found]):
            yield from _case(shelf, path, ("cases", index), row, kind)


def _conversations(shelf: Shelf) -> Iterator[Conversation]:
    for path in sorted(shelf.folder.glob("conversations/*.yaml")):
        yield from _case(shelf, path, (), shelf.raw(path), Conversation)


def _case(
    shelf: Shelf, path: Path, within: tuple[str | int, ...], raw: Any, kind: type[Case]
) -> Iterator[Case]:
    named = {**raw, "file": shelf.name(path)} if isinstance(raw, dict) else raw
    case = shelf.fit(path, within, named, kind)
    if case is not None:
        yield case
