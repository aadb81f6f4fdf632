"""The `when` of a rule -> the engine's Condition. There is no "not" in this language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from cattrs import Converter

from knowledge.scalars import UnfitError, number, one_of
from triage.model import Age, AtLeast, Condition, Drug, Has, Reads, Since, Until

SINCE = ("implant", "refill", "dose_change", "mri")

Leaf = TypeVar("Leaf", Reads, Since, Age)


def condition(raw: Any, converter: Converter) -> Condition:
    """The `when` of a rule: a word is a concept, a list means all, a mapping is one of the leaves.

    UnfitError (or cattrs' groups of it) tells what is no condition.
    """
    match raw:
        case str():
            return Has(raw)
        case []:
            raise UnfitError("an empty list says nothing")
        case list():
            return AtLeast(len(raw), _parts(raw, converter))
        case dict():
            return _leaf(raw, converter)
    raise UnfitError("a condition is wanted here")


def _leaf(raw: dict[str, Any], converter: Converter) -> Condition:
    match raw:
        case {"reads": _}:
            return _bounded(converter.structure(raw, Reads), "at_least", "at_most")
        case {"drug": names, **rest}:
            _nothing_else(rest)
            return Drug(_words(names, converter))
        case {"since": event}:
            one_of(event, SINCE)
            return _bounded(converter.structure(raw, Since), "within", "more")
        case {"until": event, "within_days": days, **rest}:
            one_of(event, ("refill",))
            _nothing_else(rest)
            return Until(number(days, float))
        case {"age": age, **rest}:
            _nothing_else(rest)
            return _bounded(converter.structure(age, Age), "at_least", "under")
        case {"any": parts, **rest}:
            _nothing_else(rest)
            return AtLeast(1, _parts(parts, converter))
        case {"all": parts, **rest}:
            _nothing_else(rest)
            return AtLeast(len(parts), _parts(parts, converter))
        case {"of": _}:
            return _countable(converter.structure(raw, AtLeast))
    raise UnfitError(f"the rule language has no such leaf: {', '.join(raw)}")


def _parts(raw: Any, converter: Converter) -> tuple[Condition, ...]:
    return converter.structure(raw, tuple[Condition, ...])


def _words(raw: Any, converter: Converter) -> tuple[str, ...]:
    return converter.structure([raw] if isinstance(raw, str) else raw, tuple[str, ...])


def _bounded(leaf: Leaf, *bounds: str) -> Leaf:
    if all(getattr(leaf, bound) is None for bound in bounds):
        raise UnfitError("a bound is missing")
    return leaf


def _countable(leaf: AtLeast) -> AtLeast:
    if not 1 <= leaf.count <= len(leaf.parts):
        raise UnfitError(f"at least {leaf.count} of {len(leaf.parts)} cannot be")
    return leaf


def _nothing_else(rest: Mapping[str, Any]) -> None:
    if rest:
        raise UnfitError(f"the leaf has no such field: {', '.join(rest)}")
