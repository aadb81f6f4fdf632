"""Why a tier is neither lower nor higher: the smallest change of findings that would move it.

Worked out anew when a case is opened, by the same replay that gave the tier: what a patient waits
for does not wait for this.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations

from knowledge.explain import Near, nearly
from triage.assess import assess
from triage.leaves import leaves
from triage.model import (
    Age,
    Condition,
    Drug,
    Finding,
    Has,
    Knowledge,
    Reads,
    Since,
    Status,
    Truth,
    Turn,
    Until,
    Urgency,
)
from triage.truth import View, holds
from web.conversations.replay import History, Triage
from web.conversations.shown import COUNTS, concept_name

LARGEST = 3  # findings taken away together
TRIED = 8  # findings that are tried
TOLD = 12  # rules that are named
UNBOUNDED = 36_500  # days; more is no date


@dataclass(frozen=True, slots=True)
class Lack:
    """What a rule lacks: a concept, reading, drug, since, until or age; `said`: open, no, doubt.

    `name` is the concept's, the drugs' or the event's; the bounds are in `unit`, days or years.
    """

    kind: str
    name: str
    said: str
    at_least: float | None = None
    at_most: float | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Higher:
    """A rule that would say more, and the fewest things it lacks."""

    urgency: str
    rule: str
    because: str
    lacks: tuple[Lack, ...]


@dataclass(frozen=True, slots=True)
class Lower:
    """Without these, the tier that would be left; None: none."""

    names: tuple[str, ...]
    urgency: str | None


@dataclass(frozen=True, slots=True)
class Grounds:
    """What holds a tier where it is. `held`: no finding does, it was reached or settled before.

    `denied`, `unsure` and `unasked` name concepts; `unknown` are words that nobody knew. `days`:
    the fewest and most days since an event, as far as their words tell.
    """

    lower: tuple[Lower, ...] = ()
    higher: tuple[Higher, ...] = ()
    held: bool = False
    denied: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    drug_assumed: bool = False
    days: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def nearest(self) -> tuple[Higher, ...]:
        """The rules that lack one thing, of the highest tier that one thing would reach."""
        single = [one for one in self.higher if len(one.lacks) == 1]
        top = max((Urgency.of(one.urgency) for one in single), default=None)
        return tuple(one for one in single if Urgency.of(one.urgency) == top)


def grounds(triage: Triage, past: History) -> Grounds:
    """The grounds of the tier that this history leads to."""
    turns = triage.converse(past.inputs, triage.knowledge)
    unknown = dict.fromkeys(word for turn in turns for word in turn.unknown_words)
    return replace(grounds_of(turns[-1], triage.knowledge), unknown=tuple(unknown))


def grounds_of(turn: Turn, knowledge: Knowledge) -> Grounds:
    """The grounds of one turn."""
    higher = tuple(_higher(turn, knowledge))
    own = assess(turn.picture, knowledge).urgency
    held = turn.urgency is not None and (own is None or own < turn.urgency)
    return Grounds(
        lower=() if held else tuple(_lower(turn, knowledge)),
        higher=higher,
        held=held,
        denied=_names(turn, Status.DENIED, knowledge),
        unsure=_names(turn, Status.UNCERTAIN, knowledge),
        unasked=_unasked(higher),
        drug_assumed=not turn.picture.drugs,
        days={
            event: (int(span.low), int(span.high))
            for event, span in turn.picture.spans.items()
            if span.high < UNBOUNDED
        },
    )


def _lower(turn: Turn, knowledge: Knowledge) -> Iterator[Lower]:
    """The smallest sets of concepts without which the tier would be lower, all of one size."""
    if turn.urgency is None:
        return
    said = [one.concept for one in turn.findings if one.status in COUNTS]
    said = list(dict.fromkeys(said))[:TRIED]
    for size in range(1, LARGEST + 1):
        found = [
            Lower(tuple(concept_name(one, knowledge) for one in some), _slug(left))
            for some in combinations(said, size)
            if (left := _without(some, turn, knowledge)) is None or left < turn.urgency
        ]
        if found:
            yield from found
            return


def _without(some: tuple[str, ...], turn: Turn, knowledge: Knowledge) -> Urgency | None:
    kept = tuple(one for one in turn.findings if one.concept not in some)
    return assess(replace(turn.picture, findings=kept), knowledge).urgency


def _higher(turn: Turn, knowledge: Knowledge) -> Iterator[Higher]:
    """Rules in doubt, then rules that lack little: the nearest first, none for the same lack."""
    view = View(turn.picture, knowledge)
    seen: set[tuple[Lack, ...]] = set()
    for near in [*_doubtful(turn, view), *nearly(turn, knowledge)]:
        lacks = tuple(dict.fromkeys(_lack(leaf, view) for leaf in near.lacks))
        if _more(near, turn) and lacks not in seen and len(seen) < TOLD:
            seen.add(lacks)
            yield Higher(_slug(near.rule.urgency) or "", near.rule.id, near.rule.because, lacks)


def _doubtful(turn: Turn, view: View) -> Iterator[Near]:
    for name in turn.assessment.open:
        rule = view.knowledge.rules.get(name)
        if rule is not None and holds(rule.when, view) is Truth.DOUBT:
            unsure = [leaf for leaf in leaves(rule.when) if holds(leaf, view) is Truth.DOUBT]
            yield Near(rule, tuple(unsure))


def _more(near: Near, turn: Turn) -> bool:
    return near.rule.urgency is not None and near.rule.urgency > (
        -1 if turn.urgency is None else turn.urgency
    )


SAID = {Truth.NO: "no", Truth.OPEN: "open", Truth.DOUBT: "doubt", Truth.YES: "yes"}


def _lack(leaf: Condition, view: View) -> Lack:
    said = SAID[holds(leaf, view)]
    match leaf:
        case Has(concept):
            return Lack("concept", concept_name(concept, view.knowledge), said)
        case Reads(concept, low, high, unit):
            # A reading that nobody gave counts as "no" to a rule; to a nurse it was not asked.
            given = any(one.value is not None for one in _of(concept, view))
            name = concept_name(concept, view.knowledge)
            return Lack("reading", name, said if given else "open", low, high, unit)
        case Drug(names):
            return Lack("drug", ", ".join(names), said)
        case Since(event, within, more):
            return Lack("since", event, said, more, within)
        case Until(within):
            return Lack("until", "refill", said, None, within)
        case Age(low, under):
            return Lack("age", "", said, low, under)
    raise AssertionError(leaf)


def _of(concept: str, view: View) -> Iterator[Finding]:
    return (view.picture.findings[place] for place in view.by_concept.get(concept, ()))


def _names(turn: Turn, status: Status, knowledge: Knowledge) -> tuple[str, ...]:
    """What was said so, and not otherwise as well."""
    present = {one.concept for one in turn.findings if one.status is Status.PRESENT}
    found = (one.concept for one in turn.findings if one.status is status)
    return tuple(dict.fromkeys(concept_name(one, knowledge) for one in found if one not in present))


def _unasked(higher: tuple[Higher, ...]) -> tuple[str, ...]:
    """The concepts by which one word more would raise the tier, and of which nothing was said."""
    single = (one.lacks[0] for one in higher if len(one.lacks) == 1)
    return tuple(
        dict.fromkeys(one.name for one in single if one.kind == "concept" and one.said == "open")
    )


def _slug(urgency: Urgency | None) -> str | None:
    return None if urgency is None else urgency.slug
