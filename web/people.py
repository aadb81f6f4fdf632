"""Who works at the desk: a nurse's own account, and for those who oversee, people and the audit."""

from __future__ import annotations

from functools import partial
from typing import cast
from uuid import UUID, uuid4

from flask import Blueprint, Flask, abort, g, redirect, render_template, request, url_for
from flask_security import current_user, logout_user
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from web import audit, forms
from web.house import house
from web.roles import may, needs, role_named
from web.signin import guard
from web.tables import Nurse
from web.tables.people import ROLES
from web.welcome import address_of, invite

Answer = str | tuple[str, int] | Response
people = Blueprint("people", __name__, url_prefix="/desk")
people.before_request(guard)


def init_app(app: Flask) -> None:
    """Templates ask `may("lead")` before they show a way that is for few."""
    app.jinja_env.globals["may"] = may


@people.get("/you")
def you() -> Answer:
    """A nurse's own account."""
    return render_template("desk/you.html", nurse=cast("Nurse", current_user))


@people.post("/you/sign-out-everywhere")
def sign_out_everywhere() -> Answer:
    """End every session of the nurse who asks, this one too."""
    house().store.write(lambda session: _end_sessions(_nurse(session, g.nurse)))
    logout_user()
    return redirect(url_for("security.login"), 303)


@people.get("/people")
@needs("admin", fresh=True)
def everybody() -> Answer:
    """All who may open the desk, and those who no longer may."""
    return _everybody()


@people.post("/people/invitations")
@needs("admin", fresh=True)
def ask_in() -> Answer:
    """Make a link that sets up one nurse; it is shown once."""
    here, email, role = house(), forms.line(request.form, "email"), forms.line(request.form, "role")
    address = address_of(email)
    if address is None or role not in ROLES:
        return _everybody(fault="email" if address is None else "role", email=email), 422
    link = here.store.write(lambda session: invite(session, here, role, address))
    return _everybody(link=link, email=address)


@people.post("/people/<uuid:person>/role")
@needs("admin", fresh=True)
def give_role(person: UUID) -> Answer:
    """Let a nurse do more, or less."""
    role = forms.line(request.form, "role")
    if role not in ROLES:
        abort(400)
    return _changed(person, role)


@people.post("/people/<uuid:person>/disable")
@needs("admin", fresh=True)
def disable(person: UUID) -> Answer:
    """Take the desk away from a nurse, at once and everywhere; an invitation gives it back."""
    return _changed(person, None)


@people.post("/people/<uuid:person>/sign-out")
@needs("admin", fresh=True)
def sign_out(person: UUID) -> Answer:
    """End every session of a nurse."""
    house().store.write(lambda session: _end_sessions(_nurse(session, person)))
    return redirect(url_for("people.everybody"), 303)


@people.get("/audit")
@needs("lead")
def record() -> Answer:
    """Who read or did what, newest first; by person or by conversation."""
    here = house()
    about = audit.About(
        nurse=request.args.get("nurse", type=UUID),
        conversation=request.args.get("conversation", type=UUID),
        before=request.args.get("before", type=int),
    )
    lines = here.store.read(partial(audit.newest, here, about))
    names = here.store.read(lambda session: {one.id: one.name for one in _all(session)})
    known = {str(nurse): name for nurse, name in names.items()}
    return render_template("desk/audit.html", lines=lines, about=about, names=names, people=known)


def _changed(person: UUID, role: str | None) -> Answer:
    """The nurse has `role`, or none any more; 422 when nobody would be left to invite."""

    def work(session: Session) -> bool:
        nurse, everyone = _nurse(session, person), _all(session)
        kept = any(_invites(one) for one in everyone if one.id != person) or role == ROLES[-1]
        if kept:
            _set(session, nurse, role)
        return kept

    if house().store.write(work):
        return redirect(url_for("people.everybody"), 303)
    return _everybody(fault="last"), 422


def _set(session: Session, nurse: Nurse, role: str | None) -> None:
    if role is None:
        nurse.active = False
        _end_sessions(nurse)
    else:
        nurse.roles = [role_named(session, nurse.clinic_id, role)]


def _end_sessions(nurse: Nurse) -> None:
    """A session names the nurse by this; another one, and it names nobody."""
    nurse.fs_uniquifier = uuid4().hex


def _invites(nurse: Nurse) -> bool:
    return nurse.active and any(role.name == ROLES[-1] for role in nurse.roles)


def _nurse(session: Session, nurse: UUID) -> Nurse:
    found = session.get(Nurse, (house().config.clinic, nurse), with_for_update=True)
    return found or abort(404)


def _all(session: Session) -> list[Nurse]:
    found = select(Nurse).filter_by(clinic_id=house().config.clinic)
    return list(session.scalars(found.order_by(Nurse.name, Nurse.id)))


def _everybody(fault: str | None = None, link: str | None = None, email: str = "") -> str:
    them = house().store.read(_all)
    return render_template(
        "desk/people.html", people=them, roles=ROLES, fault=fault, link=link, email=email
    )
