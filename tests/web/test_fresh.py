"""An answer holds for a while, says so, and asks anew when it is read later."""

from __future__ import annotations

import pytest

from tests.web.conftest import Browser, Clock

OLD = "That answer is old. How are you now?"


@pytest.mark.parametrize(
    ("said", "hours"),
    [("can't wake", 0.5), ("a beep", 1), ("headache", 12), ("itch", 24), ("blorg wuzz", 1)],
)
def test_an_answer_is_old_after_its_time(
    patient: Browser, clock: Clock, said: str, hours: float
) -> None:
    patient.start(said)
    assert "Good until" in patient.page.text
    clock.forward(hours=hours, seconds=-1)
    patient.get("/chat")
    assert OLD not in patient.page.text
    clock.forward(seconds=2)
    if hours == 24:  # the chat itself is closed by then, and opened again with the code
        assert patient.get("/chat").status_code == 403
        return
    answer = patient.get("/chat").text
    assert OLD in patient.page.text
    assert '<details class="nhsuk-details" id="write" open>' in answer
    assert patient.page.faults == []


def test_what_an_old_answer_said_to_do_still_stands(patient: Browser, clock: Clock) -> None:
    patient.start("a beep")
    clock.forward(hours=2)
    patient.get("/chat")
    assert "Call your pump team now." in patient.page.text
    assert "Told to call, and nobody has helped you yet? Call now." in patient.page.text
    assert "Is it about another person now?" in patient.page.text


def test_a_new_message_makes_the_answer_new(patient: Browser, clock: Clock) -> None:
    patient.start("a beep")
    clock.forward(hours=2)
    patient.get("/chat")
    patient.say("it beeps again")
    assert OLD not in patient.page.text


def test_an_open_page_learns_that_its_answer_is_old(patient: Browser, clock: Clock) -> None:
    patient.start("a beep")
    clock.forward(hours=2)
    page = patient.client.get("/chat/messages?after=-1", headers={"X-Pumpline-Part": "1"})
    assert OLD in page.text
