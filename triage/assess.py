"""A picture to an assessment: how soon somebody must act, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from triage.leaves import leaves
from triage.model import (
    Assessment,
    Condition,
    Has,
    Knowledge,
    Picture,
    Reads,
    Rule,
    Status,
    Suspicion,
    Symptom,
    Truth,
    Urgency,
)
from triage.truth import View, holds, in_range


def assess(picture: Picture, knowledge: Knowledge) -> Assessment:
    """Fire every rule, keep the highest tier, and name the rules that are still open."""
    view = View(picture, knowledge)
    truths = {rule.id: holds(rule.when, view) for rule in view.rules}
    found = list(_by_symptoms(view))
    found.extend(_by_rules(truths, tuple(found), view))
    found.extend(_lifted(found, truths, view))
    suspicions = _strongest(found)
    urgency = max((suspicion.urgency for suspicion in suspicions), default=None)
    return Assessment(urgency, suspicions, tuple(_open(truths, urgency, view)))


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
        for index in view.by_concept.get(concept, ())
        if (finding := view.picture.findings[index]).concept == concept
        and finding.turn > view.picture.settled_at
    ]
    held = [
        index
        for index in mine
        if view.picture.findings[index].status in (Status.PRESENT, Status.UNCERTAIN)
    ]
    return tuple(
        held or [index for index in mine if view.picture.findings[index].status is Status.USUAL]
    )


def _by_rules(
    truths: Mapping[str, Truth], found: tuple[Suspicion, ...], view: View
) -> Iterator[Suspicion]:
    """What the rules suspect, beyond what was found of the same risk as urgently before."""
    most: dict[str, Urgency] = {}
    for suspicion in found:
        most[suspicion.risk] = max(suspicion.urgency, most.get(suspicion.risk, suspicion.urgency))
    for rule in view.rules:
        if truths[rule.id] < Truth.DOUBT or rule.urgency is None:
            continue
        doubtful = truths[rule.id] is Truth.DOUBT
        urgency = min(rule.urgency, Urgency.URGENT) if doubtful else rule.urgency
        if urgency <= most.get(rule.risk, -1):
            continue
        because = _because(rule.when, view)
        if not _since_review(because, view):
            continue
        most[rule.risk] = urgency
        yield Suspicion(rule.risk, rule.id, urgency, because, rule.references, doubtful)


def _since_review(because: tuple[int, ...], view: View) -> bool:
    settled = view.picture.settled_at
    return not settled or any(view.picture.findings[index].turn > settled for index in because)


def _because(condition: Condition, view: View) -> tuple[int, ...]:
    """The findings that make a condition hold."""
    places: set[int] = set()
    for leaf in leaves(condition):
        if isinstance(leaf, (Has, Reads)) and holds(leaf, view) >= Truth.DOUBT:
            places.update(_of_leaf(leaf, view))
    return tuple(sorted(places))


def _of_leaf(leaf: Has | Reads, view: View) -> Iterator[int]:
    for index in view.by_concept.get(leaf.concept, ()):
        finding = view.picture.findings[index]
        if finding.status in (Status.PRESENT, Status.UNCERTAIN) and (
            isinstance(leaf, Has) or (finding.unit == leaf.unit and in_range(finding, leaf))
        ):
            yield index


def _lifted(found: list[Suspicion], truths: Mapping[str, Truth], view: View) -> Iterator[Suspicion]:
    """One step more, once, never beyond `urgent`, where a modifier holds for a suspected risk."""
    top = max((suspicion.urgency for suspicion in found), default=None)
    if top is None or not Urgency.SELF_CARE <= top < Urgency.URGENT:
        return
    for rule in view.rules:
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


def _open(truths: Mapping[str, Truth], urgency: Urgency | None, view: View) -> Iterator[str]:
    for rule in view.rules:
        if truths[rule.id] in (Truth.OPEN, Truth.DOUBT) and worth(rule, urgency):
            yield rule.id


def worth(rule: Rule, urgency: Urgency | None) -> bool:
    """Whether the rule would say more than is concluded."""
    return rule.urgency is not None and (urgency is None or rule.urgency > urgency)
