"""Draft cases: a nurse rewrites what was said, a lead reads the drafts and takes them along."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Response, abort, g, redirect, render_template, request, url_for
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from web import forms
from web.conversations import drafts as kept
from web.conversations import locked
from web.house import house
from web.lessons.door import lessons
from web.roles import needs
from web.tables import Conversation

Answer = str | tuple[str, int] | AnyResponse
LATELY = timedelta(days=30)


@lessons.get("/cases/<uuid:conversation>/draft")
def rewrite(conversation: UUID) -> Answer:
    """Where a changed tier is told anew, in words that name nobody."""
    return _form(conversation, {})


@lessons.post("/cases/<uuid:conversation>/draft")
def draft(conversation: UUID) -> Answer:
    """Keep the draft; 422 and all that was typed where it may not leave."""
    here = house()
    typed = kept.Rewritten(
        forms.clean(request.form.get("text", ""))[: forms.LONGEST],
        forms.clean(request.form.get("why", ""))[: forms.LONGEST],
        "confirmed" in request.form,
    )

    def work(session: Session) -> None:
        held = _held(session, conversation)
        kept.draft(session, here.triage, held, g.nurse, typed, here.clock())

    try:
        here.store.write(work)
    except kept.RefusedError as refused:
        return _form(conversation, refused.faults), 422
    return redirect(url_for("nurse.case", conversation=conversation), 303)


@lessons.get("/drafts")
@needs("lead")
def drafts() -> Answer:
    """All drafts, and the changes of which none was made yet."""
    here = house()
    clinic, since = here.config.clinic, here.clock() - LATELY
    return render_template(
        "desk/drafts.html",
        drafts=here.store.read(lambda session: kept.drafts(session, clinic)),
        undrafted=here.store.read(lambda session: kept.undrafted(session, clinic, since)),
        days=LATELY.days,
    )


@lessons.get("/drafts/<uuid:name>.yaml")
@needs("lead", fresh=True)
def take(name: UUID) -> Answer:
    """One draft as a file for `knowledge/conversations/`."""
    here = house()
    found = here.store.read(lambda session: kept.find_draft(session, here.config.clinic, name))
    if found is None:
        abort(404)
    page = Response(kept.written(found), mimetype="text/yaml")
    page.headers["Content-Disposition"] = f'attachment; filename="{kept.file_name(found)}"'
    return page


@lessons.post("/drafts/<uuid:name>/drop")
@needs("lead")
def drop(name: UUID) -> Answer:
    """Take a draft away, with its words."""
    here = house()
    here.store.write(lambda session: kept.drop(session, here.config.clinic, name, here.clock()))
    return redirect(url_for("lessons.drafts"), 303)


def _form(conversation: UUID, faults: dict[str, tuple[str, ...]]) -> str:
    here = house()

    def work(session: Session) -> tuple[Conversation, kept.Changed | None]:
        found = session.get(Conversation, (here.config.clinic, conversation)) or abort(404)
        return found, kept.changed(session, found)

    found, change = here.store.read(work)
    typed = {name: request.form.get(name, "") for name in ("text", "why")}
    return render_template(
        "desk/draft.html", conversation=found, change=change, faults=faults, **typed
    )


def _held(session: Session, conversation: UUID) -> Conversation:
    try:
        return locked(session, house().config.clinic, conversation)
    except NoResultFound:
        abort(404)
