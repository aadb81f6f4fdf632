"""The patient's door: begin, say, come back, leave a number. Works without scripts."""

from __future__ import annotations

from uuid import UUID

from flask import (
    Blueprint,
    Response,
    abort,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from web import forms, throttle, visits
from web.codes import hashed, new_token, same_code
from web.conversations import Chat, chat, clocked, leave_contact, receive, strike
from web.house import house
from web.opened import held, open_here, opened, patients_door
from web.tables import Conversation

Answer = str | tuple[str, int] | AnyResponse
PART = "X-Pumpline-Part"  # asked for by our script: the chat without the page around it
patient = patients_door(Blueprint("patient", __name__))


@patient.get("/")
def first() -> Answer:
    """Who this is for, what happens with what is written, and one box."""
    is_open = house().store.read(lambda session: open_here(session) is not None)
    return render_template(
        "patient/first.html", text="", fault=None, is_open=is_open, form=request.form
    )


@patient.post("/start")
def start() -> Answer:
    """A new conversation with its first message."""
    here = house()
    try:
        said = forms.read_said(request.form)
    except (forms.EmptyError, forms.TooLongError) as fault:
        text, name, status = _fault(fault)
        page = render_template(
            "patient/first.html", text=text, fault=name, is_open=False, form=request.form
        )
        return page, status
    said = forms.with_told(said, request.form)

    def work(session: Session) -> str:
        now = here.clock()
        begun, token = visits.start_once(session, here.config, g.token, said.key, now)
        begun.with_code |= same_code(forms.line(request.form, "clinic"), here.config.clinic_code)
        receive(session, here.triage, begun, said, now)
        return token

    g.token = here.store.write(work)
    return redirect(url_for("patient.talk"), 303)


@patient.get("/chat")
def talk() -> Answer:
    """The conversation as it stands."""
    return house().store.read(_page)


@patient.post("/chat")
def say() -> Answer:
    """One more message: stored, assessed and queued before anything is answered."""
    here = house()
    try:
        said = forms.read_said(request.form)
    except (forms.EmptyError, forms.TooLongError) as fault:
        return _again_in_chat(fault)

    def work(session: Session) -> None:
        receive(session, here.triage, held(session), said, here.clock())

    here.store.write(work)
    return talk() if PART in request.headers else redirect(url_for("patient.talk"), 303)


@patient.get("/chat/messages")
def messages() -> Answer:
    """What is new after the number that the page has seen; 204 when nothing is."""
    after = request.args.get("after", 0, type=int)

    def work(session: Session) -> Answer:
        return ("", 204) if opened(session).told_seq <= after else _page(session)

    return house().store.read(work)


@patient.post("/chat/contact")
def contact() -> Answer:
    """A name and a number to call back."""
    name, phone = forms.line(request.form, "name"), forms.line(request.form, "phone")
    if not phone:
        return house().store.read(lambda session: _page(session, fault="phone", status=422))
    here = house()
    here.store.write(
        lambda session: leave_contact(session, held(session), name, phone, here.clock())
    )
    return redirect(url_for("patient.talk"), 303)


@patient.post("/chat/misread")
def misread() -> Answer:
    """Something was misread: the card is worked out anew; nurses keep seeing what it was."""
    here, struck = house(), forms.read_struck(request.form)
    if struck is None:
        abort(400)
    here.store.write(
        lambda session: strike(session, here.triage, held(session), struck, here.clock())
    )
    return redirect(url_for("patient.talk"), 303)


@patient.post("/leave")
def leave() -> Answer:
    """Close the conversation on this phone."""
    here = house()
    here.store.write(lambda session: visits.end(session, here.config, g.token, here.clock()))
    g.token = new_token()
    return redirect(url_for("patient.first"), 303)


@patient.get("/return")
def come_back() -> Answer:
    """Where a return code is entered."""
    return render_template("patient/return.html", code="", fault=None)


@patient.post("/return")
def enter_code() -> Answer:
    """Open the conversation of a return code on this phone; 429 after too many wrong ones."""
    found = house().store.write(_try_code)
    if found is None:
        code = forms.line(request.form, "code")
        return render_template("patient/return.html", code=code, fault="code"), 422
    g.token = found
    return redirect(url_for("patient.talk"), 303)


@patient.get("/emergency")
def emergency() -> Answer:
    """Whom to call, with nothing else on the page."""
    return render_template("patient/emergency.html")


def _page(
    session: Session, text: str = "", fault: str | None = None, status: int = 200
) -> Response:
    """The chat; for our script only its regions, with the number up to which they tell."""
    conversation = opened(session)
    shown = chat(session, conversation)
    if shown is None:
        abort(404)
    part = PART in request.headers
    page = render_template(
        "patient/_chat.html" if part else "patient/chat.html",
        chat=shown,
        code=_code(conversation, shown),
        clocks=clocked(session, conversation, house().clock()),
        text=text,
        fault=fault,
    )
    return make_response(page, status, {PART: str(shown.seq)} if part else {})


def _code(conversation: Conversation, shown: Chat) -> str | None:
    """The return code, on the phone where the chat began, until the second message is written."""
    if shown.messages > 1:
        return None
    return visits.code_for(house().config, g.token, conversation)


def _again_in_chat(fault: ValueError) -> Answer:
    text, name, status = _fault(fault)
    return house().store.read(lambda session: _page(session, text, name, status))


def _fault(fault: ValueError) -> tuple[str, str, int]:
    text = forms.clean(request.form.get("text", ""))
    return (text, "long", 413) if isinstance(fault, forms.TooLongError) else (text, "empty", 422)


def _try_code(session: Session) -> str | None:
    """A token for the conversation whose code was typed; None when none has it."""
    here, who = house(), _who()
    if not throttle.may_try(session, here.config.clinic, "return", who, here.clock()):
        abort(429)
    found: UUID | None = visits.find_by_code(session, here.config, forms.line(request.form, "code"))
    if found is None:
        throttle.note_failure(session, here.config.clinic, "return", who, here.clock())
        return None
    token = new_token()
    visits.visit(session, here.config, found, token, here.clock())
    return token


def _who() -> str:
    return hashed(house().config.secret_key, "address", request.remote_addr or "")
