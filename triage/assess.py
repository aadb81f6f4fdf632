"""A picture to an assessment: how soon somebody must act, and why.

The rule language has no "not" (law 1): truth only grows with what is reported. `AtLeast(n, parts)`
is the n-th strongest of its parts, so that all, any and "two of" are one sentence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from triage.model import (
    Age,
    Assessment,
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
    Suspicion,
    Symptom,
    Truth,
    Until,
    Urgency,
)

ASSUMED = frozenset({"opioid", "baclofen"})  # until the drug is known
_HELD = {Status.PRESENT: Truth.YES, Status.UNCERTAIN: Truth.DOUBT, Status.DENIED: Truth.NO}
_WHOLE = (Has, Reads)
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
        held = [
            self._held(self.picture.findings[index])
            for index in self.by_concept.get(concept, ())
            if self.picture.findings[index].status in _HELD
        ]
        best = max(held, default=Truth.OPEN)
        symptom = self.knowledge.symptoms.get(concept)
        if best is Truth.OPEN and symptom is not None and self._broadly_denied(symptom):
            return Truth.NO
        return best

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
    match condition:
        case AtLeast(count, parts):
            return sorted((holds(part, view) for part in parts), reverse=True)[count - 1]
        case Has(concept):
            return view.truth_of(concept)
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


def _reads(condition: Reads, view: View) -> Truth:
    readings = [
        finding
        for index in view.by_concept.get(condition.concept, ())
        if (finding := view.picture.findings[index]).unit == condition.unit
        and finding.value is not None
        and finding.status in (Status.PRESENT, Status.UNCERTAIN)
    ]
    return Truth.YES if any(_in_range(reading, condition) for reading in readings) else Truth.NO


def _in_range(finding: Finding, condition: Reads) -> bool:
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


# --- suspicions ---


def assess(picture: Picture, knowledge: Knowledge) -> Assessment:
    """Fire every rule, keep the highest tier, and name the rules that are still open."""
    view = View(picture, knowledge)
    truths = {rule.id: holds(rule.when, view) for rule in knowledge.rules.values()}
    found = [*_by_symptoms(view), *_by_rules(truths, view)]
    found.extend(_lifted(found, truths, view))
    suspicions = _strongest(found)
    urgency = max((suspicion.urgency for suspicion in suspicions), default=None)
    return Assessment(urgency, suspicions, tuple(_open(truths, urgency, knowledge)))


def _by_symptoms(view: View) -> Iterator[Suspicion]:
    for concept in dict.fromkeys(finding.concept for finding in view.picture.findings):
        symptom = view.knowledge.symptoms.get(concept)
        if symptom is None or symptom.urgency is None:
            continue
        because = _counting(concept, view)
        if because:
            yield _suspicion(symptom, symptom.urgency, because, view)


def _suspicion(
    symptom: Symptom, urgency: Urgency, because: tuple[int, ...], view: View
) -> Suspicion:
    findings = [view.picture.findings[index] for index in because]
    doubtful = all(finding.status is Status.UNCERTAIN for finding in findings)
    if all(finding.status is Status.USUAL for finding in findings):
        urgency = min(urgency, Urgency.ROUTINE)
    elif doubtful and not view.is_grave(symptom.id):
        urgency = min(urgency, Urgency.URGENT)
    risk = symptom.risk or symptom.id
    return Suspicion(risk, f"symptom:{symptom.id}", urgency, because, symptom.references, doubtful)


def _counting(concept: str, view: View) -> tuple[int, ...]:
    """The findings of a concept on which something can stand: present or doubtful, else usual."""
    mine = [
        index
        for index, finding in enumerate(view.picture.findings)
        if finding.concept == concept and finding.turn > view.picture.settled_at
    ]
    held = [
        index
        for index in mine
        if view.picture.findings[index].status in (Status.PRESENT, Status.UNCERTAIN)
    ]
    return tuple(
        held or [index for index in mine if view.picture.findings[index].status is Status.USUAL]
    )


def _by_rules(truths: Mapping[str, Truth], view: View) -> Iterator[Suspicion]:
    for rule in view.knowledge.rules.values():
        if truths[rule.id] < Truth.DOUBT or rule.urgency is None:
            continue
        because = _because(rule.when, view)
        if not _since_review(because, view):
            continue
        doubtful = truths[rule.id] is Truth.DOUBT
        urgency = min(rule.urgency, Urgency.URGENT) if doubtful else rule.urgency
        yield Suspicion(rule.risk, rule.id, urgency, because, rule.references, doubtful)


def _since_review(because: tuple[int, ...], view: View) -> bool:
    settled = view.picture.settled_at
    return not settled or any(view.picture.findings[index].turn > settled for index in because)


def _because(condition: Condition, view: View) -> tuple[int, ...]:
    """The findings that make a condition hold."""
    places: set[int] = set()
    for leaf in leaves(condition):
        if isinstance(leaf, _WHOLE) and holds(leaf, view) >= Truth.DOUBT:
            places.update(_of_leaf(leaf, view))
    return tuple(sorted(places))


def _of_leaf(leaf: Has | Reads, view: View) -> Iterator[int]:
    for index in view.by_concept.get(leaf.concept, ()):
        finding = view.picture.findings[index]
        if finding.status in (Status.PRESENT, Status.UNCERTAIN) and (
            isinstance(leaf, Has) or (finding.unit == leaf.unit and _in_range(finding, leaf))
        ):
            yield index


def leaves(condition: Condition) -> Iterator[Condition]:
    """The parts of a condition that have no parts."""
    if isinstance(condition, AtLeast):
        for part in condition.parts:
            yield from leaves(part)
    else:
        yield condition


def _lifted(found: list[Suspicion], truths: Mapping[str, Truth], view: View) -> Iterator[Suspicion]:
    """One step more, once, never beyond `urgent`, where a modifier holds for a suspected risk."""
    top = max((suspicion.urgency for suspicion in found), default=None)
    if top is None or not Urgency.SELF_CARE <= top < Urgency.URGENT:
        return
    for rule in view.knowledge.rules.values():
        if rule.lift and truths[rule.id] is Truth.YES:
            for suspicion in found:
                if suspicion.risk == rule.risk and suspicion.urgency == top:
                    because = tuple(sorted({*suspicion.because, *_because(rule.when, view)}))
                    yield Suspicion(rule.risk, rule.id, Urgency(top + 1), because, rule.references)
                    return


def _strongest(found: list[Suspicion]) -> tuple[Suspicion, ...]:
    """One suspicion a risk, the most urgent; most urgent risks first."""
    best: dict[str, Suspicion] = {}
    for suspicion in found:
        held = best.get(suspicion.risk)
        if held is None or suspicion.urgency > held.urgency:
            best[suspicion.risk] = suspicion
    return tuple(sorted(best.values(), key=lambda suspicion: -suspicion.urgency))


def _open(
    truths: Mapping[str, Truth], urgency: Urgency | None, knowledge: Knowledge
) -> Iterator[str]:
    for rule in knowledge.rules.values():
        if truths[rule.id] in (Truth.OPEN, Truth.DOUBT) and worth(rule, urgency):
            yield rule.id


def worth(rule: Rule, urgency: Urgency | None) -> bool:
    """Whether the rule would say more than is concluded."""
    return rule.urgency is not None and (urgency is None or rule.urgency > urgency)
