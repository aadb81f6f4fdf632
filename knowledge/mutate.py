"""Is every part of a rule defended? Leave it out, and some case of the rule's file must fail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from knowledge.cases import RuleCase
from knowledge.play import Failure, run_rule
from triage.model import (
    Age,
    AtLeast,
    Condition,
    Drug,
    Has,
    Knowledge,
    Reads,
    Rule,
    Since,
    Until,
)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rule with one part left out; None is the rule gone as a whole."""

    left_out: str
    rule: Rule | None


def undefended(rule: Rule, cases: Sequence[RuleCase], knowledge: Knowledge) -> Iterator[Failure]:
    """A failure for each part of a rule that no case of its own file defends."""
    for mutant in mutants(rule):  # a case that does not fire is the likelier to defend a leaf
        cases = sorted(cases, key=lambda case: case.fires is (mutant.rule is not None))
        changed = replace(knowledge, rules=_without(rule, mutant, knowledge))
        if not any(_fails(case, changed) for case in cases):
            what = f"no case defends {mutant.left_out}"
            yield Failure(f"rules/{rule.id}.yaml", what)


def mutants(rule: Rule) -> Iterator[Mutant]:
    """The rule left out, then each leaf of its condition left out in turn."""
    yield Mutant("the rule", None)
    for leaf, when in shorter(rule.when):
        yield Mutant(f"`{describe(leaf)}`", replace(rule, when=when))


def shorter(when: Condition) -> Iterator[tuple[Condition, Condition]]:
    """Each leaf, with the condition that is left without it; none when nothing would be left."""
    if not isinstance(when, AtLeast):
        return
    for place, part in enumerate(when.parts):
        before, after = when.parts[:place], when.parts[place + 1 :]
        if not isinstance(part, AtLeast):
            if before or after:
                yield part, _of(when, (*before, *after))
            continue
        for leaf, rest in shorter(part):
            yield leaf, replace(when, parts=(*before, rest, *after))


def describe(leaf: Condition) -> str:
    """A leaf as it is written in a rule's file."""
    match leaf:
        case Has(concept):
            return concept
        case Drug(names):
            return f"drug: {', '.join(names)}"
        case Reads(concept, low, high, unit):
            bound = f"at least {low:g}" if low is not None else f"at most {high:g}"
            return f"reads: {concept} {bound} {unit}"
        case Since(event, within, more):
            bound = f"within {within:g}" if within is not None else f"more than {more:g}"
            return f"since: {event} {bound} days"
        case Until(within):
            return f"until: refill within {within:g} days"
        case Age(low, high):
            return f"age: at least {low:g}" if low is not None else f"age: under {high:g}"
    return f"{leaf.count} of {len(leaf.parts)}"


def _of(when: AtLeast, parts: tuple[Condition, ...]) -> AtLeast:
    """The same demand of fewer parts: all stays all, any stays any, "two of" stays "two of"."""
    return AtLeast(min(when.count, len(parts)), parts)


def _without(rule: Rule, mutant: Mutant, knowledge: Knowledge) -> MappingProxyType[str, Rule]:
    others = dict(knowledge.rules)
    if mutant.rule is None:
        del others[rule.id]
    else:
        others[rule.id] = mutant.rule
    return MappingProxyType(others)


def _fails(case: RuleCase, knowledge: Knowledge) -> bool:
    return next(run_rule(case, knowledge), None) is not None
