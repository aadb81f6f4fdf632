"""How a nurse comes in for the first time: a link that works once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from flask import Blueprint, Flask, abort, current_app, redirect, render_template, request, url_for
from flask_security import hash_password
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from web import forms
from web.codes import hashed, new_token
from web.house import House, house, house_of
from web.roles import role_named
from web.tables import Invitation, Nurse

LIVES = timedelta(hours=72)
welcome = Blueprint("welcome", __name__, url_prefix="/desk")


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who follows an invitation, as they typed it."""

    name: str
    email: str
    password: str


def first_nurse_link(app: Flask) -> str | None:
    """A link that sets up the first nurse; None when there is a nurse already."""
    here = house_of(app)
    return here.store.write(
        lambda session: None if _any_nurse(session, here) else invite(session, here, role="admin")
    )


def invite(session: Session, here: House, role: str = "nurse", email: str | None = None) -> str:
    """A link that sets up one nurse, or a new password for the nurse with this address."""
    token = new_token()
    session.add(
        Invitation(
            clinic_id=here.config.clinic,
            id=uuid4(),
            token_hash=hashed(here.config.secret_key, "invitation", token),
            email=email,
            role=role,
            expires_at=here.clock() + LIVES,
        )
    )
    return f"{here.config.desk_home}/desk/welcome/{token}"


def address_of(typed: str) -> str | None:
    """An e-mail address as it is stored; None when it cannot be one."""
    try:
        address: str = current_app.extensions["security"]._mail_util.validate(typed)
    except ValueError:
        return None
    return address.lower()


@welcome.get("/welcome/<token>")
def look(token: str) -> str:
    """The form; looking uses nothing up, so that a preview of the link does no harm."""
    email = house().store.read(lambda session: _invitation(session, token).email)
    return render_template("desk/welcome.html", email=email or "", fixed=email, name="", faults=[])


@welcome.post("/welcome/<token>")
def join(token: str) -> tuple[str, int] | Response:
    """Use the link up: the nurse is set up and may sign in."""
    form = request.form
    newcomer = Newcomer(
        forms.line(form, "name"), forms.line(form, "email"), form.get("password", "")
    )
    fixed = house().store.read(lambda session: _invitation(session, token).email)
    faults = _faults(newcomer)
    if faults:
        page = render_template(
            "desk/welcome.html",
            email=newcomer.email,
            fixed=fixed,
            name=newcomer.name,
            faults=faults,
        )
        return page, 422
    secret = hash_password(newcomer.password)  # slow: not while the database is locked
    house().store.write(lambda session: _join(session, token, newcomer, secret))
    return redirect(url_for("security.login"), 303)


def _join(session: Session, token: str, newcomer: Newcomer, secret: str) -> None:
    here, invitation = house(), _invitation(session, token)
    invitation.used_at = here.clock()
    email = invitation.email or newcomer.email
    nurse = session.scalar(select(Nurse).filter_by(clinic_id=here.config.clinic, email=email))
    if nurse is None:
        nurse = _new_nurse(here.config.clinic, email, here.clock())
        nurse.roles = [role_named(session, here.config.clinic, invitation.role)]
        session.add(nurse)
    elif invitation.email is None:
        abort(403)  # an open invitation sets nobody else's password
    nurse.name, nurse.password, nurse.active = newcomer.name, secret, True
    nurse.fs_uniquifier = uuid4().hex  # ends every session that was open


def _new_nurse(clinic: str, email: str, now: datetime) -> Nurse:
    return Nurse(clinic_id=clinic, id=uuid4(), email=email, joined_at=now)


def _invitation(session: Session, token: str) -> Invitation:
    """The open invitation of this link; 404 when it is unknown, used or too old."""
    here = house()
    found = select(Invitation).filter_by(
        clinic_id=here.config.clinic,
        token_hash=hashed(here.config.secret_key, "invitation", token),
        used_at=None,
    )
    opened = session.scalar(found.where(Invitation.expires_at > here.clock()).with_for_update())
    return opened or abort(404)


def _any_nurse(session: Session, here: House) -> bool:
    found = select(Nurse.id).filter_by(clinic_id=here.config.clinic)
    return session.scalar(found.limit(1)) is not None


def _faults(newcomer: Newcomer) -> list[str]:
    """The names of the fields that cannot be taken."""
    security = current_app.extensions["security"]
    faults = [] if newcomer.name else ["name"]
    if address_of(newcomer.email) is None:
        faults.append("email")
    weak, _ = security._password_util.validate(newcomer.password, True)  # noqa: FBT003
    return [*faults, "password"] if weak else faults
