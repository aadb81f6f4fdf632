"""The link in a page: whoever got it says that they have it. It shows nothing of anybody's health.

Looking uses nothing up, so that a preview of the link does no harm. Flask's session is not touched:
a nurse who follows the link from a mail stays signed in.
"""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from web.codes import hashed, same
from web.house import house
from web.paging import letters, pages
from web.tables import Page, PageCall, RosterEntry

acknowledge = Blueprint("acknowledge", __name__, url_prefix="/page")


@acknowledge.get("/<uuid:call>/<token>")
def look(call: UUID, token: str) -> str:
    """What is asked, and whether somebody has it already."""
    return house().store.read(lambda session: _shown(session, _call(session, call, token)))


@acknowledge.post("/<uuid:call>/<token>")
def take(call: UUID, token: str) -> Response:
    """I have it."""
    if not same(request.form.get("form", ""), _form(token)):
        abort(400)
    here = house()
    here.store.write(
        lambda session: pages.acknowledge(session, _call(session, call, token), here.clock())
    )
    return redirect(url_for("acknowledge.look", call=call, token=token), 303)


def _shown(session: Session, call: PageCall) -> str:
    page = session.get_one(Page, (call.clinic_id, call.page_id))
    taken = page.acknowledged_by
    by = session.get(RosterEntry, (call.clinic_id, taken)) if taken else None
    return render_template(
        "desk/page.html",
        page=page,
        by=by,
        mine=taken == call.entry_id,
        form=_form(request.view_args["token"]) if request.view_args else "",
    )


def _call(session: Session, call: UUID, token: str) -> PageCall:
    """The call of this link; 404 when we never sent it."""
    here = house()
    found = session.get(PageCall, (here.config.clinic, call))
    if found is None or not letters.fits(here.config, call, token):
        abort(404)
    return found


def _form(token: str) -> str:
    """What the form carries: only who has seen the page can send it."""
    return hashed(house().config.secret_key, "acknowledge", token)
