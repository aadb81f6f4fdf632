"""Why a message gets the tier it gets, and what would move it: for whoever writes the files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from knowledge.links import concepts
from knowledge.mutate import describe
from knowledge.play import slug
from triage.assess import assess
from triage.model import AtLeast, Condition, Knowledge, Rule, Truth, Turn
from triage.truth import View, holds

NEAR = 2  # leaves that a rule may lack and still be told
TOLD = 6  # rules at most


@dataclass(frozen=True, slots=True)
class Near:
    """A rule that something stands for and that lacks a little."""

    rule: Rule
    lacks: tuple[Condition, ...]


def explanation(turn: Turn, knowledge: Knowledge) -> Iterator[str]:
    """Lines that say what was found, what fired, what nearly did, and what moves the tier."""
    asks = f": {turn.question_text}" if turn.question else ""
    yield f"{turn.outcome}, {slug(turn.urgency)}{asks}"
    yield from _found(turn)
    yield from _fired(turn, knowledge)
    near = nearly(turn, knowledge)
    yield from (f"nearly  {_near(one)}" for one in near[:TOLD])
    yield from (f"lower   {line}" for line in why_not_lower(turn, knowledge))
    yield from (f"higher  {line}" for line in why_not_higher(turn, near))
    if turn.unknown_words:
        yield f"unknown {', '.join(turn.unknown_words)}"


def nearly(turn: Turn, knowledge: Knowledge) -> list[Near]:
    """Rules with something that holds and one or two things that do not, the nearest first."""
    view = View(turn.picture, knowledge)
    found = [
        Near(rule, missing)
        for rule in knowledge.rules.values()
        if 0 < len(missing := lacking(rule.when, view)) <= NEAR
        and any(view.truth_of(concept) >= Truth.DOUBT for concept in concepts(rule.when))
    ]
    return sorted(found, key=lambda near: (len(near.lacks), -(near.rule.urgency or 0)))


def lacking(when: Condition, view: View) -> tuple[Condition, ...]:
    """The fewest leaves that would have to hold besides, for the condition to hold."""
    if holds(when, view) >= Truth.DOUBT:
        return ()
    if not isinstance(when, AtLeast):
        return (when,)
    parts = sorted((lacking(part, view) for part in when.parts), key=len)
    return tuple(leaf for part in parts[: when.count] for leaf in part)


def why_not_lower(turn: Turn, knowledge: Knowledge) -> Iterator[str]:
    """Which single concept, had it not been said, would leave a lower tier."""
    top = turn.assessment.urgency
    for concept in dict.fromkeys(finding.concept for finding in turn.findings):
        rest = tuple(finding for finding in turn.findings if finding.concept != concept)
        other = assess(replace(turn.picture, findings=rest), knowledge).urgency
        if top is not None and (other is None or other < top):
            yield f"without {concept}: {slug(other)}"


def why_not_higher(turn: Turn, near: Sequence[Near]) -> Iterator[str]:
    """Which single finding or fact more would give a higher tier, and by which rule."""
    tier = turn.urgency if turn.urgency is not None else -1
    for one in near[: TOLD * 2]:
        if len(one.lacks) == 1 and one.rule.urgency is not None and one.rule.urgency > tier:
            yield f"{_near(one)}: {one.rule.urgency.slug}"


def _found(turn: Turn) -> Iterator[str]:
    for finding in turn.findings:
        value = f" {finding.value:g} {finding.unit or ''}" if finding.value is not None else ""
        cue = f" (by `{finding.cue}`)" if finding.cue else ""
        mended = ", a slip mended" if finding.repaired else ""
        yield f"found   {finding.concept} {finding.status}{value}: `{finding.text}`{cue}{mended}"


def _fired(turn: Turn, knowledge: Knowledge) -> Iterator[str]:
    view = View(turn.picture, knowledge)
    for suspicion in turn.assessment.suspicions:
        doubt = ", in doubt" if suspicion.doubtful else ""
        yield f"says    {suspicion.risk} {suspicion.urgency.slug}: {suspicion.rule}{doubt}"
    for rule in knowledge.rules.values():
        if (truth := holds(rule.when, view)) >= Truth.DOUBT:
            doubt = ", in doubt" if truth is Truth.DOUBT else ""
            yield f"fires   {rule.id}: {_tier(rule)}{doubt}"


def _near(near: Near) -> str:
    return f"{near.rule.id} with {' and '.join(describe(leaf) for leaf in near.lacks)}"


def _tier(rule: Rule) -> str:
    return rule.urgency.slug if rule.urgency is not None else f"raise {rule.lift}"
