"""What a program may ask. Closed unless its token says otherwise; its own conversations alone."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from flask import Blueprint, Response, g, jsonify, request, url_for
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from web import audit, throttle
from web.api import body, faults, tokens
from web.api.faults import Fault
from web.codes import hashed
from web.conversations import locked, spoken
from web.house import House, house
from web.tables import ApiToken, Conversation

OPEN = "api.description"  # how to ask is told to everybody
NEEDS = {"POST": "say"}
api = Blueprint("api", __name__, url_prefix="/api/v1")
api.register_error_handler(Fault, faults.answer)


@api.before_request
def know_program() -> None:
    """Nobody passes without a token that is open and has the scope; its use is noted."""
    if request.endpoint == OPEN:
        return
    here, token = house(), _bearer()
    row = here.store.read(lambda session: tokens.find(session, here.config, token, here.clock()))
    if row is None:
        raise Fault(401, "the token is missing or not open", "Authorization", "send an open token")
    if NEEDS.get(request.method, row.scope) != row.scope:
        raise Fault(403, "the token may only read", "Authorization", "use a token that may say")
    g.caller = spoken.Caller(here.config.clinic, here.config.country, row.integration)
    if not here.store.write(lambda session: _note_use(session, row, here)):
        raise Fault(429, "too much at once", "Authorization", "wait a minute, then send it again")


@api.post("/conversations")
def start() -> tuple[Response, int]:
    """Begin a conversation with its first message."""
    here = house()
    asked = body.message(here)

    def work(session: Session) -> tuple[spoken.Answer, bool]:
        return spoken.start(session, here.triage, g.caller, asked, here.clock())

    try:
        answer, began = here.store.write(work)
    except IntegrityError:  # the same key began it a moment ago, in another worker
        answer, began = here.store.write(work)
    given = jsonify(faults.with_line(answer))
    given.location = url_for("api.read", conversation=answer["conversation"])
    return given, 201 if began else 200


@api.post("/conversations/<uuid:conversation>/messages")
def say(conversation: UUID) -> Response:
    """One more message: stored, assessed and queued before anything is answered."""
    here = house()
    asked = body.message(here)

    def work(session: Session) -> spoken.Answer:
        theirs = _theirs(session, conversation)
        held = locked(session, theirs.clinic_id, theirs.id)
        return spoken.say(session, here.triage, held, asked, here.clock())

    return jsonify(faults.with_line(here.store.write(work)))


@api.get("/conversations/<uuid:conversation>")
def read(conversation: UUID) -> Response:
    """All answers as they were given, and what nurses wrote and settled."""
    here = house()
    act = audit.Act(None, "api.read", conversation, g.caller.integration)
    here.store.read(lambda session: _theirs(session, conversation))
    if not here.store.read(lambda session: audit.written_lately(here, act, session)):
        here.store.write(lambda session: audit.write(session, here, act))
    told = here.store.read(lambda session: spoken.read(session, _theirs(session, conversation)))
    return jsonify(faults.with_line(told))


@api.get("/openapi.json")
def description() -> Response:
    """How to ask, in OpenAPI 3.1."""
    return jsonify({**described(), "servers": [{"url": house().config.url.rstrip("/")}]})


@api.errorhandler(spoken.OtherWordsError)
def _other_words(_: spoken.OtherWordsError) -> Response:
    return faults.answer(
        Fault(422, "the key was used for another message", "key", "make a new key for each message")
    )


@cache
def described() -> dict[str, Any]:
    """The description as it is written."""
    return dict(yaml.safe_load(Path(__file__).with_name("openapi.yaml").read_text("utf-8")))


def _bearer() -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def _note_use(session: Session, row: ApiToken, here: House) -> bool:
    """Note that the token was used; False when its integration asks too often."""
    now = here.clock()
    if tokens.is_stale(row, now):
        session.get_one(ApiToken, (row.clinic_id, row.id)).used_at = now
    who = hashed(here.config.secret_key, "integration", row.integration)
    return throttle.take(session, row.clinic_id, throttle.PROGRAM, who, now)


def _theirs(session: Session, conversation: UUID) -> Conversation:
    found = spoken.theirs(session, g.caller, conversation)
    if found is None:
        raise Fault(
            404,
            "this integration began no such conversation",
            "conversation",
            "use the conversation that an answer named",
        )
    return found
