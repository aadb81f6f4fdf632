"""The chat itself: begin, say, read, correct, leave a number. Works without scripts."""

from __future__ import annotations

from flask import abort, g, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from web import forms, passports, throttle, visits
from web.codes import same_code
from web.conversations import (
    carried,
    fell_silent,
    leave_contact,
    may_be_asleep,
    note_passport,
    receive,
    sign,
    strike,
)
from web.house import house
from web.opened import held, open_here, opened
from web.patient import limits
from web.patient.door import PART, Answer, page, patient
from web.tables import Conversation


@patient.get("/")
def first() -> Answer:
    """Who this is for, what happens with what is written, and one box."""
    is_open = house().store.read(lambda session: open_here(session) is not None)
    return render_template(
        "patient/first.html", text="", fault=None, is_open=is_open, form=request.form, passport=None
    )


@patient.post("/start")
def start() -> Answer:
    """A new conversation with its first message."""
    here = house()

    def work(session: Session) -> str:
        now = here.clock()
        begun, token = visits.start_once(session, here.config, g.token, said.key, now)
        if not begun.last_seq:
            limits.take_start(session)
        begun.with_code |= same_code(forms.line(request.form, "clinic"), here.config.clinic_code)
        _beside(session, begun, said.key)
        receive(session, here.triage, begun, said, now)
        return token

    try:
        said = forms.with_told(forms.read_said(request.form), request.form)
        g.token = here.store.write(work)
    except tuple(forms.REFUSED) as fault:
        text, name, status = _fault(fault)
        return _first_again(text, name), status
    return redirect(url_for("patient.talk"), 303)


def _first_again(text: str, fault: str) -> str:
    """The first page with all that was filled in."""
    return render_template(
        "patient/first.html",
        text=text,
        fault=fault,
        is_open=False,
        form=request.form,
        passport=passports.shown(request.form.get("passport", "")),
    )


def _beside(session: Session, conversation: Conversation, key: str) -> None:
    """What the first page brings besides the message: the clinic's passport, who is with whom."""
    here, form = house(), request.form
    confirmed = passports.opened(form.get("passport", ""), here)
    if confirmed is not None:
        now = here.clock()
        note_passport(session, here.triage, conversation, confirmed, "clinic", key, now)
    near = {"yes": "with_them", "no": "not_with_them"}.get(form.get("with", ""))
    if near is not None and form.get("who") == "caregiver":
        sign(session, here.triage, conversation, near, key, here.clock())


@patient.get("/chat")
def talk() -> Answer:
    """The conversation as it stands."""
    return _seen() or house().store.read(page)


@patient.post("/chat")
def say() -> Answer:
    """One more message: stored, assessed and queued before anything is answered."""
    here = house()

    def work(session: Session) -> str:
        now, conversation = here.clock(), held(session)
        limits.take(session, throttle.SAY, conversation.id.hex)
        at, token = visits.go_on(session, here.config, conversation, g.token, said.key, now)
        receive(session, here.triage, at, carried(session, at, said), now)
        return token

    try:
        said = forms.read_said(request.form)
        g.token = here.store.write(work)
    except tuple(forms.REFUSED) as fault:
        return _again_in_chat(fault)
    return talk() if PART in request.headers else redirect(url_for("patient.talk"), 303)


@patient.get("/chat/messages")
def messages() -> Answer:
    """What is new after the number that the page has seen; 204 when nothing is."""
    after = request.args.get("after", 0, type=int)

    def work(session: Session) -> Answer:
        return ("", 204) if opened(session).told_seq <= after else page(session)

    return _seen() or house().store.read(work)


def _seen() -> Answer | None:
    """The page anew when somebody who may be asleep has not tapped for too long, else None."""
    here = house()
    if not here.store.read(lambda session: may_be_asleep(session, opened(session), here.clock())):
        return None
    here.store.write(lambda session: fell_silent(session, here.triage, held(session), here.clock()))
    return here.store.read(page)


@patient.post("/chat/contact")
def contact() -> Answer:
    """Whom to call back: a number, and if they like a name, a birth date and where they are."""
    name, phone, born, place = (
        forms.line(request.form, field) for field in ("name", "phone", "born", "place")
    )
    if not phone:
        return house().store.read(lambda session: page(session, fault="phone", status=422))
    here = house()
    here.store.write(
        lambda session: leave_contact(
            session, held(session), name, phone, here.clock(), born=born, place=place
        )
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


@patient.get("/emergency")
def emergency() -> Answer:
    """Whom to call, with nothing else on the page."""
    return render_template("patient/emergency.html")


def _again_in_chat(fault: ValueError) -> Answer:
    text, name, status = _fault(fault)
    return house().store.read(lambda session: page(session, text, name, status))


def _fault(fault: ValueError) -> tuple[str, str, int]:
    name, status = forms.REFUSED[type(fault)]
    return forms.clean(request.form.get("text", "")), name, status
