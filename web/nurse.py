"""The nurses' door, guarded as a whole: a case, and how an act is done. `web.desk` adds more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cache
from uuid import UUID

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from knowledge.book import book as written
from web import attendance
from web.conversations import (
    TIERS,
    Case,
    HeldError,
    MilderError,
    NoReasonError,
    Nursing,
    UnexplainedError,
    UnknownError,
    course_of,
    find_case,
    grounds,
    locked,
    looked,
    work_of,
)
from web.house import house
from web.signin import guard
from web.tables import Conversation

Answer = str | tuple[str, int] | Response
# What keeps an act from being done -> how the page names it, and the status.
FAULTS: dict[type[Exception], tuple[str, int]] = {
    HeldError: ("held", 409),
    NoReasonError: ("reason", 422),
    MilderError: ("milder", 422),
    UnexplainedError: ("note", 422),
    UnknownError: ("choice", 422),
}
nurse = Blueprint("nurse", __name__, url_prefix="/desk")
nurse.before_request(guard)
nurse.before_request(attendance.mark)


@nurse.get("/book")
def book() -> Answer:
    """All of the knowledge on one page to keep and to print; it brings its own style."""
    page = Response(_book(), mimetype="text/html")
    page.headers["Content-Disposition"] = 'attachment; filename="pumpline-knowledge.html"'
    return page


@nurse.get("/cases/<uuid:conversation>")
def case(conversation: UUID) -> Answer:
    """One conversation with everything that led to its tier."""
    page = show_case(conversation)
    house().store.write(lambda session: looked(at(session, conversation)))
    return page


@cache
def _book() -> str:
    """Written once: the knowledge of a running house does not change."""
    return written()


def show_case(
    conversation: UUID, fault: str | None = None, template: str = "desk/case.html"
) -> str:
    """The page of a case; after a `fault` with all that was typed still in it."""
    here, now = house(), house().clock()
    place = (here.config.clinic, conversation)
    found: Case | None = here.store.read(lambda session: find_case(session, *place))
    work = here.store.read(lambda session: work_of(session, *place, g.nurse, now))
    past = here.store.read(lambda session: course_of(session, *place))
    if found is None or work is None:
        abort(404)
    return render_template(
        template,
        case=found,
        grounds=grounds(here.triage, found.history),
        version=here.triage.knowledge.version,
        tiers=TIERS,
        work=work,
        course=past,
        fault=fault,
        typed=defaultdict(str, request.form.to_dict()),
    )


def perform(conversation: UUID, act: Callable[[Nursing], object], then: str = "") -> Answer:
    """Do one act and look at what is left; an act that cannot be done is told, and done in no part.

    `then` is where to go next; the case when it is empty.
    """

    def work(session: Session) -> None:
        nursing = at(session, conversation)
        act(nursing)
        looked(nursing)

    try:
        house().store.write(work)
    except tuple(FAULTS) as error:
        name, status = FAULTS[type(error)]
        return show_case(conversation, name), status
    return redirect(then or url_for("nurse.case", conversation=conversation), 303)


def at(session: Session, conversation: UUID) -> Nursing:
    """The nurse of this request at this conversation, locked; 404 when there is none."""
    return Nursing(session, _held(session, conversation), g.nurse, house().clock())


def _held(session: Session, conversation: UUID) -> Conversation:
    try:
        return locked(session, house().config.clinic, conversation)
    except NoResultFound:
        abort(404)
