"""The contract as JSON objects: what is asked becomes a message, a turn becomes an answer.

The command line and the web application both speak it, and both speak it from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from triage.model import Finding, Knowledge, Profile, Suspicion, Turn

_EVENTS = ("implant", "refill", "dose_change", "mri")
_NUMBERS = ("days_until_refill", "age")
_LARGEST = 100_000  # days or years, in either direction
_WORDS = ("pump_model", "writer", "country", "language")
PROFILE = {
    "drug",
    "pregnant",
    "conditions",
    *_NUMBERS,
    *_WORDS,
    *(f"days_since_{event}" for event in _EVENTS),
}


class UnspokenError(ValueError):
    """What was asked is not of the contract; the message says what and where."""


def time_of(said: object) -> datetime | None:
    """The time of the field `at`, if one was given."""
    if said is None:
        return None
    try:
        return datetime.fromisoformat(str(said))
    except ValueError:
        raise UnspokenError(f"field 'at': {said!r} is not an ISO 8601 time") from None


def profile_of(said: object) -> Profile:
    """A profile from its JSON object; UnspokenError names a field that is not of it."""
    if not isinstance(said, dict):
        raise UnspokenError("field 'profile' must be an object")
    if extra := sorted(set(said) - PROFILE):
        raise UnspokenError(
            f"profile: unknown field {extra[0]!r}; known are {', '.join(sorted(PROFILE))}"
        )
    days = {event: _number(said, f"days_since_{event}") for event in _EVENTS}
    return Profile(
        drugs=_slugs(said, "drug"),
        days_since=MappingProxyType(
            {event: value for event, value in days.items() if value is not None}
        ),
        days_until_refill=_number(said, "days_until_refill"),
        pump_model=_word(said, "pump_model"),
        age=_number(said, "age"),
        pregnant=_flag(said, "pregnant"),
        writer=_word(said, "writer"),
        conditions=_slugs(said, "conditions"),
        country=_word(said, "country"),
        language=_word(said, "language"),
    )


def _number(said: Mapping[str, Any], field: str) -> float | None:
    value = said.get(field)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UnspokenError(f"profile.{field} must be a number, not {value!r}")
    if not -_LARGEST <= value <= _LARGEST:  # not a number is refused here, too
        raise UnspokenError(f"profile.{field} is beyond {_LARGEST}")
    return float(value)


def _word(said: Mapping[str, Any], field: str) -> str | None:
    value = said.get(field)
    if value is not None and not isinstance(value, str):
        raise UnspokenError(f"profile.{field} must be a string, not {value!r}")
    return value


def _flag(said: Mapping[str, Any], field: str) -> bool | None:
    value = said.get(field)
    if value is not None and not isinstance(value, bool):
        raise UnspokenError(f"profile.{field} must be true or false, not {value!r}")
    return value


def _slugs(said: Mapping[str, Any], field: str) -> tuple[str, ...]:
    value = said.get(field)
    if value is None:
        return ()
    words = [value] if isinstance(value, str) else value
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise UnspokenError(f"profile.{field} must be a string or a list of strings")
    return tuple(words)


def check_slugs(profile: Profile, known: Knowledge) -> None:
    """UnspokenError when the profile names a drug or a condition that is not known."""
    drugs = (*known.language.drugs, *known.language.classes, "other")
    for drug in profile.drugs:
        if drug not in drugs:
            known_are = ", ".join(drugs)
            raise UnspokenError(f"profile.drug: unknown drug {drug!r}; known are {known_are}")
    for concept in profile.conditions:
        if concept not in known.symptoms:
            raise UnspokenError(f"profile.conditions: unknown condition {concept!r}")


def as_json(turn: Turn, known: Knowledge) -> dict[str, Any]:
    """A turn in the contract's fields."""
    return {
        "turn": turn.number,
        "outcome": turn.outcome.value,
        "urgency": turn.urgency.slug if turn.urgency is not None else None,
        "risks": [_risk(suspicion, known) for suspicion in turn.assessment.suspicions],
        "findings": [_finding(finding) for finding in turn.findings],
        "question": _question(turn, known),
        "reply": turn.reply.text,
        "flagged": turn.flagged,
        "flag_reasons": list(turn.flag_reasons),
        "knowledge": turn.knowledge,
    }


def _risk(suspicion: Suspicion, known: Knowledge) -> dict[str, Any]:
    return {
        "risk": suspicion.risk,
        "urgency": suspicion.urgency.slug,
        "rule": suspicion.rule,
        "because": list(suspicion.because),
        "source": known.risks[suspicion.risk].source if suspicion.risk in known.risks else None,
        "references": [
            known.references[key].cite for key in suspicion.references if key in known.references
        ],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    said: dict[str, Any] = {
        "concept": finding.concept,
        "status": finding.status.value,
        "text": finding.text,
        "turn": finding.turn,
        "start": finding.start,
        "end": finding.end,
    }
    for field in ("value", "unit", "cue", "days_ago"):
        if getattr(finding, field) not in (None, ""):
            said[field] = getattr(finding, field)
    return said | ({"repaired": True} if finding.repaired else {})


def _question(turn: Turn, known: Knowledge) -> dict[str, Any] | None:
    if turn.question is None:
        return None
    texts = known.language.texts
    return {
        "id": turn.question.id,
        "text": turn.question_text,
        "why": turn.question.why,
        "choices": [
            texts.get("choice_yes", "Yes"),
            texts.get("choice_no", "No"),
            texts.get("choice_not_sure", "Not sure"),
        ],
    }
