"""What the harnesses themselves must hold: a control that is not caught proves nothing."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from harness import written
from harness.__main__ import NAMES, chosen
from harness.counts import Counts


def test_no_harm_in_enough_tries_with_a_control_that_was_caught_is_kept() -> None:
    assert Counts("R0", "here", 100, 0, 7, needs=50).kept


@pytest.mark.parametrize(
    "counts",
    [
        Counts("R0", "here", 100, 1, 7),
        Counts("R0", "here", 40, 0, 7, needs=50),
        Counts("R0", "here", 100, 0, 0),
    ],
    ids=["harm", "too few tries", "a control that went unnoticed"],
)
def test_anything_less_is_not(counts: Counts) -> None:
    assert not counts.kept


def test_none_in_three_thousand_is_fewer_than_one_in_a_thousand() -> None:
    assert Counts("R0", "here", 3000, 0, 1).bound == pytest.approx(0.001)


@pytest.mark.parametrize("name", NAMES)
def test_every_name_has_its_harness(name: str) -> None:
    assert callable(import_module(f"harness.{name}").run)


def test_an_unknown_name_lists_the_known() -> None:
    line = [sys.executable, "-m", "harness", "nonsense"]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert all(name in done.stdout for name in NAMES)


def test_what_ci_tries_needs_no_disk_of_its_own() -> None:
    assert set(NAMES) - set(chosen(["ci"])) <= {"power", "slow"}
    assert chosen(["all"]) == list(NAMES)


def test_the_table_keeps_what_was_not_tried_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "safety.md"
    page.write_text(f"Before.\n\n{written.BEGIN}\n{written.END}\n\nAfter.\n")
    monkeypatch.setattr(written, "PAGE", page)
    written.write([Counts("R11", "sqlite", 30, 0, 1), Counts("R2", "sqlite", 90, 0, 5)])
    written.write([Counts("R11", "sqlite", 40, 0, 1)])
    lines = page.read_text().splitlines()
    assert (lines[0], lines[-1]) == ("Before.", "After.")
    assert [line.split(" | ")[:3] for line in lines if line.startswith("| R")] == [
        ["| R2", "sqlite", "90"],
        ["| R11", "sqlite", "40"],
    ]
