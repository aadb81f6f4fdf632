"""The nurses' door: a case, a reply, a verdict. Guarded as a whole; `web.desk` adds the rest."""

from __future__ import annotations

from functools import cache
from uuid import UUID

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from knowledge.book import book as written
from web import forms
from web.conversations import (
    TIERS,
    Case,
    Nursing,
    UnexplainedError,
    find_case,
    grounds,
    locked,
    looked,
    reply,
    review,
)
from web.house import house
from web.signin import guard
from web.tables import Conversation

Answer = str | tuple[str, int] | Response
nurse = Blueprint("nurse", __name__, url_prefix="/desk")
nurse.before_request(guard)


@nurse.get("/book")
def book() -> Answer:
    """All of the knowledge on one page to keep and to print; it brings its own style."""
    page = Response(_book(), mimetype="text/html")
    page.headers["Content-Disposition"] = 'attachment; filename="pumpline-knowledge.html"'
    return page


@nurse.get("/cases/<uuid:conversation>")
def case(conversation: UUID) -> Answer:
    """One conversation with everything that led to its tier."""
    page = _case(conversation)
    house().store.write(lambda session: looked(at(session, conversation)))
    return page


@nurse.post("/cases/<uuid:conversation>/replies")
def answer(conversation: UUID) -> Answer:
    """Write to the patient."""
    here, key = house(), forms.line(request.form, "key")
    try:
        text = forms.read_text(request.form)
    except forms.EmptyError:
        return _case(conversation, fault="reply"), 422
    except forms.TooLongError:
        return _case(conversation, fault="long"), 413
    here.store.write(
        lambda session: reply(
            session, _held(session, conversation), g.nurse, text, key, here.clock()
        )
    )
    return redirect(url_for("nurse.case", conversation=conversation), 303)


@nurse.post("/cases/<uuid:conversation>/reviews")
def settle(conversation: UUID) -> Answer:
    """Confirm or change the tier; a changed one needs a reason."""
    here = house()
    verdict = forms.read_verdict(request.form)
    if verdict.urgency not in TIERS:
        return _case(conversation, fault="urgency"), 422

    def work(session: Session) -> None:
        held = _held(session, conversation)
        review(session, here.triage, held, g.nurse, verdict, here.clock())

    try:
        here.store.write(work)
    except UnexplainedError:
        return _case(conversation, fault="note"), 422
    return redirect(url_for("nurse.desk"), 303)


@cache
def _book() -> str:
    """Written once: the knowledge of a running house does not change."""
    return written()


def _case(conversation: UUID, fault: str | None = None) -> str:
    here = house()
    found: Case | None = here.store.read(
        lambda session: find_case(session, here.config.clinic, conversation)
    )
    if found is None:
        abort(404)
    typed = {name: request.form.get(name, "") for name in ("text", "note", "urgency")}
    return render_template(
        "desk/case.html",
        case=found,
        grounds=grounds(here.triage, found.history),
        version=here.triage.knowledge.version,
        tiers=TIERS,
        fault=fault,
        **typed,
    )


def at(session: Session, conversation: UUID) -> Nursing:
    """The nurse of this request at this conversation, locked; 404 when there is none."""
    return Nursing(session, _held(session, conversation), g.nurse, house().clock())


def _held(session: Session, conversation: UUID) -> Conversation:
    try:
        return locked(session, house().config.clinic, conversation)
    except NoResultFound:
        abort(404)
