"""How a chat ends on this phone, and how a patient has it deleted."""

from __future__ import annotations

from flask import Response, g, make_response, redirect, render_template, request, url_for

from web import forms, visits
from web.codes import new_token
from web.conversations import chat, sign
from web.house import house
from web.opened import held, opened
from web.patient.door import Answer, patient


@patient.get("/chat/end")
def end() -> Answer:
    """What ending does, what deleting does, and one button for each."""
    here = house()
    shown = here.store.read(lambda session: chat(session, opened(session)))
    return render_template("patient/end.html", chat=shown)


@patient.post("/leave")
def leave() -> Answer:
    """Close the conversation on this phone."""
    here = house()
    here.store.write(lambda session: visits.end(session, here.config, g.token, here.clock()))
    return _left("patient.first")


@patient.post("/chat/delete")
def delete() -> Answer:
    """Take the conversation off every phone now, and have the store delete it once it may."""
    here, key = house(), forms.line(request.form, "key")
    here.store.write(
        lambda session: sign(session, here.triage, held(session), "delete", key, here.clock())
    )
    return _left("patient.deleted")


@patient.get("/deleted")
def deleted() -> Answer:
    """What was deleted, and what waits for a nurse."""
    return render_template("patient/deleted.html")


def _left(endpoint: str) -> Response:
    g.token = new_token()
    gone = make_response(redirect(url_for(endpoint), 303))
    gone.headers["Clear-Site-Data"] = '"cache"'  # not "storage": that holds the emergency page
    return gone
