"""Figures, unknown words and replay on their pages; and cells that no spreadsheet runs."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from knowledge import load
from tests.web.conftest import MORNING, PASSWORD, Browser, Clock, set_up, sign_in
from triage.model import Input, Knowledge, Turn
from web.conversations import Figures, figures, ranked, seen_since
from web.house import House
from web.lessons.looking_back import SECONDS, in_time
from web.lessons.sheets import RUN, defused, sheet
from web.welcome import invite

NewBrowser = Callable[[], Browser]
PAGES = ("/desk/figures", "/desk/unknown-words", "/desk/replay", "/desk/drafts")


def told(here: House) -> Figures:
    return figures(seen_since(here.store, "clinic", MORNING))


def judge(nurse: Browser, urgency: str, note: str = "") -> None:
    nurse.open_case()
    nurse.send(nurse.case_form("reviews"), {"urgency": urgency, "note": note})


def test_conversations_are_counted_by_day_and_highest_tier(
    patient: Browser, here: House, clock: Clock
) -> None:
    for said in ("a headache", "a headache", "can't wake", "blorg wuzz frap"):
        patient.start(said)
    clock.forward(days=1)
    patient.start("itch")
    patient.say("and a fever")
    first, second = (dict(of) for _, of in told(here).volumes)
    assert {tier: n for tier, n in first.items() if n} == {
        "same_day": 2,
        "emergency": 1,
        "human": 1,
    }
    assert {tier: n for tier, n in second.items() if n} == {"urgent": 1}


def test_the_first_answer_is_timed_from_the_flag(
    patient: Browser, nurse: Browser, here: House, clock: Clock
) -> None:
    patient.start("a headache")
    waiting = next(one for one in told(here).answers if one.name == "same_day")
    assert (waiting.answered, waiting.unanswered, waiting.median) == (0, 1, None)
    clock.forward(minutes=7)
    judge(nurse, "same_day")
    clock.forward(minutes=60)
    answered = next(one for one in told(here).answers if one.name == "same_day")
    assert (answered.answered, answered.unanswered, answered.median) == (1, 0, 7.0)


@pytest.mark.parametrize(
    ("urgency", "counted"),
    [("same_day", (1, 0, 0)), ("urgent", (0, 1, 0)), ("routine", (0, 0, 1))],
)
def test_agreement_is_counted_by_tier_and_by_rule(
    patient: Browser, nurse: Browser, here: House, urgency: str, counted: tuple[int, int, int]
) -> None:
    patient.start("a headache")
    judge(nurse, urgency, "because")
    found = told(here)
    for one, name in ((found.by_tier[0], "same_day"), (found.by_rule[0], "headache-rule")):
        assert (one.name, (one.confirmed, one.raised, one.lowered)) == (name, counted)


def test_an_alert_is_idle_until_a_nurse_does_something(
    patient: Browser, nurse: Browser, here: House
) -> None:
    patient.start("a headache")
    judge(nurse, "same_day")
    assert [(one.name, one.flagged, one.idle) for one in told(here).alerts] == [
        ("headache-rule", 1, 1)
    ]
    patient.say("a headache still")
    nurse.open_case()
    nurse.send(nurse.case_form("replies"), {"text": "Please come in."})
    assert [one.idle for one in told(here).alerts] == [0]


def test_words_are_listed_from_three_conversations_on() -> None:
    two = [frozenset({"blorgy", "once"}), frozenset({"blorgy"})]
    assert ranked(two) == ()
    assert ranked([*two, frozenset({"blorgy"})]) == (("blorgy", 3),)


def test_unknown_words_are_shown_when_three_said_them(patient: Browser, nurse: Browser) -> None:
    for _ in range(2):
        patient.start("blorg")
    nurse.get("/desk/unknown-words")
    assert "blorg" not in nurse.page.text
    patient.start("blorg")
    patient.start("555-0100 grace")
    nurse.get("/desk/unknown-words")
    assert "blorg 3" in nurse.page.text
    assert "grace" not in nurse.page.text


def test_one_person_who_repeats_a_word_is_one(patient: Browser, nurse: Browser) -> None:
    patient.start("blorg")
    for _ in range(3):
        patient.say("blorg")
    nurse.get("/desk/unknown-words")
    assert "blorg" not in nurse.page.text


def test_the_replay_page_lists_what_moves(
    app: Flask, patient: Browser, nurse: Browser, here: House
) -> None:
    patient.start("a headache")
    nurse.get("/desk/replay")
    nurse.send("/desk/replay", {})
    assert "0 of 1 conversations would move" in nurse.page.text
    bare = replace(here.triage, converse=lambda inputs, known: _none(here, inputs, known))
    app.extensions["pumpline"] = replace(here, triage=bare)
    nurse.send("/desk/replay", {})
    assert "1 of 1 conversations would move 0 up, 1 down." in nurse.page.text
    assert nurse.page.faults == []


def _none(here: House, inputs: Sequence[Input], known: Knowledge) -> tuple[Turn, ...]:
    turns = here.triage.converse(inputs, known)
    return (*turns[:-1], replace(turns[-1], urgency=None))


def test_faulty_knowledge_on_disk_is_told_by_file(
    app: Flask, nurse: Browser, here: House, tmp_path: Path
) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "odd.yaml").write_text("risk: nothing\n")
    broken = replace(here.triage, load=lambda: load(tmp_path))
    app.extensions["pumpline"] = replace(here, triage=broken)
    nurse.get("/desk/replay")
    assert nurse.send("/desk/replay", {}).status_code == 422
    assert "rules/odd.yaml" in nurse.page.text


def test_a_page_stops_after_its_time() -> None:
    moments = iter([0.0, 1.0, SECONDS + 1])
    assert list(in_time([1, 2, 3], lambda: next(moments))) == [1]
    assert list(in_time([1, 2, 3], lambda: 0.0)) == [1, 2, 3]


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_are_for_a_lead(
    nurse: Browser, another_browser: NewBrowser, here: House, path: str
) -> None:
    assert nurse.client.get(path).status_code == 200
    link = here.store.write(lambda session: invite(session, here, "nurse", "grace@example.org"))
    other = another_browser()
    set_up(other, link, email="grace@example.org")
    sign_in(other, PASSWORD, "grace@example.org")
    assert other.client.get("/desk/").status_code == 200
    assert other.client.get(path).status_code == 403


@pytest.mark.parametrize("name", ["volumes", "answers", "agreement", "alerts"])
def test_each_table_is_taken_along_as_it_is_shown(
    patient: Browser, nurse: Browser, name: str
) -> None:
    patient.start("a headache")
    judge(nurse, "urgent", "because")
    answer = nurse.client.get(f"/desk/figures/{name}.csv")
    assert answer.mimetype == "text/csv"
    assert len(list(csv.reader(StringIO(answer.text)))) > 1
    assert nurse.client.get("/desk/figures/nothing.csv").status_code == 404


@given(st.text(max_size=8))
def test_no_cell_begins_as_a_formula(text: str) -> None:
    cell = str(defused(text))
    assert not cell.startswith(RUN)
    assert cell.removeprefix("'") == text.removeprefix("'") or cell == text


def test_numbers_stay_numbers_and_commas_stay_inside() -> None:
    assert sheet(("a", "b"), [(-1, "x,y"), (2.5, "=1+1")]) == 'a,b\r\n-1,"x,y"\r\n2.5,\'=1+1\r\n'
