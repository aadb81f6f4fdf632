"""What if: a nurse supposes another finding, drug or date, and the record stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType
from uuid import UUID

from flask import abort, render_template, request
from werkzeug.datastructures import MultiDict

from web.conversations import EVENTS, Case, Supposed, find_case, suppose
from web.house import house
from web.lessons.door import lessons
from web.passport_form import DRUGS
from web.tables.base import STATUSES

Form = MultiDict[str, str]
ADDED = 3  # concepts that may be added at once
DAYS = re.compile(r"-?[0-9]{1,5}(\.[0-9]{1,2})?")
AS_IT_STANDS = ""
NOT_SAID = "not_said"
PUMPS = (AS_IT_STANDS, NOT_SAID, "unknown", *DRUGS)


@lessons.get("/cases/<uuid:conversation>/what-if")
def what_if(conversation: UUID) -> str:
    """The findings of a case, to be supposed otherwise."""
    return _page(conversation, MultiDict())


@lessons.post("/cases/<uuid:conversation>/what-if")
def supposed(conversation: UUID) -> tuple[str, int]:
    """Both sides, with what was supposed. Posted, so that no address tells of findings."""
    return _page(conversation, request.form), 422 if _odd(request.form) else 200


def read_supposed(form: Form) -> Supposed:
    """What the form supposes; what cannot be read is left as it stands."""
    pump = form.get("drug", AS_IT_STANDS)
    since = ((event, _number(form.get(f"since_{event}", ""))) for event in EVENTS)
    return Supposed(
        statuses=MappingProxyType(dict(_statuses(form))),
        added=tuple(dict.fromkeys(filter(None, form.getlist("add")[:ADDED]))),
        drugs=_drugs(pump),
        days=MappingProxyType({event: abs(days) for event, days in since if days is not None}),
        until_refill=_number(form.get("until_refill", "")),
    )


def _page(conversation: UUID, form: Form) -> str:
    here = house()
    found: Case | None = here.store.read(
        lambda session: find_case(session, here.config.clinic, conversation)
    )
    if found is None:
        abort(404)
    return render_template(
        "desk/what_if.html",
        case=found,
        compared=suppose(here.triage, found.history, read_supposed(form)),
        form=form,
        added=[*form.getlist("add"), *[""] * ADDED][:ADDED],
        statuses=STATUSES,
        pumps=PUMPS,
        events=EVENTS,
        odd=_odd(form),
    )


def _odd(form: Form) -> tuple[str, ...]:
    """The fields whose days cannot be read."""
    fields = (*(f"since_{event}" for event in EVENTS), "until_refill")
    return tuple(
        name for name in fields if form.get(name, "").strip() and _number(form[name]) is None
    )


def _statuses(form: Form) -> Iterator[tuple[int, str]]:
    for name, status in form.items():
        place = re.fullmatch(r"status_([0-9]{1,4})", name)
        if place and status in STATUSES:
            yield int(place[1]), status


def _drugs(pump: str) -> tuple[str, ...] | None:
    if pump == NOT_SAID:
        return ()
    return (pump,) if pump in PUMPS and pump != AS_IT_STANDS else None


def _number(text: str) -> float | None:
    return float(text) if DAYS.fullmatch(text.strip()) else None
