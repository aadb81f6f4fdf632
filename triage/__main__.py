"""`python -m triage`: one JSON line in, one out, flushed at once, in order (the contract)."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, TextIO

import knowledge
from triage.converse import take_turn
from triage.model import Finding, Knowledge, Message, Profile, Suspicion, Turn

_EVENTS = ("implant", "refill", "dose_change", "mri")
_NUMBERS = ("days_until_refill", "age")
_WORDS = ("pump_model", "writer", "country", "language")
_FIELDS = {"conversation", "text", "at", "profile"}
_PROFILE = {
    "drug",
    "pregnant",
    "conditions",
    *_NUMBERS,
    *_WORDS,
    *(f"days_since_{event}" for event in _EVENTS),
}


class LineError(ValueError):
    """A line that is not of the contract; its message says what and where."""


def serve(lines: Iterable[bytes], out: TextIO, known: Knowledge) -> None:
    """Answer each line; the state of every conversation is kept until the lines end."""
    last: dict[str, Turn] = {}
    profiles: dict[str, Profile] = {}
    for number, line in enumerate(lines, 1):
        if line.strip():
            print(json.dumps(_answer(line, number, last, profiles, known)), file=out, flush=True)


def _answer(
    line: bytes, number: int, last: dict[str, Turn], profiles: dict[str, Profile], known: Knowledge
) -> dict[str, Any]:
    try:
        asked = _object(line)
        name = asked["conversation"]
        profile = profiles.get(name, Profile()).merged(profile_of(asked.get("profile") or {}))
        _check_slugs(profile, known)
        message = Message(asked["text"], _time(asked.get("at")), profile)
    except LineError as fault:
        return {"error": f"line {number}: {fault}"}
    profiles[name] = profile
    last[name] = take_turn(last.get(name), message, known)
    return {"conversation": name, **as_json(last[name], known)}


def _object(line: bytes) -> dict[str, Any]:
    try:
        said = json.loads(line.decode("utf-8", errors="surrogatepass"))
    except (ValueError, RecursionError) as fault:
        raise LineError(f"not JSON: {fault}") from None
    if not isinstance(said, dict):
        raise LineError("not a JSON object")
    for field in ("conversation", "text"):
        if not isinstance(said.get(field), str):
            raise LineError(f"field {field!r} must be a string")
    if extra := sorted(set(said) - _FIELDS):
        raise LineError(f"unknown field {extra[0]!r}; known are {', '.join(sorted(_FIELDS))}")
    return said


def _time(said: object) -> datetime | None:
    if said is None:
        return None
    try:
        return datetime.fromisoformat(str(said))
    except ValueError:
        raise LineError(f"field 'at': {said!r} is not an ISO 8601 time") from None


def profile_of(said: object) -> Profile:
    """A profile from its JSON object; LineError names a field that is not of it."""
    if not isinstance(said, dict):
        raise LineError("field 'profile' must be an object")
    if extra := sorted(set(said) - _PROFILE):
        raise LineError(
            f"profile: unknown field {extra[0]!r}; known are {', '.join(sorted(_PROFILE))}"
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
        raise LineError(f"profile.{field} must be a number, not {value!r}")
    return float(value)


def _word(said: Mapping[str, Any], field: str) -> str | None:
    value = said.get(field)
    if value is not None and not isinstance(value, str):
        raise LineError(f"profile.{field} must be a string, not {value!r}")
    return value


def _flag(said: Mapping[str, Any], field: str) -> bool | None:
    value = said.get(field)
    if value is not None and not isinstance(value, bool):
        raise LineError(f"profile.{field} must be true or false, not {value!r}")
    return value


def _slugs(said: Mapping[str, Any], field: str) -> tuple[str, ...]:
    value = said.get(field)
    if value is None:
        return ()
    words = [value] if isinstance(value, str) else value
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise LineError(f"profile.{field} must be a string or a list of strings")
    return tuple(words)


def _check_slugs(profile: Profile, known: Knowledge) -> None:
    drugs = (*known.language.drugs, *known.language.classes, "other")
    for drug in profile.drugs:
        if drug not in drugs:
            raise LineError(f"profile.drug: unknown drug {drug!r}; known are {', '.join(drugs)}")
    for concept in profile.conditions:
        if concept not in known.symptoms:
            raise LineError(f"profile.conditions: unknown condition {concept!r}")


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


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout, knowledge.load())
