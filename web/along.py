"""What a patient does away from the chat, told in it or taken along."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from web import forms
from web.conversations import NotToldError, act, take_along
from web.house import house
from web.opened import held, opened, patients_door

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


@along.get("/chat/paramedic")
def paramedic() -> str:
    """What a paramedic or an emergency room must know, in large type."""
    return _taken("patient/paramedic.html")


@along.get("/chat/summary")
def summary() -> str:
    """One sheet to print."""
    return _taken("patient/summary.html")


def _taken(template: str) -> str:
    taken = house().store.read(lambda session: take_along(session, opened(session)))
    if taken is None:
        abort(404)
    return render_template(template, taken=taken)
