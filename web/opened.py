"""What every page at the patient's door shares: the cookie, the forms, the open conversation."""

from __future__ import annotations

from flask import Blueprint, g, render_template, request
from sqlalchemy.orm import Session
from werkzeug.exceptions import Forbidden

from web import forms, visits
from web.codes import new_token
from web.conversations import locked
from web.doors import StaleError, keep_patient, know_patient, patient_csrf
from web.house import house
from web.tables import Conversation


class ClosedError(Forbidden):
    """No conversation is open on this phone."""


def patients_door(door: Blueprint) -> Blueprint:
    """The blueprint, with the patient's cookie checked before and left after each request."""
    door.before_request(know_patient)
    door.after_request(keep_patient)
    door.context_processor(_forms)
    door.register_error_handler(ClosedError, _closed)
    door.register_error_handler(StaleError, _closed)
    return door


def open_here(session: Session) -> Conversation | None:
    """The conversation that is open on this phone, if one is."""
    here = house()
    return visits.conversation_of(session, here.config, g.token, here.clock())


def opened(session: Session) -> Conversation:
    """The conversation that is open on this phone; ClosedError when none is."""
    conversation = open_here(session)
    if conversation is None:
        raise ClosedError
    return conversation


def held(session: Session) -> Conversation:
    """The open conversation, locked until the transaction ends."""
    conversation = opened(session)
    return locked(session, conversation.clinic_id, conversation.id)


def _forms() -> dict[str, object]:
    return {"csrf": patient_csrf(), "key": new_token(), "LONGEST": forms.LONGEST}


def _closed(error: ClosedError | StaleError) -> tuple[str, int]:
    """The chat is not open here; what was typed is kept for a new one."""
    text = request.form.get("text", "")
    return render_template("patient/closed.html", text=text), error.code or 403
