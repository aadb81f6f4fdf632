"""The table of what the harnesses found, in docs/safety.md, written by them alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from harness.counts import Counts

PAGE = Path(__file__).resolve().parent.parent / "docs" / "safety.md"
BEGIN, END = "<!-- harness: written by `dev.py harness --write` -->", "<!-- /harness -->"
HEAD = (
    "| promise | where | tries | harm | at most (95 %) | control | more |",
    "|---|---|---|---|---|---|---|",
)
ROW = re.compile(r"^\| (R[^|]*) \| ([^|]*) \|")


def write(found: Iterable[Counts]) -> None:
    """Put what was found into the table; what was not tried now stays as it was."""
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    table, _, after = rest.partition(END)
    rows = {_name(line): line for line in table.splitlines() if ROW.match(line)}
    rows |= {(one.promise, one.where): row(one) for one in found if one.tries}
    ordered = [rows[name] for name in sorted(rows, key=_order)]
    PAGE.write_text("\n".join([before + BEGIN, *HEAD, *ordered, END]) + after, encoding="utf-8")


def row(one: Counts) -> str:
    """One line of the table."""
    more = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in one.more.items())
    control = "–" if one.control is None else str(one.control)
    cells = (one.promise, one.where, one.tries, one.harm, f"{one.bound:.2%}", control, more)
    return "| " + " | ".join(map(str, cells)) + " |"


def _name(line: str) -> tuple[str, str]:
    found = ROW.match(line)
    return (found[1], found[2]) if found else ("", "")


def _order(name: tuple[str, str]) -> tuple[int, str]:
    number = re.search(r"\d+", name[0])
    return (int(number[0]) if number else 0, name[1])
