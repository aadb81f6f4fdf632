"""How a chat ends: on one phone, or everywhere; and an answer that is changed before."""

from __future__ import annotations

from collections.abc import Callable

from tests.web.conftest import Browser
from web.conversations import wants_deletion
from web.house import House
from web.tables import Conversation, Message


def code_of(patient: Browser) -> str:
    text = patient.client.get("/chat").text
    return text.split('class="pump-code">')[1].split("<")[0]


def test_ending_asks_once_and_clears_the_phone(patient: Browser) -> None:
    patient.start("headache")
    code = code_of(patient)
    patient.get("/chat/end")
    assert patient.page.faults == []
    answer = patient.send("/leave", {})
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert patient.get("/chat").status_code == 403
    patient.get("/return")
    assert patient.send("/return", {"code": code}).status_code == 303


def test_deleting_takes_it_off_every_phone_and_leaves_it_to_the_nurse(
    patient: Browser, another_browser: Callable[[], Browser], nurse: Browser, here: House
) -> None:
    patient.start("headache")
    code, other = code_of(patient), another_browser()
    other.get("/return")
    other.send("/return", {"code": code})
    patient.get("/chat/end")
    patient.send("/chat/delete", {})
    assert patient.get("/chat").status_code == 403
    assert other.get("/chat").status_code == 403
    other.get("/return")
    assert other.send("/return", {"code": code}).status_code == 422
    nurse.open_case()
    assert "Asked for all of this to be deleted" in nurse.page.text

    def asked(session: object) -> tuple[int, bool]:
        one = session.query(Conversation).one()  # type: ignore[attr-defined]
        kept = session.query(Message).count()  # type: ignore[attr-defined]
        return kept, wants_deletion(session, one.clinic_id, one.id)  # type: ignore[arg-type]

    assert here.store.read(asked) == (1, True)


def test_a_chat_opened_elsewhere_asks_whether_it_is_the_same_person(
    patient: Browser, another_browser: Callable[[], Browser]
) -> None:
    patient.start("headache")
    assert "Is this still about the same person?" not in patient.page.text
    code, other = code_of(patient), another_browser()
    other.get("/return")
    answer = other.send("/return", {"code": code})
    other.get(answer.headers["Location"])
    assert "Is this still about the same person?" in other.page.text
    assert other.page.faults == []


def test_an_answer_can_be_changed_and_only_upwards(patient: Browser) -> None:
    patient.start("headache")
    assert "of at most 6." in patient.page.text
    patient.say("no")
    link = next(link for link in patient.page.links if "/chat/change/" in link)
    patient.get(link)
    assert "It can’t make it less urgent" in patient.page.text
    assert patient.page.faults == []
    patient.send("/chat", {"answer": "Yes", "tick": "fever"})
    patient.get("/chat")
    assert "Call your pump team now." in patient.page.text
    assert patient.get("/chat/change/99").status_code == 404


def test_a_nurses_tier_changes_the_card_at_once(patient: Browser, nurse: Browser) -> None:
    patient.start("headache")
    nurse.open_case()
    nurse.send(nurse.case_form("reviews"), {"urgency": "routine", "note": "known for years"})
    patient.get("/chat")
    assert "A nurse looked at" in patient.page.text
    assert "(before: Today)" in patient.page.text


def test_the_hour_is_told_below_urgent_and_not_above(patient: Browser) -> None:
    patient.start("headache")
    assert "A nurse should read this by" in patient.page.text
    patient.start("beep")
    assert "A nurse should read this by" not in patient.page.text
    assert "Do not wait for an answer here." in patient.page.text


def test_a_form_of_another_cookie_keeps_its_words(patient: Browser) -> None:
    patient.start("headache")
    answer = patient.client.post("/chat", data={"text": "my long story"})
    assert answer.status_code == 400
    assert "my long story" in answer.text
    assert "return code" in answer.text
