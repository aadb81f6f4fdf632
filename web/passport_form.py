"""The passport as a form: a day or a month, one of a few words, boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType

from werkzeug.datastructures import MultiDict

from web.conversations import CONDITIONS, EVENTS, Told

Form = MultiDict[str, str]
DRUGS = (
    "morphine", "hydromorphone", "fentanyl", "sufentanil", "baclofen", "ziconotide", "bupivacaine",
    "clonidine", "other",
)  # fmt: skip
WRITERS = ("patient", "caregiver")
# What may be said of somebody's normal.
NORMAL: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "walks": ("yes", "help", "no"),
        "feels_legs": ("yes", "partly", "no"),
        "catheter": ("yes", "no"),
        "speech": ("clear", "slurred"),
        "injury": ("none", "low", "high"),
    }
)
DUE = ("refill_due", "alarm_due")
OLDEST, LONG = 120, 60
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
MONTH = re.compile(r"(?i)(?P<first>[a-z]{3,9}|\d{1,4})[-/ .]+(?P<second>\d{1,4})")


def read_told(form: Form) -> Told:
    """What was told of the person and the pump; what cannot be read is unknown."""
    return read_passport(form)[0]


def read_passport(form: Form) -> tuple[Told, tuple[str, ...]]:
    """What was told, and the names of the fields that hold something that cannot be read."""
    faults = [name for name in (*EVENTS, *DUE) if _wrong(form, name, day)]
    faults += [f"{name}_about" for name in EVENTS if _wrong(form, f"{name}_about", month)]
    faults += ["age"] if _text(form, "age") and _age(form) is None else []
    who = form.get("who")
    told = Told(
        writer=who if who in WRITERS else None,
        drugs=tuple(drug for drug in DRUGS if drug in form.getlist("drug")),
        on=MappingProxyType(dict(_days(form))),
        about=MappingProxyType(dict(_months(form))),
        refill_due=day(_text(form, "refill_due")),
        alarm_due=day(_text(form, "alarm_due")),
        model=_text(form, "model")[:LONG] or None,
        age=_age(form),
        country=_country(form),
        conditions=tuple(one for one in CONDITIONS if one in form.getlist("condition")),
        normal=MappingProxyType(dict(_normal(form))),
    )
    return told, tuple(faults)


def day(text: str) -> date | None:
    """A day as browsers send it, or None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def month(text: str) -> date | None:
    """The first day of a month: 2026-11, 11/2026, Nov 2026; None when it is none of these."""
    found = MONTH.fullmatch(text.strip())
    if found is None:
        return None
    first, second = found["first"], found["second"]
    if first.isalpha():
        name = first[:3].lower()
        number = MONTHS.index(name) + 1 if name in MONTHS else 0
        year = int(second)
    else:
        year, number = (int(first), int(second)) if len(first) == 4 else (int(second), int(first))
    return date(year, number, 1) if 1900 < year < 2200 and 1 <= number <= 12 else None


def _days(form: Form) -> Iterator[tuple[str, date]]:
    for event in EVENTS:
        found = day(_text(form, event))
        if found is not None:
            yield event, found


def _months(form: Form) -> Iterator[tuple[str, date]]:
    """Months, where no day is told."""
    for event in EVENTS:
        found = month(_text(form, f"{event}_about"))
        if found is not None and day(_text(form, event)) is None:
            yield event, found


def _normal(form: Form) -> Iterator[tuple[str, str]]:
    for name, words in NORMAL.items():
        if form.get(name) in words:
            yield name, form[name]
    if _text(form, "pressure"):
        yield "pressure", _text(form, "pressure")[:LONG]


def _age(form: Form) -> int | None:
    text = _text(form, "age")
    return int(text) if text.isascii() and text.isdigit() and int(text) <= OLDEST else None


def _country(form: Form) -> str | None:
    text = _text(form, "country").upper()
    return text if re.fullmatch("[A-Z]{2}", text) else None


def _wrong(form: Form, name: str, reads: object) -> bool:
    text = _text(form, name)
    return bool(text) and callable(reads) and reads(text) is None


def _text(form: Form, name: str) -> str:
    return form.get(name, "").strip()
