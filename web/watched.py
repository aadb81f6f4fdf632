"""What the desk's guard and its sign-in write into the audit."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from flask import Flask, current_app, request
from flask_login import user_logged_in, user_logged_out  # type: ignore[import-untyped]
from flask_security import password_changed, tf_disabled, tf_profile_changed

from web import audit
from web.house import house
from web.tables import Nurse

SESSIONS = "pumpline_desk_sessions"
# What Flask-Security commits after its view has answered.
WITH_ITS_VIEW = (
    (user_logged_in, "signed in"),
    (password_changed, "password changed"),
    (tf_profile_changed, "second factor set up"),
    (tf_disabled, "second factor taken away"),
)


def init_app(app: Flask) -> None:
    """Write down who comes and goes."""
    for signal, what in WITH_ITS_VIEW:
        signal.connect(partial(_note, what), app, weak=False)
    user_logged_out.connect(_left, app)


def write_down(nurse: UUID) -> None:
    """Before a page of the desk is served: what cannot be written down is not done."""
    here, act = house(), audit.of_request(nurse)
    if audit.looks_by_itself() and here.store.read(partial(audit.written_lately, here, act)):
        return
    here.store.write(lambda session: audit.write(session, here, act))


def failed_try() -> None:
    """Somebody gave a wrong password or code."""
    here = house()
    act = audit.Act(None, f"failed {request.endpoint}")
    here.store.write(lambda session: audit.write(session, here, act))


def _note(what: str, _: Flask, user: Nurse, **__: object) -> None:
    audit.write(current_app.extensions[SESSIONS](), house(), _act(user, what))


def _left(_: Flask, user: Nurse | None = None, **__: object) -> None:
    """Signing out is committed by nobody, so it is here, once Flask-Security's lock is let go."""
    if user is None:
        return
    here, act = house(), _act(user, "signed out")
    current_app.extensions[SESSIONS].remove()
    here.store.write(lambda session: audit.write(session, here, act))


def _act(user: Nurse, what: str) -> audit.Act:
    return audit.Act(UUID(str(user.id)), what)
