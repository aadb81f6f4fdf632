"""A body of JSON, read as strictly as what comes out of it is trusted."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from flask import request

from web import forms
from web.api.faults import Fault
from web.conversations import UnspokenError
from web.conversations.spoken import Asked, asked
from web.house import House

FIELDS = ("text", "key", "at", "profile")
AHEAD = timedelta(minutes=5)  # by which another machine's clock may be fast
DO = "send what /api/v1/openapi.json describes"


def message(here: House) -> Asked:
    """The message in the body of this request; Fault says what is wrong with it."""
    said = _object()
    if extra := sorted(set(said) - set(FIELDS)):
        raise _odd(f"unknown field {extra[0]!r}; known are {', '.join(FIELDS)}", extra[0])
    text, key = (_words(said, name) for name in ("text", "key"))
    if len(text) > forms.LONGEST:
        raise Fault(
            413, f"text has more than {forms.LONGEST} characters", "text", "send it in parts"
        )
    if len(key) > forms.LONGEST_LINE:
        raise _odd(f"key has more than {forms.LONGEST_LINE} characters", "key")
    now = here.clock()
    whole = {**said, "text": text, "key": key, "at": _moment(said.get("at"), now)}
    try:
        return asked(whole, here.triage.knowledge, now)
    except UnspokenError as fault:
        raise _odd(str(fault), "profile") from None


def _words(said: dict[str, Any], name: str) -> str:
    value = said.get(name)
    if not isinstance(value, str) or not value.strip():
        raise _odd(f"{name} must be a string that is not empty", name)
    return forms.storable(value)


def _moment(said: object, now: datetime) -> datetime | None:
    if said is None:
        return None
    try:
        moment = datetime.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise _odd("at must be an ISO 8601 time with its zone, as in 2026-11-24T09:00:00Z", "at")
    if not datetime(1900, 1, 1, tzinfo=now.tzinfo) < moment < now + AHEAD:
        raise _odd("at must be a time that is past", "at")
    return moment


def _object() -> dict[str, Any]:
    """The object in the body: UTF-8, no name twice, no numbers that are none."""
    if request.mimetype != "application/json" or request.headers.get("Content-Encoding"):
        raise Fault(415, "the body is not plain JSON", "Content-Type", "send application/json")
    if request.mimetype_params.get("charset", "utf-8").lower() != "utf-8":
        raise Fault(415, "the body is not UTF-8", "Content-Type", "send application/json in UTF-8")
    try:
        said: Any = json.loads(
            request.get_data(cache=False).decode("utf-8"),
            object_pairs_hook=_once,
            parse_constant=_no_number,
        )
    except (ValueError, RecursionError):
        # What the parser says quotes what was sent: it is not repeated.
        raise Fault(400, "the body is not JSON, or has a name twice", "body", DO) from None
    if not isinstance(said, dict):
        raise Fault(400, "the body is not a JSON object", "body", DO)
    return said


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object; ValueError when it has a name twice."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a name twice")
    return made


def _no_number(name: str) -> float:
    raise ValueError(name)


def _odd(what: str, where: str) -> Fault:
    return Fault(422, what, where, DO)
