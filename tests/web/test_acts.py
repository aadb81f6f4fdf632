"""What the patient did when told to call, and who learns of it."""

from __future__ import annotations

import pytest

from tests.web.conftest import Browser, Clock
from web.house import House
from web.tables import PatientAct

BUTTONS = ("reached", "nobody", "going", "refused")
NEXT = {
    "reached": "Do what they told you.",
    "nobody": "No answer in 15 minutes? Go to the nearest ER.",
    "going": "Any ER will do.",
    "refused": "Ask someone near you to call, and to stay with you.",
}
SEEN = {
    "reached": "called and reached someone",
    "nobody": "NOBODY ANSWERED",
    "going": "going to the ER",
    "refused": "CAN’T OR WON’T CALL",
}


def press(patient: Browser, did: str) -> int:
    status = patient.send("/chat/did", {"did": did}).status_code
    patient.get("/chat")
    return status


@pytest.mark.parametrize("did", BUTTONS)
def test_each_act_has_a_next_step_and_is_seen_at_the_desk(
    patient: Browser, nurse: Browser, did: str
) -> None:
    patient.start("a beep")
    assert "Did you call?" in patient.page.text
    assert press(patient, did) == 303
    assert NEXT[did] in patient.page.text
    assert patient.page.faults == []
    nurse.get("/desk/")
    assert SEEN[did] in nurse.page.text
    nurse.open_case()
    assert f"did they call? {SEEN[did]}".lower() in nurse.page.text.lower()
    assert nurse.page.faults == []


def test_below_urgent_nobody_is_asked(patient: Browser) -> None:
    patient.start("a headache")
    assert patient.page.form("/chat/did") is None
    token = patient.page.form("/chat").hidden  # type: ignore[union-attr]
    assert patient.client.post("/chat/did", data={**token, "did": "nobody"}).status_code == 400


def test_what_is_no_act_is_refused(patient: Browser) -> None:
    patient.start("a beep")
    assert press(patient, "danced") == 400


def test_in_an_emergency_who_reached_nobody_calls_again(patient: Browser) -> None:
    patient.start("can't wake him")
    press(patient, "nobody")
    assert "Call 911 again now." in patient.page.text


def test_who_will_not_call_may_leave_a_number_at_once(patient: Browser) -> None:
    patient.start("a beep")
    patient.send("/chat/did", {"did": "refused"})
    assert '<details class="nhsuk-details" id="contact" open>' in patient.client.get("/chat").text


def test_a_button_pressed_twice_counts_once(patient: Browser, here: House) -> None:
    patient.start("a beep")
    for _ in range(2):
        patient.send("/chat/did", {"did": "nobody"})
    assert here.store.read(lambda session: session.query(PatientAct).count()) == 1


def test_a_graver_card_asks_anew(patient: Browser) -> None:
    patient.start("a beep")
    press(patient, "reached")
    patient.say("can't wake him")
    assert "Did you call?" in patient.page.text
    assert "Do what they told you." not in patient.page.text


def test_who_reached_nobody_is_back_in_the_queue(
    patient: Browser, nurse: Browser, clock: Clock
) -> None:
    patient.start("a beep")
    nurse.open_case()
    nurse.send(nurse.case_form("reviews"), {"urgency": "urgent"})
    nurse.get("/desk/")
    assert "Nobody waits." in nurse.page.text
    press(patient, "reached")
    nurse.get("/desk/")
    assert "Nobody waits." in nurse.page.text
    press(patient, "nobody")
    clock.forward(minutes=3)
    nurse.get("/desk/")
    assert "1 in the queue" in nurse.page.text
    assert "27 min left" in nurse.page.text


def test_an_untold_call_is_marked(patient: Browser, nurse: Browser) -> None:
    patient.start("a beep")
    nurse.open_case()
    assert "Told to call, no contact confirmed" in nurse.page.text
