"""`python -m triage`: one JSON line in, one out, flushed at once, in order (the contract)."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any, TextIO

import knowledge
from triage.contract import UnspokenError, as_json, check_slugs, profile_of, time_of
from triage.converse import take_turn
from triage.model import Knowledge, Message, Profile, Turn

_FIELDS = {"conversation", "text", "at", "profile"}


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
        check_slugs(profile, known)
        message = Message(asked["text"], time_of(asked.get("at")), profile)
    except UnspokenError as fault:
        return {"error": f"line {number}: {fault}"}
    profiles[name] = profile
    last[name] = take_turn(last.get(name), message, known)
    return {"conversation": name, **as_json(last[name], known)}


def _object(line: bytes) -> dict[str, Any]:
    try:
        said = json.loads(line.decode("utf-8", errors="surrogatepass"))
    except (ValueError, RecursionError) as fault:
        raise UnspokenError(f"not JSON: {fault}") from None
    if not isinstance(said, dict):
        raise UnspokenError("not a JSON object")
    for field in ("conversation", "text"):
        if not isinstance(said.get(field), str):
            raise UnspokenError(f"field {field!r} must be a string")
    if extra := sorted(set(said) - _FIELDS):
        raise UnspokenError(f"unknown field {extra[0]!r}; known are {', '.join(sorted(_FIELDS))}")
    return said


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout, knowledge.load())
