"""The doors with the real engine and the knowledge of this checkout."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.conftest import Browser
from triage import converse
from triage.model import Knowledge
from web.conversations import Triage

URGENT = "I have a fever and a stiff neck and I am confused"


@pytest.fixture
def triage(known: Knowledge) -> Triage:
    return Triage(converse, known)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("I can't wake my husband, he breathes very slowly", "Emergency"),
        (URGENT, "Emergency"),
        ("my pump is beeping", "Urgent: call now"),
        ("I want to kill myself", "Emergency"),
    ],
)
def test_what_is_dangerous_is_shown_as_such(patient: Browser, text: str, level: str) -> None:
    patient.start(text)
    assert f"{level}:" in patient.page.text
    assert patient.page.faults == []


def test_a_greeting_and_a_question_of_fact_are_not_called_fine(patient: Browser) -> None:
    for text in ("hello", "can I take a bath"):
        patient.start(text)
        assert "Nobody has checked how you are." in patient.page.text


def test_what_is_not_understood_goes_to_a_nurse(patient: Browser, nurse: Browser) -> None:
    patient.start("blorg wuzz frap zorp")
    nurse.open_case()
    assert "Not judged yet" in nurse.page.text


def test_every_tile_is_understood(patient: Browser, nurse: Browser) -> None:
    for words in tiles(patient):
        patient.start("", answer=words)
        assert "A nurse needs to read this." not in patient.page.text, words
        assert patient.page.faults == [], words


def tiles(browser: Browser) -> Iterator[str]:
    page = browser.client.get("/").text
    for part in page.split('name="answer" value="')[1:]:
        yield part.split('"')[0]


def test_boxes_answer_for_themselves(patient: Browser) -> None:
    patient.start("I have a headache since the operation")
    patient.say("", answer="No")
    assert "Emergency:" not in patient.page.text


def test_the_whole_path_is_kept_and_replayed(patient: Browser, nurse: Browser) -> None:
    for text in ("my legs are stiff and I itch", "baclofen", "yes", "no"):
        patient.say(text) if patient.page.form("/chat") else patient.start(text)
    assert nurse.open_case().status_code == 200
    assert nurse.page.faults == []
    assert nurse.page.marks
