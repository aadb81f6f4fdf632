"""Single taps, an earlier answer changed, and the passport in the open chat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import abort, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from web import forms, passports
from web.conversations import Told, UnknownSignError, chat, note_passport, sign
from web.house import house
from web.opened import held, open_here, opened
from web.passport_form import read_passport
from web.patient.door import Answer, patient


@patient.post("/chat/tap")
def tap() -> Answer:
    """One tap that is no answer: awake, with them, alone, read."""
    here = house()
    what, key = forms.line(request.form, "sign"), forms.line(request.form, "key")
    if what == "delete":
        abort(400)
    try:
        here.store.write(
            lambda session: sign(session, here.triage, held(session), what, key, here.clock())
        )
    except UnknownSignError:
        abort(400)
    return redirect(url_for("patient.talk"), 303)


@patient.get("/chat/change/<int:seq>")
def change(seq: int) -> Answer:
    """A question that was answered, put once more."""
    here = house()
    shown = here.store.read(lambda session: chat(session, opened(session)))
    answered = next((one for one in shown.answered if one.seq == seq), None) if shown else None
    if answered is None:
        abort(404)
    return render_template(
        "patient/change.html", answered=answered, carer=shown and shown.shown.carer
    )


@patient.get("/chat/passport")
def passport() -> Answer:
    """The pump and what is normal, as told so far; all of it may stay empty."""
    here = house()
    shown = here.store.read(lambda session: chat(session, opened(session)))
    if shown is None:
        abort(404)
    beside = shown.beside
    return _form(beside.told, beside.confirmed)


@patient.post("/chat/passport")
def keep_passport() -> Answer:
    """Keep what was told; the card is worked out anew."""
    told, faults = read_passport(request.form)
    if faults:
        return _form(told, {}, faults), 422
    _note(told, "patient")
    return redirect(url_for("patient.talk"), 303)


@patient.get("/passport/<token>")
def handed(token: str) -> Answer:
    """What the clinic wrote down: into the open chat, or before the first word of a new one."""
    here = house()
    known = passports.opened(token, here)
    if known is None:
        return render_template("patient/passport_gone.html"), 404
    is_open = here.store.read(lambda session: open_here(session) is not None)
    return render_template("patient/handed.html", told=known, passport=token, is_open=is_open)


@patient.post("/passport")
def take_passport() -> Answer:
    """Put what the clinic wrote down into the open chat."""
    known = passports.opened(forms.whole(request.form, "passport"), house())
    if known is None:
        return render_template("patient/passport_gone.html"), 404
    _note(known, "clinic")
    return redirect(url_for("patient.talk"), 303)


@patient.post("/passport/begin")
def begin_with() -> Answer:
    """The first page, carrying what the clinic wrote down."""
    known = passports.shown(forms.whole(request.form, "passport"))
    return render_template(
        "patient/first.html", text="", fault=None, is_open=False, form=MultiDict(), passport=known
    )


def _form(told: Told, confirmed: Mapping[str, object], faults: Iterable[str] = ()) -> str:
    return render_template(
        "patient/passport.html",
        told=told,
        confirmed=confirmed,
        faults=tuple(faults),
        form=request.form,
        countries=countries(),
        about_them=told.writer == "caregiver",
    )


def countries() -> list[tuple[str, str]]:
    """The countries whose numbers are known, by name."""
    places = house().triage.knowledge.places.values()
    return sorted(((place.country, place.name) for place in places), key=lambda one: one[1])


def _note(told: Told, speaker: str) -> None:
    here, key = house(), forms.line(request.form, "key")
    here.store.write(
        lambda session: note_passport(
            session, here.triage, held(session), told, speaker, key, here.clock()
        )
    )
