"""What is told of the person and the pump: by the patient, or confirmed by the clinic's link."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

import knowledge
from tests.web.conftest import HOST, MORNING, Browser, Clock
from web import passports
from web.conversations import CONDITIONS, Told
from web.conversations.told import HOLDS, USUAL
from web.house import House
from web.passport_form import NORMAL, month, read_passport
from web.tables import PassportEntry

BACLOFEN = Told(drugs=("baclofen",), refill_due=date(2026, 12, 1))


def path(here: House, told: Told = BACLOFEN) -> str:
    return passports.link(told, here).removeprefix(HOST)


def test_what_the_passport_names_is_known_to_the_rules() -> None:
    symptoms = knowledge.load().symptoms
    named = {name for names in (*USUAL.values(), *HOLDS.values(), CONDITIONS) for name in names}
    assert named <= set(symptoms)
    assert all(symptoms[name].person for name in CONDITIONS)
    said = {(name, word) for name, words in NORMAL.items() for word in words}
    assert set(USUAL) | set(HOLDS) <= said


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2026-11", date(2026, 11, 1)), ("11/2026", date(2026, 11, 1)),
        ("Nov 2026", date(2026, 11, 1)),
        ("november 2026", date(2026, 11, 1)), ("13/2026", None), ("2026", None), ("soon", None),
    ],
)  # fmt: skip
def test_a_month_is_read_as_people_write_it(typed: str, read: date | None) -> None:
    assert month(typed) == read


def test_a_day_takes_the_place_of_a_month_and_a_month_of_a_day() -> None:
    day = Told(on=MappingProxyType({"refill": date(2026, 11, 3)}))
    about = Told(about=MappingProxyType({"refill": date(2026, 11, 1)}))
    assert not day.merged(about).on
    assert not about.merged(day).about
    profile = about.profile(MORNING, "US")
    assert "refill" not in profile.days_since
    assert profile.days_between["refill"] == (0, 23)


def test_the_alarm_date_counts_where_it_comes_before_the_refill() -> None:
    both = Told(refill_due=date(2026, 12, 1), alarm_due=date(2026, 11, 20))
    assert both.profile(MORNING, "US").days_until_refill == -4
    assert BACLOFEN.profile(MORNING, "US").days_until_refill == 7


def test_what_cannot_be_read_is_named_and_nothing_else_is_lost() -> None:
    told, faults = read_passport(
        MultiDict([("refill", "lately"), ("age", "x"), ("drug", "baclofen")])
    )
    assert (told.drugs, set(faults)) == (("baclofen",), {"refill", "age"})


def test_a_passport_told_in_the_chat_is_kept_and_shown_as_said(
    patient: Browser, nurse: Browser
) -> None:
    patient.start("headache")
    patient.get("/chat/passport")
    patient.send("/chat/passport", {"drug": "baclofen", "walks": "no", "refill_about": "2026-10"})
    patient.get("/chat/passport")
    assert "you said" in patient.page.text
    assert "clinic confirmed" not in patient.page.text
    assert patient.page.faults == []
    nurse.open_case()
    assert "baclofen" in nurse.page.text


def test_a_field_that_cannot_be_read_keeps_the_form(patient: Browser) -> None:
    patient.start("headache")
    patient.get("/chat/passport")
    answer = patient.send("/chat/passport", {"refill": "lately", "model": "Sync II"})
    assert answer.status_code == 422
    assert "Sync II" in answer.text
    assert patient.page.faults == []


def test_the_link_tells_nothing_in_the_clear(here: House) -> None:
    assert "baclofen" not in path(here)
    assert len(path(here)) < 400


def test_the_clinics_link_fills_the_open_chat(patient: Browser, here: House) -> None:
    patient.start("headache")
    patient.get(path(here))
    assert "Baclofen" in patient.page.text
    patient.send("/passport", {})
    patient.get("/chat/passport")
    assert "clinic confirmed" in patient.page.text


def test_the_clinics_link_goes_with_the_first_words(patient: Browser, here: House) -> None:
    patient.get(path(here))
    assert patient.send("/passport/begin", {}).status_code == 200
    patient.send("/start", {"text": ""})  # an empty message loses nothing
    patient.send("/start", {"text": "headache"})
    patient.get("/chat/passport")
    assert "clinic confirmed" in patient.page.text


def test_what_the_patient_says_later_is_theirs_again(patient: Browser, here: House) -> None:
    patient.start("headache")
    patient.get(path(here))
    patient.send("/passport", {})
    patient.get("/chat/passport")
    patient.send("/chat/passport", {"drug": "morphine"})
    patient.get("/chat/passport")
    assert "you said" in patient.page.text


@pytest.mark.parametrize("spoil", ["cut", "changed", "late"])
def test_a_link_that_is_spoilt_or_old_opens_nothing(
    patient: Browser, here: House, clock: Clock, spoil: str
) -> None:
    link = path(here)
    if spoil == "late":
        clock.forward(days=15)
    else:
        link = (
            link[:-9]
            if spoil == "cut"
            else link[:-9] + ("A" if link[-9] != "A" else "B") + link[-8:]
        )
    assert patient.get(link).status_code == 404
    assert "Baclofen" not in patient.page.text


def test_a_passport_sent_twice_is_kept_once(patient: Browser, here: House) -> None:
    patient.start("headache")
    patient.get("/chat/passport")
    for _ in range(2):
        patient.send("/chat/passport", {"drug": "baclofen"})
    assert here.store.read(lambda session: session.query(PassportEntry).count()) == 1


def test_a_nurse_makes_the_link_with_its_square(nurse: Browser, patient: Browser) -> None:
    nurse.get("/desk/passport")
    assert nurse.send("/desk/passport", {}).status_code == 422
    answer = nurse.send("/desk/passport", {"drug": "baclofen", "refill_due": "2026-12-01"})
    assert "<svg" in answer.text
    assert nurse.page.faults == []
    link = next(word for word in nurse.page.text.split() if word.startswith(f"{HOST}/passport/"))
    assert patient.get(link.removeprefix(HOST)).status_code == 200


def test_the_command_prints_a_link(app: Flask, patient: Browser) -> None:
    run = app.test_cli_runner().invoke
    made = run(args=["passport", "link", "--drug", "baclofen", "--day", "refill=2026-11-03"])
    assert patient.get(made.output.strip().removeprefix(HOST)).status_code == 200
    assert run(args=["passport", "link"]).exit_code == 1
    assert run(args=["passport", "link", "--day", "refill=soon"]).exit_code == 1
