"""A lead's page: who is called when nobody looks, and what is missing before patients come."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from web import attendance, forms, golive
from web.house import house
from web.paging import pages, roster, typed
from web.roles import needs
from web.signin import guard

Answer = str | tuple[str, int] | Response
on_roster = Blueprint("roster", __name__, url_prefix="/desk/roster")
on_roster.before_request(guard)
on_roster.before_request(attendance.mark)


@on_roster.get("/")
@needs("lead", fresh=True)
def everybody() -> Answer:
    """The roster in order, the open pages, and the steps before patients come."""
    return _page(typed.Typed(way="webhook"), {})


@on_roster.post("/")
@needs("lead", fresh=True)
def add() -> Answer:
    """Put somebody on the roster."""
    here, told = house(), _typed()
    contact, faults = typed.read(told, here.config, here.clock())
    if contact is None:
        return _page(told, faults), 422
    here.store.write(lambda session: roster.add(session, here.config.clinic, contact))
    return redirect(url_for("roster.everybody"), 303)


@on_roster.post("/<uuid:entry>/remove")
@needs("lead", fresh=True)
def remove(entry: UUID) -> Answer:
    """Take somebody off the roster."""
    here = house()
    if not here.store.write(
        lambda session: roster.remove(session, here.config.clinic, entry, here.clock())
    ):
        abort(404)
    return redirect(url_for("roster.everybody"), 303)


@on_roster.post("/test")
@needs("lead", fresh=True)
def test() -> Answer:
    """Call the first on the roster, to see that it arrives."""
    here = house()
    here.store.write(
        lambda session: pages.raise_page(session, here.config.clinic, None, "test", here.clock())
    )
    return redirect(url_for("roster.everybody", _anchor="calls"), 303)


@on_roster.post("/dialled")
@needs("lead", fresh=True)
def dialled() -> Answer:
    """Somebody dialled a number, and the right people answered."""
    here, number = house(), forms.line(request.form, "number")
    by = forms.line(request.form, "by")
    if number not in golive.numbers_of(here):
        abort(400)
    if not by:
        return _page(typed.Typed(), {"by": "write who dialled it"}), 422
    here.store.write(
        lambda session: golive.dialled(session, here.config.clinic, number, by, here.clock())
    )
    return redirect(url_for("roster.everybody", _anchor="steps"), 303)


def _typed() -> typed.Typed:
    names = ("name", "way", "address", "starts", "ends")
    return typed.Typed(**{name: forms.line(request.form, name) for name in names})


def _page(told: typed.Typed, faults: dict[str, str]) -> str:
    here = house()

    def work(session: Session) -> str:
        clinic = here.config.clinic
        return render_template(
            "desk/roster.html",
            entries=roster.everybody(session, clinic),
            on_call={one.id for one in roster.on_call(session, clinic, here.clock())},
            calls=pages.last_calls(session, clinic),
            gate=golive.gate_of(session),
            told=told,
            faults=faults,
            zone=here.config.promises.hours.zone,
        )

    return here.store.read(work)
