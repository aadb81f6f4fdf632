"""The patient's door, and the page that all its ways lead back to."""

from __future__ import annotations

from flask import Blueprint, Response, abort, g, make_response, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from web import visits
from web.conversations import Chat, chat, clocked
from web.house import house
from web.opened import opened, patients_door
from web.tables import Conversation

Answer = str | tuple[str, int] | AnyResponse
PART = "X-Pumpline-Part"  # asked for by our script: the chat without the page around it
patient = patients_door(Blueprint("patient", __name__))


def page(session: Session, text: str = "", fault: str | None = None, status: int = 200) -> Response:
    """The chat; for our script only its regions, with the number up to which they tell."""
    conversation, here = opened(session), house()
    shown = chat(session, conversation)
    if shown is None:
        abort(404)
    part = PART in request.headers
    places = here.triage.knowledge.places
    drawn = render_template(
        "patient/_chat.html" if part else "patient/chat.html",
        chat=shown,
        place=places.get(shown.beside.told.country or "", here.place),
        code=_code(conversation, shown),
        clocks=clocked(session, conversation, here.clock()),
        back="back" in request.args,
        text=text,
        fault=fault,
    )
    return make_response(drawn, status, {PART: str(shown.seq)} if part else {})


def _code(conversation: Conversation, shown: Chat) -> str | None:
    """The return code, on the phone where the chat began, until the second message is written."""
    if shown.messages > 1:
        return None
    return visits.code_for(house().config, g.token, conversation)
