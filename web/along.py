"""What a patient does away from the chat, told in it or taken along."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from web import forms
from web.conversations import NotToldError, act
from web.house import house
from web.opened import held, patients_door

along = patients_door(Blueprint("along", __name__))


@along.post("/chat/did")
def did() -> Response:
    """Whether the patient called, and what came of it."""
    here = house()
    what, key = forms.line(request.form, "did"), forms.line(request.form, "key")

    def work(session: Session) -> None:
        act(session, held(session), what, key, here.clock())

    try:
        here.store.write(work)
    except NotToldError:
        abort(400)
    return redirect(url_for("patient.talk", _anchor="did"), 303)
