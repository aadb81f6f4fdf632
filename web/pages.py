"""What every page is given: whom to call, the clinic, and a few ways to write things."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta

from flask import Flask

from web.codes import new_token
from web.conversations import Mark, Place
from web.fresh import good_until
from web.house import house
from web.jobs import Trouble, trouble

UNSEEN = frozenset({"Cf", "Cc", "Co", "Cn"})  # Unicode categories that draw nothing or mislead
KEPT = frozenset("\n\t")
AROUND = 60  # code points on either side of a found word
Piece = tuple[str, Mark | None]


def init_app(app: Flask) -> None:
    """Give the templates their names."""
    app.context_processor(_always)
    app.add_template_filter(dial)
    app.add_template_filter(visible)
    app.add_template_filter(pieces)
    app.add_template_filter(around)
    app.add_template_filter(minutes)
    app.add_template_filter(clock)
    app.add_template_filter(good_until)
    app.jinja_env.tests["calls"] = calls
    app.jinja_env.globals["new_key"] = new_token


def _always() -> dict[str, object]:
    here = house()
    return {
        "place": here.place,
        "clinic": here.config,
        "now": here.clock(),
        "trouble_with_jobs": _trouble_with_jobs,
    }


def _trouble_with_jobs() -> Trouble | None:
    here = house()
    return here.store.read(lambda session: trouble(session, here.config.clinic, here.clock()))


def dial(number: str) -> str:
    """A telephone number as a `tel:` link wants it."""
    return re.sub(r"[^\d+]", "", number)


def calls(line: str, place: Place) -> bool:
    """Whether a line says to call a number that has a button of its own."""
    numbers = (place.emergency, place.crisis_call, place.crisis_text)
    return any(number is not None and number in line for number in numbers)


def visible(text: str) -> str:
    """The text with what cannot be seen drawn as a mark, so that no order of letters deceives."""
    return "".join(_drawn(letter) for letter in text)


def _drawn(letter: str) -> str:
    hidden = unicodedata.category(letter) in UNSEEN and letter not in KEPT
    return f"\u2039U+{ord(letter):04X}\u203a" if hidden else letter


def pieces(text: str, marks: list[Mark]) -> Iterator[Piece]:
    """The text cut at its marks, in order; of marks that overlap the longest is drawn."""
    at = 0
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if mark.start < at or mark.end <= mark.start:
            continue
        yield text[at : mark.start], None
        yield text[mark.start : mark.end], mark
        at = mark.end
    yield text[at:], None


def around(text: str, mark: Mark) -> tuple[str, str]:
    """What stands before and after a mark, whole words, as much as reads at a glance."""
    before, after = text[: mark.start], text[mark.end :]
    if len(before) > AROUND:
        before = "…" + before[-AROUND:].partition(" ")[2]
    if len(after) > AROUND:
        after = after[:AROUND].rpartition(" ")[0] + "…"
    return before, after


def minutes(span: timedelta) -> int:
    """Whole minutes, as a wait is told."""
    return int(span.total_seconds() // 60)


def clock(moment: datetime) -> str:
    """A moment for a machine to read; the page's script writes it in local time."""
    return moment.isoformat(timespec="seconds")
