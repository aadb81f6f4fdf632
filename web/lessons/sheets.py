"""Tables for spreadsheets: cells that a spreadsheet would run are defused."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

RUN = ("=", "+", "-", "@", "\t", "\r")
Cell = str | int | float | None


def sheet(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Comma-separated lines, the first of them `head`."""
    text = StringIO()
    lines = csv.writer(text)
    lines.writerow(head)
    lines.writerows([defused(cell) for cell in row] for row in rows)
    return text.getvalue()


def defused(cell: Cell) -> Cell:
    """The cell, with an apostrophe before what a spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(RUN) else cell
