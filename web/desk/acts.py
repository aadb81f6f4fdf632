"""What a nurse does at a case: write, judge, call, note, confirm, close."""

from __future__ import annotations

from uuid import UUID

from flask import make_response, render_template, request, url_for

from web import forms
from web.conversations import (
    TIERS,
    Letter,
    call,
    close,
    confirm,
    note,
    reply,
    review,
)
from web.desk.replies import templates
from web.house import house
from web.nurse import Answer, nurse, perform, show_case


@nurse.post("/cases/<uuid:conversation>/replies")
def answer(conversation: UUID) -> Answer:
    """Write to the patient; milder words than the flag's need a reason."""
    form = request.form
    try:
        text = forms.read_text(form)
    except forms.EmptyError:
        return show_case(conversation, "reply"), 422
    except forms.TooLongError:
        return show_case(conversation, "long"), 413
    begun = templates().get(form.get("template", ""))
    letter = Letter(
        text,
        forms.line(form, "key"),
        template=begun.id if begun else None,
        urgency=begun.urgency.slug if begun and begun.urgency is not None else None,
        reason=forms.line(form, "reason"),
    )
    return perform(conversation, lambda at: reply(at, letter))


@nurse.post("/cases/<uuid:conversation>/reviews")
def settle(conversation: UUID) -> Answer:
    """Confirm or change the tier; a lower one needs a reason, a higher one a single tap."""
    verdict = forms.read_verdict(request.form)
    if verdict.urgency not in TIERS:
        return show_case(conversation, "urgency"), 422
    then = "" if "raise" in request.form else url_for("nurse.desk")
    return perform(conversation, lambda at: review(at, house().triage, verdict), then)


@nurse.post("/cases/<uuid:conversation>/calls")
def phoned(conversation: UUID) -> Answer:
    """On a call now, or how it ended."""
    how = forms.line(request.form, "how")
    return perform(conversation, lambda at: call(at, how))


@nurse.post("/cases/<uuid:conversation>/notes")
def noted(conversation: UUID) -> Answer:
    """A note for the nurses; the patient never reads it."""
    words = forms.clean(request.form.get("words", ""))[: forms.LONGEST]
    if not words:
        return show_case(conversation, "words"), 422
    return perform(conversation, lambda at: note(at, words))


@nurse.post("/cases/<uuid:conversation>/confirmed")
def confirmed(conversation: UUID) -> Answer:
    """The clinic confirms one thing of the passport as it was told."""
    field, key = forms.line(request.form, "field"), forms.line(request.form, "key")
    return perform(conversation, lambda at: confirm(at, house().triage, field, key))


@nurse.post("/cases/<uuid:conversation>/close")
def closed(conversation: UUID) -> Answer:
    """End it with an outcome; a new message of the patient opens it again."""
    outcome, words = forms.line(request.form, "outcome"), forms.line(request.form, "words")
    return perform(conversation, lambda at: close(at, outcome, words), url_for("nurse.desk"))


@nurse.get("/cases/<uuid:conversation>/note")
def chart_note(conversation: UUID) -> Answer:
    """The note for the chart, in plain lines: a page with a button, or the text alone."""
    note = show_case(conversation, template="desk/_note.txt")
    if request.args.get("as") == "text":
        return make_response(note, {"Content-Type": "text/plain; charset=utf-8"})
    return render_template("desk/note.html", note=note, conversation=conversation)
