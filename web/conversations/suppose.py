"""What if: a conversation folded as it stands, and once more with what a nurse supposes.

Nothing is written. Both sides are one more turn of the same engine on the same history, so that
what differs comes from what was supposed and from nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from triage import take_turn
from triage.model import (
    Finding,
    Knowledge,
    Message,
    Picture,
    Span,
    Status,
    Turn,
)
from web.conversations.grounds import Grounds, grounds_of
from web.conversations.replay import History, Triage
from web.conversations.shown import Shown, show
from web.conversations.trace import Trace, trace

DRUG_UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Supposed:
    """What a nurse supposes. `statuses` by a finding's place; `added` concepts, held to be so.

    `drugs` None: as it stands; empty: not said; `unknown`: they do not know. `days` since an event
    and `until_refill` (negative: overdue); what is not among them stays as it stands.
    """

    statuses: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    added: tuple[str, ...] = ()
    drugs: tuple[str, ...] | None = None
    days: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    until_refill: float | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two sides: the tier, what the patient would read, the rules, the grounds."""

    shown: Shown
    trace: Trace
    grounds: Grounds


@dataclass(frozen=True, slots=True)
class Compared:
    """As it stands, beside as it is supposed; `concepts` may be added, by what they are called."""

    stands: Side
    supposed: Side
    concepts: Mapping[str, str]

    @property
    def gone(self) -> tuple[str, ...]:
        """Rules that counted, and would count no more."""
        return _missing(self.stands, self.supposed)

    @property
    def new(self) -> tuple[str, ...]:
        """Rules that would count, and did not."""
        return _missing(self.supposed, self.stands)


def suppose(triage: Triage, past: History, supposed: Supposed) -> Compared:
    """Both sides of a history; what makes no sense in it is left out."""
    last = triage.converse(past.inputs, triage.knowledge)[-1]
    past = replace(past, seqs=(*past.seqs, past.seqs[-1] + 1))
    known = triage.knowledge
    now, then = _again(last, known), _again(_changed(last, supposed, known), known)
    names = {slug: symptom.name for slug, symptom in known.symptoms.items()}
    return Compared(
        _side(now, past, known),
        _side(then, past, known),
        MappingProxyType(dict(sorted(names.items(), key=lambda one: one[1].lower()))),
    )


def _again(last: Turn, knowledge: Knowledge) -> Turn:
    """The engine's next turn, in which nothing is said: no floor, and the question put anew."""
    free = replace(last, urgency=None, question=None, flag_reasons=())
    return take_turn(free, Message("", profile=last.picture.profile), knowledge)


def _changed(last: Turn, supposed: Supposed, knowledge: Knowledge) -> Turn:
    """The turn with what is supposed in its picture, as if found since the last review."""
    picture, number = last.picture, last.number + 1
    otherwise = {
        _mention(picture.findings[place]): Status(status)
        for place, status in supposed.statuses.items()
        if place < len(picture.findings) and status in set(Status)
    }
    findings = tuple(
        replace(one, status=otherwise[_mention(one)], cue="supposed", turn=number)
        if _mention(one) in otherwise
        else one
        for one in picture.findings
    )
    added = tuple(
        Finding(concept, Status.PRESENT, number, 0, 0, "", cue="supposed", asked=True)
        for concept in supposed.added
        if concept in knowledge.symptoms
    )
    picture = replace(picture, findings=findings + added)
    return replace(last, picture=_dated(_dosed(picture, supposed), supposed))


def _mention(finding: Finding) -> tuple[str, int, int]:
    """What the same words say of a concept: a reading and its symptom are supposed together."""
    return finding.concept, finding.turn, finding.start


def _dosed(picture: Picture, supposed: Supposed) -> Picture:
    if supposed.drugs is None:
        return picture
    unknown = DRUG_UNKNOWN in supposed.drugs
    drugs = () if unknown else supposed.drugs
    profile = replace(picture.profile, drugs=drugs)
    return replace(picture, profile=profile, drugs=drugs, drug_unknown=unknown)


def _dated(picture: Picture, supposed: Supposed) -> Picture:
    days, profile = supposed.days, picture.profile
    spans = {**picture.spans, **{event: Span(day, day) for event, day in days.items()}}
    between = {name: span for name, span in profile.days_between.items() if name not in days}
    until = profile.days_until_refill if supposed.until_refill is None else supposed.until_refill
    told = replace(
        profile,
        days_since=MappingProxyType({**profile.days_since, **days}),
        days_between=MappingProxyType(between),
        days_until_refill=until,
    )
    return replace(picture, profile=told, spans=MappingProxyType(spans))


def _side(turn: Turn, past: History, knowledge: Knowledge) -> Side:
    shown = show(turn, past.seqs, knowledge)
    return Side(shown, trace(turn, past, knowledge), grounds_of(turn, knowledge))


def _missing(here: Side, there: Side) -> tuple[str, ...]:
    others = {step.rule for step in there.trace.steps}
    return tuple(step.rule for step in here.trace.steps if step.rule not in others)
