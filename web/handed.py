"""What a nurse hands over: a link, also as a square for the camera, that fills a passport."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from markupsafe import Markup

from web import passports
from web.house import house
from web.passport_form import read_passport
from web.patient.taps import countries
from web.signin import guard

Answer = str | tuple[str, int]
handed = Blueprint("handed", __name__, url_prefix="/desk")
handed.before_request(guard)


@handed.get("/passport")
def blank() -> Answer:
    """An empty passport to fill in."""
    return _page()


@handed.post("/passport")
def make() -> Answer:
    """The link and its square; nothing is stored, so they are shown once."""
    told, faults = read_passport(request.form)
    if faults:
        return _page(faults), 422
    if not told.known:
        return _page(("empty",)), 422
    link = passports.link(told, house())
    square = Markup(passports.square(link))  # nosec B704 # noqa: S704 - drawn from a link of ours
    return render_template(
        "desk/passport.html", link=link, square=square, days=passports.LIVES.days
    )


def _page(faults: tuple[str, ...] = ()) -> str:
    return render_template(
        "desk/passport_form.html",
        faults=faults,
        form=request.form,
        countries=countries(),
        about_them=True,
    )
