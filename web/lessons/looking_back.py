"""Figures, unknown words and replay: what all conversations of the last days say together."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice, takewhile
from typing import TypeVar

from flask import Response, abort, render_template

from knowledge import KnowledgeError
from web.conversations import Figures, figures, ranked, replayed, seen_since, words_of_each
from web.house import house
from web.lessons.door import lessons
from web.lessons.sheets import Cell, sheet
from web.roles import needs

DAYS = 30
MOST = 500  # conversations that are folded anew for one page
COUNTED = 2000  # conversations that are counted for one page
SECONDS = 15.0  # that one page may take
One = TypeVar("One")
Sheet = tuple[tuple[str, ...], Callable[[Figures], Iterable[tuple[Cell, ...]]]]
SHEETS: dict[str, Sheet] = {
    "volumes": (
        ("day", "tier", "conversations"),
        lambda all_: (
            (day.isoformat(), tier, n) for day, of in all_.volumes for tier, n in of.items()
        ),
    ),
    "answers": (
        ("of", "answered", "unanswered", "median_minutes", "ninetieth_minutes"),
        lambda all_: (
            (one.name, one.answered, one.unanswered, _round(one.median), _round(one.ninetieth))
            for one in (*all_.answers, *all_.daily)
        ),
    ),
    "agreement": (
        ("of", "confirmed", "raised", "lowered"),
        lambda all_: (
            (one.name, one.confirmed, one.raised, one.lowered)
            for one in (*all_.by_tier, *all_.by_rule)
        ),
    ),
    "alerts": (
        ("rule", "flagged", "without_action"),
        lambda all_: ((one.name, one.flagged, one.idle) for one in all_.alerts),
    ),
}


@lessons.get("/figures")
@needs("lead")
def numbers() -> str:
    """Volumes, first answers, agreement and idle alerts, as charts with their tables."""
    return render_template("desk/figures.html", figures=_figures(), days=DAYS, most=COUNTED)


@lessons.get("/figures/<name>.csv")
@needs("lead", fresh=True)
def sheet_of(name: str) -> Response:
    """One of the tables for a spreadsheet."""
    if name not in SHEETS:
        abort(404)
    head, rows = SHEETS[name]
    page = Response(sheet(head, rows(_figures())), mimetype="text/csv")
    page.headers["Content-Disposition"] = f'attachment; filename="pumpline-{name}.csv"'
    return page


@lessons.get("/unknown-words")
@needs("lead")
def unknown() -> str:
    """Words that nobody understood, by the number of conversations."""
    here = house()
    each = islice(words_of_each(here.store, here.config.clinic, _since()), COUNTED)
    return render_template("desk/unknown.html", words=ranked(each), days=DAYS, most=COUNTED)


@lessons.get("/replay")
@needs("lead")
def replay() -> str:
    """Where a replay is begun."""
    return _replay_page(None)


@lessons.post("/replay")
@needs("lead")
def again() -> tuple[str, int]:
    """The last conversations folded with the knowledge on disk: whose tier would move."""
    here = house()
    try:
        anew = here.triage.anew()
    except KnowledgeError as error:
        return _replay_page(None, faults=str(error).splitlines()), 422
    found = replayed(here.store, anew, here.config.clinic, _since())
    looked = list(in_time(islice(found, MOST), time.monotonic))
    moved = [one for one in looked if one.moves]
    return _replay_page(moved, looked=len(looked), version=anew.knowledge.version), 200


def in_time(them: Iterable[One], timer: Callable[[], float]) -> Iterator[One]:
    """As many as come within SECONDS."""
    end = timer() + SECONDS
    return takewhile(lambda _: timer() <= end, them)


def _replay_page(moved: object, **more: object) -> str:
    told = {"looked": 0, "version": "", "faults": [], **more}
    return render_template("desk/replay.html", moved=moved, days=DAYS, most=MOST, **told)


def _figures() -> Figures:
    here = house()
    return figures(islice(seen_since(here.store, here.config.clinic, _since()), COUNTED))


def _since() -> datetime:
    return house().clock() - timedelta(days=DAYS)


def _round(minutes: float | None) -> float | None:
    return None if minutes is None else round(minutes, 1)
