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

from knowledge.conditions import SINCE, condition
from knowledge.replies import ReplyTemplate
from knowledge.scalars import UnfitError, number, pattern, text, truth, urgency, word
from knowledge.strict import nearest
from triage.model import (
    Advice,
    Answer,
    AtLeast,
    Condition,
    Fact,
    Outcome,
    Place,
    Profile,
    Question,
    Reads,
    Reference,
    Risk,
    Rule,
    Since,
    Status,
    Symptom,
    Urgency,
)

ID = "the file's name"

# How the fields of the files are called where the engine has another word for them.
CALLED: Mapping[Any, Mapping[str, str]] = {
    **{
        kind: {"id": ID}
        for kind in (Symptom, Risk, Question, Fact, Advice, Reference, ReplyTemplate)
    },
    Place: {"country": ID},
    Profile: {"drugs": "drug"},
    Rule: {"id": ID, "lift": "raise"},
    Reads: {"concept": "reads"},
    Since: {"event": "since", "within": "within_days", "more": "more_than_days"},
    AtLeast: {"count": "at_least", "parts": "of"},
}

Shape = TypeVar("Shape")
Hook = Callable[[Any, Any], Any]
Located = tuple[tuple[str | int, ...], str]


def structure(raw: Any, kind: type[Shape]) -> tuple[Shape | None, list[Located]]:
    """`raw` as a `kind`, or None and every fault as (path in `raw`, what is wrong)."""
    try:
        return CONVERTER.structure(raw, kind), []
    except (BaseValidationError, UnfitError) as error:
        return None, list(_faults(error, ()))


def _profile(raw: dict[str, Any], made: Hook) -> Profile:
    """A profile in the words of the contract: `drug` and `days_since_implant`."""
    names = {f"days_since_{event}": event for event in SINCE}
    days = {event: raw[name] for name, event in names.items() if name in raw}
    drug = raw.get("drug", [])
    others = {name: value for name, value in raw.items() if name not in names}
    known = {**others, "drug": [drug] if isinstance(drug, str) else drug, "days_since": days}
    profile: Profile = made(known, Profile)
    return profile


def _only(shape: type, called: str, hook: Hook) -> Hook:
    def checked(raw: Any, kind: Any) -> Any:
        if not isinstance(raw, shape):
            raise UnfitError(f"a {called} is wanted here")
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
    if kind is Profile:
        return _only(dict, "mapping", lambda raw, _: _profile(raw, made))
    return _only(dict, "mapping", made)


def _is_row(kind: Any) -> bool:
    return get_origin(kind) in (tuple, frozenset)


def _is_pattern(kind: Any) -> bool:
    return get_origin(kind) is re.Pattern


def _is_mapping(kind: Any) -> bool:
    return get_origin(kind) is Mapping


def _converter() -> Converter:
    converter = Converter()
    converter.register_structure_hook_factory(is_dataclass, _record)
    converter.register_structure_hook_factory(_is_row, _row)
    converter.register_structure_hook_factory(_is_mapping, _mapping)
    for kind, hook in ((str, text), (float, number), (int, number), (bool, truth)):
        converter.register_structure_hook(kind, hook)
    converter.register_structure_hook(Urgency, urgency)
    converter.register_structure_hook_func(_is_pattern, pattern)
    for words in (Status, Answer, Outcome):
        converter.register_structure_hook(words, word)
    converter.register_structure_hook(Condition, lambda raw, _: condition(raw, converter))
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
