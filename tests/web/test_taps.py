"""One tap each: awake, with them, alone, read; and what no tap means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

import pytest

from tests.web import fakes
from tests.web.conftest import Browser, Clock
from triage.model import Input, Knowledge, Question, Turn
from web.conversations import Triage, find_silent
from web.conversations.replay import Converse
from web.house import House
from web.jobs.registry import FIRST

SLEEPY = replace(fakes.GROUP, first_with=("drowsy",))


@pytest.fixture
def triage() -> Triage:
    """The small engine, whose question is about staying awake."""
    known = fakes.triage().knowledge
    questions = MappingProxyType({**known.questions, SLEEPY.id: SLEEPY})
    return Triage(asking(SLEEPY), replace(known, questions=questions))


def asking(question: Question) -> Converse:
    def converse(inputs: Sequence[Input], known: Knowledge) -> tuple[Turn, ...]:
        turns = fakes.converse(inputs, known)
        return tuple(replace(turn, question=turn.question and question) for turn in turns)

    return converse


def tap(patient: Browser, sign: str) -> int:
    """Press one of the buttons; those beside the question belong to its form."""
    form = patient.page.form("/chat/tap") or patient.page.form("/chat")
    assert form is not None
    status = patient.client.post("/chat/tap", data={**form.hidden, "sign": sign}).status_code
    patient.get("/chat")
    return status


def test_no_tap_for_two_minutes_is_an_emergency(
    patient: Browser, nurse: Browser, clock: Clock
) -> None:
    patient.start("headache")
    assert "I’m awake" in patient.page.text
    clock.forward(seconds=119)
    patient.get("/chat")
    assert "Call 911 now." not in patient.page.text
    clock.forward(seconds=1)
    answer = patient.get("/chat")
    assert "Call 911 now." in patient.page.text
    assert "data-alarm" in answer.text
    assert patient.page.faults == []
    nurse.open_case()
    assert "Stopped answering while drowsy" in nurse.page.text


@pytest.mark.parametrize("sign", ["awake", "handed_over"])
def test_a_tap_begins_the_two_minutes_anew(patient: Browser, clock: Clock, sign: str) -> None:
    patient.start("headache")
    clock.forward(seconds=100)
    assert tap(patient, sign) == 303
    clock.forward(seconds=100)
    patient.get("/chat")
    assert "Call 911 now." not in patient.page.text


def test_an_answer_ends_the_counting(patient: Browser, clock: Clock) -> None:
    patient.start("headache")
    patient.say("no")
    clock.forward(minutes=10)
    patient.get("/chat")
    assert "Call 911 now." not in patient.page.text


def test_the_open_page_learns_it_when_it_looks(patient: Browser, clock: Clock) -> None:
    patient.start("headache")
    clock.forward(minutes=2)
    answer = patient.client.get("/chat/messages?after=99", headers={"X-Pumpline-Part": "1"})
    assert "Nobody tapped for 2 minutes." in answer.text


def test_the_clock_finds_who_shut_the_page(patient: Browser, here: House, clock: Clock) -> None:
    patient.start("headache")
    clock.forward(minutes=2)
    job = next(job for job in FIRST if job.name == "silence")
    job.work(here, clock())
    clinic = here.config.clinic
    assert here.store.read(lambda session: find_silent(session, clinic, clock())) == ()
    patient.get("/chat")
    assert "Nobody tapped for 2 minutes." in patient.page.text


def test_without_scripts_the_page_looks_again_by_itself(patient: Browser) -> None:
    patient.start("headache")
    assert '<meta http-equiv="refresh" content="125">' in patient.client.get("/chat").text
    patient.say("no")
    assert "http-equiv" not in patient.client.get("/chat").text


def test_a_carer_is_first_asked_whether_they_are_with_them(patient: Browser) -> None:
    patient.start("beep", who="caregiver")
    assert "First: are you with them right now?" in patient.page.text
    tap(patient, "not_with_them")
    assert "Call them now." in patient.page.text
    assert "their address, not yours" in patient.page.text
    tap(patient, "with_them")
    assert "You are with them" in patient.page.text
    assert patient.page.faults == []


def test_who_writes_for_themselves_is_not_asked(patient: Browser) -> None:
    patient.start("beep", who="patient")
    assert "are you with them" not in patient.page.text.lower()


def test_a_carer_may_say_it_on_the_first_page(patient: Browser) -> None:
    patient.start("beep", who="caregiver", **{"with": "no"})
    assert "You are not with them" in patient.page.text


def test_thoughts_of_dying_get_a_card_of_their_own(patient: Browser) -> None:
    patient.start("I want to kill myself")
    assert patient.page.links.index("tel:988") < patient.page.links.index("sms:988")
    for absent in ("Did you call?", "Know your pump?", "paramedics"):
        assert absent not in patient.page.text
    assert "Are you alone right now?" in patient.page.text
    tap(patient, "alone")
    assert "Call or text the line above now." in patient.page.text
    assert patient.page.faults == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("my 8 year old son has a beep", "For a child"),
        ("I am 15 years old, beep", "Who can see this chat?"),
        ("I am 50 years old, beep", None),
        ("my pump is 7 years old, beep", None),
    ],
)
def test_a_young_age_brings_its_lines(patient: Browser, text: str, shown: str | None) -> None:
    patient.start(text)
    found = [one for one in ("For a child", "Who can see this chat?") if one in patient.page.text]
    assert found == ([shown] if shown else [])


@pytest.mark.parametrize("sign", ["silent", "danced", "", "delete"])
def test_what_is_no_tap_is_refused(patient: Browser, sign: str) -> None:
    patient.start("beep")
    assert tap(patient, sign) == 400


def test_a_nurses_words_are_new_until_they_are_read(patient: Browser, nurse: Browser) -> None:
    patient.start("headache")
    nurse.open_case()
    nurse.send(nurse.case_form("replies"), {"text": "Please lie down."})
    answer = patient.get("/chat").text
    assert "data-unread" in answer
    tap(patient, "read")
    assert "data-unread" not in patient.client.get("/chat").text
