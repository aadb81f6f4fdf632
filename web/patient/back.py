"""Coming back with a return code."""

from __future__ import annotations

from uuid import UUID

from flask import abort, g, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from web import forms, visits
from web.codes import new_token
from web.house import house
from web.patient import limits
from web.patient.door import Answer, patient


@patient.get("/return")
def come_back() -> Answer:
    """Where a return code is entered."""
    return render_template("patient/return.html", code="", fault=None)


@patient.post("/return")
def enter_code() -> Answer:
    """Open the conversation of a return code on this phone; 429 after too many wrong ones."""
    try:
        found = house().store.write(_try_code)
    except forms.TooOftenError:
        abort(429)
    if found is None:
        code = forms.line(request.form, "code")
        return render_template("patient/return.html", code=code, fault="code"), 422
    g.token = found
    return redirect(url_for("patient.talk", back=""), 303)


def _try_code(session: Session) -> str | None:
    """A token for the conversation whose code was typed; None when none has it."""
    here = house()
    limits.take_guess(session)
    found: UUID | None = visits.find_by_code(session, here.config, forms.line(request.form, "code"))
    if found is None:
        return None
    limits.give_guess_back(session)
    token = new_token()
    visits.visit(session, here.config, found, token, here.clock())
    return token
