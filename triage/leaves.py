"""The parts of a rule's condition that have no parts, and the rules by the concepts they name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from triage.model import AtLeast, Condition, Has, Knowledge, Reads, Rule

_INDEX: dict[int, tuple[Mapping[str, Rule], Mapping[str, tuple[str, ...]]]] = {}


def rules_by_concept(knowledge: Knowledge) -> Mapping[str, tuple[str, ...]]:
    """The names of the rules in which each concept stands; kept as long as the rules are in use."""
    kept = _INDEX.get(id(knowledge.rules))
    if kept is None:
        if len(_INDEX) >= 8:
            _INDEX.clear()
        names: dict[str, dict[str, None]] = defaultdict(dict)
        for rule in knowledge.rules.values():
            for leaf in leaves(rule.when):
                if isinstance(leaf, Has | Reads):
                    names[leaf.concept][rule.id] = None
        index = {concept: tuple(rules) for concept, rules in names.items()}
        kept = _INDEX[id(knowledge.rules)] = (knowledge.rules, index)
    return kept[1]


def leaves(condition: Condition) -> Iterator[Condition]:
    """The parts of a condition that have no parts."""
    if isinstance(condition, AtLeast):
        for part in condition.parts:
            yield from leaves(part)
    else:
        yield condition
