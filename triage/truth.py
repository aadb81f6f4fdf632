"""A condition in a picture: yes, doubtful, open or no.

The rule language has no "not" (law 1): truth only grows with what is reported. `AtLeast(n, parts)`
is the n-th strongest of its parts, so that all, any and "two of" are one sentence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from triage.leaves import rules_by_concept
from triage.model import (
    Age,
    AtLeast,
    Condition,
    Drug,
    Finding,
    Has,
    Knowledge,
    Picture,
    Reads,
    Rule,
    Since,
    Span,
    Status,
    Symptom,
    Truth,
    Until,
)

ASSUMED = frozenset({"opioid", "baclofen"})  # until the drug is known
_HELD = {Status.PRESENT: Truth.YES, Status.UNCERTAIN: Truth.DOUBT, Status.DENIED: Truth.NO}
_TRUE = {True: Truth.YES, False: Truth.NO}


@dataclass(frozen=True)
class View:
    """A picture as conditions look at it: findings by concept, each with its truth."""

    picture: Picture
    knowledge: Knowledge

    @cached_property
    def by_concept(self) -> Mapping[str, tuple[int, ...]]:
        """Indices of the findings of each concept, those of narrower concepts among them."""
        places: dict[str, list[int]] = defaultdict(list)
        for index, finding in enumerate(self.picture.findings):
            for concept in (finding.concept, *self._broader(finding)):
                places[concept].append(index)
        return {concept: tuple(found) for concept, found in places.items()}

    def _broader(self, finding: Finding) -> tuple[str, ...]:
        symptom = self.knowledge.symptoms.get(finding.concept)
        if symptom is None or finding.status is Status.DENIED:
            return ()
        return symptom.kind_of

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that name something held to be so; no other can fire or ask."""
        index = rules_by_concept(self.knowledge)
        profile = self.picture.profile
        held = {concept for concept in self.by_concept if self.truth_of(concept) >= Truth.DOUBT}
        held.update(profile.conditions, ("pregnant",) if profile.pregnant else ())
        names = {name for concept in held for name in index.get(concept, ())}
        return tuple(self.knowledge.rules[name] for name in sorted(names))

    @cached_property
    def memo(self) -> dict[int, Truth]:
        """Truths of compound conditions, by identity: the knowledge outlives the view."""
        return {}

    @cached_property
    def _truths(self) -> dict[str, Truth]:
        return {}

    def truth_of(self, concept: str) -> Truth:
        """Whether the concept is held to be so: a yes stands whatever is said later (law 5)."""
        known = self._truths.get(concept)
        if known is None:
            known = self._truths[concept] = self._truth_of(concept)
        return known

    def _truth_of(self, concept: str) -> Truth:
        profile = self.picture.profile
        if concept in profile.conditions or (concept == "pregnant" and profile.pregnant):
            return Truth.YES
        best = self._best(concept)
        symptom = self.knowledge.symptoms.get(concept)
        if best is Truth.OPEN and symptom is not None and self._broadly_denied(symptom):
            return Truth.NO
        return best

    def _best(self, concept: str) -> Truth:
        mine = self.by_concept.get(concept)
        if mine is None:
            return Truth.OPEN
        findings = (self.picture.findings[index] for index in mine)
        held = (self._held(finding) for finding in findings if finding.status in _HELD)
        return max(held, default=Truth.OPEN)

    def _held(self, finding: Finding) -> Truth:
        truth = _HELD[finding.status]
        if truth is Truth.DOUBT and self.is_grave(finding.concept):
            return Truth.YES
        return truth

    def is_grave(self, concept: str) -> bool:
        """Whether doubt about the concept counts in full (law 2)."""
        symptom = self.knowledge.symptoms.get(concept)
        if symptom is None:
            return False
        return symptom.grave or any(
            self.picture.findings[index].status is Status.PRESENT
            for other in symptom.grave_with
            for index in self.by_concept.get(other, ())
        )

    def _broadly_denied(self, symptom: Symptom) -> bool:
        return any(self.truth_of(broad) is Truth.NO for broad in symptom.kind_of)

    @cached_property
    def drug_classes(self) -> frozenset[str]:
        """The drugs in the pump with their classes; empty while unknown."""
        drugs = self.picture.drugs or self.picture.profile.drugs
        classes = self.knowledge.language.classes
        found = set(drugs)
        for name, members in classes.items():
            if found & set(members):
                found.add(name)
        return frozenset(found)


def holds(condition: Condition, view: View) -> Truth:
    """The truth of a condition in a picture."""
    if isinstance(condition, Has):
        return view.truth_of(condition.concept)
    if isinstance(condition, AtLeast):
        known = view.memo.get(id(condition))
        if known is None:
            known = view.memo[id(condition)] = _strongest(condition.count, condition.parts, view)
        return known
    return _of_leaf(condition, view)


def _of_leaf(condition: Reads | Drug | Since | Until | Age, view: View) -> Truth:
    match condition:
        case Reads():
            return _reads(condition, view)
        case Drug(names):
            return _drug(names, view)
        case Since(event, within, more):
            return _since(view.picture.spans.get(event), within, more)
        case Until(within):
            left = view.picture.profile.days_until_refill
            return Truth.OPEN if left is None else _TRUE[left <= within]
        case Age(at_least, under):
            return _age(view.picture.profile.age, at_least, under)


def _strongest(count: int, parts: tuple[Condition, ...], view: View) -> Truth:
    """The truth of the count-th strongest part; of all parts, no further than the first no."""
    if count == 1:
        return _any_of(parts, view)
    if count < len(parts):
        return sorted([holds(part, view) for part in parts], reverse=True)[count - 1]
    least = Truth.YES
    for part in parts:
        truth = holds(part, view)
        if truth is Truth.NO:
            return truth
        least = min(least, truth)
    return least


def _any_of(parts: tuple[Condition, ...], view: View) -> Truth:
    """The strongest part, no further than the first yes."""
    most = Truth.NO
    for part in parts:
        truth = holds(part, view)
        if truth is Truth.YES:
            return truth
        most = max(most, truth)
    return most


def _reads(condition: Reads, view: View) -> Truth:
    readings = [
        finding
        for index in view.by_concept.get(condition.concept, ())
        if (finding := view.picture.findings[index]).unit == condition.unit
        and finding.value is not None
        and finding.status in (Status.PRESENT, Status.UNCERTAIN)
    ]
    return Truth.YES if any(in_range(reading, condition) for reading in readings) else Truth.NO


def in_range(finding: Finding, condition: Reads) -> bool:
    """Whether a reading lies within the bounds of a condition."""
    value = finding.value or 0.0
    low, high = condition.at_least, condition.at_most
    return (low is None or value >= low) and (high is None or value <= high)


def _drug(names: tuple[str, ...], view: View) -> Truth:
    if view.drug_classes:
        return _TRUE[bool(view.drug_classes & set(names))]
    if ASSUMED.isdisjoint(names):
        return Truth.OPEN
    return Truth.YES if view.picture.drug_unknown else Truth.DOUBT


def _since(span: Span | None, within: float | None, more: float | None) -> Truth:
    if span is None:
        return Truth.OPEN
    if within is not None:
        so, never = span.high <= within, span.low > within
    else:
        least = more if more is not None else 0.0
        so, never = span.low >= least, span.high < least
    if never:
        return Truth.NO
    if so:
        return Truth.YES if span.sure else Truth.DOUBT
    return Truth.OPEN if span.sure else Truth.DOUBT


def _age(age: float | None, at_least: float | None, under: float | None) -> Truth:
    if age is None:
        return Truth.OPEN
    return _TRUE[(at_least is None or age >= at_least) and (under is None or age < under)]
