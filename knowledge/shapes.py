"""Strings, lists and mappings -> the engine's types. The engine's dataclasses are the only schema.

Every unknown, missing or misshapen field is told, each by its path, not only the first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import is_dataclass
from types import MappingProxyType
from typing import Any, TypeVar, get_args, get_origin

from cattrs import Converter
from cattrs.errors import (
    AttributeValidationNote,
    BaseValidationError,
    ForbiddenExtraKeysError,
    IterableValidationNote,
)
from cattrs.gen import make_dict_structure_fn, override

from knowledge.strict import nearest
from triage.model import (
    Advice,
    Age,
    AtLeast,
    Condition,
    Drug,
    Fact,
    Has,
    Place,
    Question,
    Reads,
    Reference,
    Risk,
    Rule,
    Since,
    Symptom,
    Until,
    Urgency,
)

ID = "the file's name"
NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")
TRUTHS = {"true": True, "yes": True, "false": False, "no": False}
SINCE = ("implant", "refill", "dose_change", "mri")

# How the fields of the files are called where the engine has another word for them.
CALLED: Mapping[Any, Mapping[str, str]] = {
    **{kind: {"id": ID} for kind in (Symptom, Risk, Question, Fact, Advice, Reference)},
    Place: {"country": ID},
    Rule: {"id": ID, "lift": "raise"},
    Reads: {"concept": "reads"},
    Since: {"event": "since", "within": "within_days", "more": "more_than_days"},
    AtLeast: {"count": "at_least", "parts": "of"},
}

Shape = TypeVar("Shape")
Leaf = TypeVar("Leaf", Reads, Since, Age)
Hook = Callable[[Any, Any], Any]
Located = tuple[tuple[str | int, ...], str]


class UnfitError(ValueError):
    """A value that its field cannot take; the message says what is wanted instead."""


def structure(raw: Any, kind: type[Shape]) -> tuple[Shape | None, list[Located]]:
    """`raw` as a `kind`, or None and every fault as (path in `raw`, what is wrong)."""
    try:
        return CONVERTER.structure(raw, kind), []
    except (BaseValidationError, UnfitError) as error:
        return None, list(_faults(error, ()))


def condition(raw: Any) -> Condition:
    """The `when` of a rule: a word is a concept, a list means all, a mapping is one of the leaves.

    UnfitError (or cattrs' groups of it) tells what is no condition.
    """
    match raw:
        case str():
            return Has(raw)
        case []:
            raise UnfitError("an empty list says nothing")
        case list():
            return AtLeast(len(raw), _parts(raw))
        case dict():
            return _leaf(raw)
    raise UnfitError("a condition is wanted here")


def _leaf(raw: dict[str, Any]) -> Condition:
    match raw:
        case {"reads": _}:
            return _bounded(CONVERTER.structure(raw, Reads), "at_least", "at_most")
        case {"drug": names, **rest}:
            _nothing_else(rest)
            return Drug(_words(names))
        case {"since": event}:
            _one_of(event, SINCE)
            return _bounded(CONVERTER.structure(raw, Since), "within", "more")
        case {"until": event, "within_days": days, **rest}:
            _one_of(event, ("refill",))
            _nothing_else(rest)
            return Until(_number(days, float))
        case {"age": age, **rest}:
            _nothing_else(rest)
            return _bounded(CONVERTER.structure(age, Age), "at_least", "under")
        case {"any": parts, **rest}:
            _nothing_else(rest)
            return AtLeast(1, _parts(parts))
        case {"all": parts, **rest}:
            _nothing_else(rest)
            return AtLeast(len(parts), _parts(parts))
        case {"of": _}:
            return _countable(CONVERTER.structure(raw, AtLeast))
    raise UnfitError(f"the rule language has no such leaf: {', '.join(raw)}")


def _parts(raw: Any) -> tuple[Condition, ...]:
    return CONVERTER.structure(raw, tuple[Condition, ...])


def _words(raw: Any) -> tuple[str, ...]:
    return CONVERTER.structure([raw] if isinstance(raw, str) else raw, tuple[str, ...])


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


def _one_of(word: Any, known: tuple[str, ...]) -> None:
    if word not in known:
        hint = nearest(str(word), known) or f"; known: {', '.join(known)}"
        raise UnfitError(f"unknown: `{word}`{hint}")


def _text(raw: Any, _: Any) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise UnfitError("a word or sentence is wanted here")
    return raw.strip()


def _number(raw: Any, kind: Any) -> Any:
    if not isinstance(raw, str) or not NUMBER.fullmatch(raw):
        raise UnfitError(f"a number is wanted here, not `{raw}`")
    return kind(raw)


def _truth(raw: Any, _: Any) -> bool:
    if raw not in TRUTHS:
        raise UnfitError(f"true or false is wanted here, not `{raw}`")
    return TRUTHS[raw]


def _urgency(raw: Any, _: Any) -> Urgency:
    _one_of(raw, tuple(tier.slug for tier in Urgency))
    return Urgency.of(raw)


def _only(shape: type, word: str, hook: Hook) -> Hook:
    def checked(raw: Any, kind: Any) -> Any:
        if not isinstance(raw, shape):
            raise UnfitError(f"a {word} is wanted here")
        return hook(raw, kind)

    return checked


def _mapping(kind: Any, converter: Any) -> Hook:
    key, value = get_args(kind)

    def frozen(raw: Any, _: Any) -> Mapping[Any, Any]:
        return MappingProxyType(converter.structure(raw, dict[key, value]))  # type: ignore[valid-type]

    return _only(dict, "mapping", frozen)


def _row(kind: Any, converter: Any) -> Hook:
    rows, shape = list[get_args(kind)[0]], get_origin(kind)  # type: ignore[misc]

    def listed(raw: Any, _: Any) -> Any:
        return shape(converter.structure(raw, rows))

    return _only(list, "list", listed)


def _record(kind: Any, converter: Any) -> Hook:
    called = {name: override(rename=key) for name, key in CALLED.get(kind, {}).items()}
    made = make_dict_structure_fn(kind, converter, _cattrs_forbid_extra_keys=True, **called)  # type: ignore[arg-type]
    return _only(dict, "mapping", made)


def _is_row(kind: Any) -> bool:
    return get_origin(kind) in (tuple, frozenset)


def _is_mapping(kind: Any) -> bool:
    return get_origin(kind) is Mapping


def _converter() -> Converter:
    converter = Converter()
    converter.register_structure_hook_factory(is_dataclass, _record)
    converter.register_structure_hook_factory(_is_row, _row)
    converter.register_structure_hook_factory(_is_mapping, _mapping)
    for kind, hook in ((str, _text), (float, _number), (int, _number), (bool, _truth)):
        converter.register_structure_hook(kind, hook)
    converter.register_structure_hook(Urgency, _urgency)
    converter.register_structure_hook(Condition, lambda raw, _: condition(raw))
    return converter


CONVERTER = _converter()


def _faults(error: BaseException, path: tuple[str | int, ...]) -> Iterator[Located]:
    match error:
        case ForbiddenExtraKeysError():
            known = _keys(error.cl)
            for field in sorted(error.extra_fields):
                yield (*path, field), f"no such field: `{field}`{nearest(field, known)}"
        case BaseValidationError():
            for inner in error.exceptions:
                yield from _faults(inner, path + _step(inner))
        case KeyError():
            yield path[:-1], f"the field `{error.args[0]}` is missing"
        case _:
            yield path, str(error)


def _keys(kind: Any) -> set[str]:
    called = CALLED.get(kind, {})
    return {called.get(name, name) for name in kind.__dataclass_fields__} - {ID}


def _step(error: BaseException) -> tuple[str | int, ...]:
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            return (note.name,)
        if isinstance(note, IterableValidationNote):
            return (note.index,)
    return ()
