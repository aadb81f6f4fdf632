"""The patient's door."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from tests.web.conftest import Browser, Clock
from web.house import House
from web.tables import Conversation

NewBrowser = Callable[[], Browser]


def test_the_first_page_says_who_it_is_for_and_that_it_is_no_emergency_service(
    patient: Browser,
) -> None:
    patient.get("/")
    assert "pain pump" in patient.page.text
    assert "not an emergency service" in patient.page.text
    assert {"/start"} == {form.action for form in patient.page.forms}


def test_a_message_is_answered_with_one_card_and_one_question(patient: Browser) -> None:
    answer = patient.start("I have a headache")
    assert answer.status_code == 200
    assert "Talk to your pump team today." in patient.page.text
    assert "Do you have a fever or a stiff neck?" in patient.page.text
    assert answer.text.count("nhsuk-card--care ") == 1


def test_the_answer_comes_after_a_redirect_so_that_a_reload_sends_nothing(patient: Browser) -> None:
    patient.get("/")
    answer = patient.send("/start", {"text": "headache"})
    assert (answer.status_code, answer.location) == (303, "/chat")


def test_an_emergency_shows_the_number_first_and_asks_nothing(patient: Browser) -> None:
    patient.start("I can't wake my mother")
    assert "tel:911" in patient.page.links
    assert "Call 911 now" in patient.page.text
    assert patient.page.form("/chat") is not None
    assert "question" not in patient.page.form("/chat").hidden  # type: ignore[union-attr]


def test_a_warning_that_begins_with_the_number_is_shown(patient: Browser) -> None:
    patient.start("my pump makes a beep")
    assert "Call 911 if you get very sleepy." in patient.page.text


def test_from_urgent_up_nobody_is_told_to_wait(patient: Browser) -> None:
    for said in ("a beep", "can't wake him"):
        assert '<details class="nhsuk-details" id="write">' in patient.start(said).text
        assert "Do not wait for an answer here." in patient.page.text
    assert '<details class="nhsuk-details" id="write" open>' in patient.start("headache").text


def test_an_emergency_hides_nothing_that_is_to_be_done(patient: Browser) -> None:
    answer = patient.start("can't wake him").text
    assert '<details class="nhsuk-details" id="more" open' in answer
    assert '<details class="nhsuk-details" id="more">' in patient.start("headache").text


def test_who_thinks_of_dying_reads_the_crisis_line_first(patient: Browser) -> None:
    patient.start("I want to kill myself")
    numbers = [link for link in patient.page.links if link.startswith("tel:")]
    assert numbers[1:3] == ["tel:988", "tel:911"]


def test_who_needs_the_pump_team_is_given_its_number(patient: Browser) -> None:
    patient.start("my pump makes a beep")
    assert "tel:+15550100" in patient.page.links


def test_what_is_not_understood_is_never_called_fine(patient: Browser) -> None:
    patient.start("blorg wuzz frap")
    assert "A nurse needs to read this." in patient.page.text
    assert "tel:+15550100" in patient.page.links


def test_a_button_answers_the_question(patient: Browser) -> None:
    patient.start("headache")
    patient.say("", answer="Yes")
    assert "Call your pump team now." in patient.page.text


def test_a_box_answers_for_its_concept(patient: Browser) -> None:
    patient.start("headache")
    patient.say("", answer="Yes", tick=["fever"])
    assert "Call your pump team now." in patient.page.text
    assert "Ticked: Fever" in patient.page.text


def test_a_button_and_words_are_both_heard(patient: Browser) -> None:
    patient.start("headache")
    patient.say("and I can't wake my father", answer="No")
    assert "No. and I can't wake my father" in patient.page.text
    assert "Call 911 now." in patient.page.text


def test_why_is_told_in_the_patients_words_and_without_names_of_diseases(patient: Browser) -> None:
    patient.start("I have a fever")
    assert "You told us: fever" in patient.page.text
    assert "It may be about: something serious." in patient.page.text
    assert "Page: meningitis" in patient.page.text


def test_the_return_code_is_shown_until_the_second_message(patient: Browser) -> None:
    patient.start("headache")
    assert "Write it down now" in patient.page.text
    patient.say("it is worse")
    assert "Write it down now" not in patient.page.text


def test_the_return_code_opens_the_chat_on_another_phone(
    patient: Browser, another_browser: NewBrowser
) -> None:
    patient.start("headache")
    other = another_browser()
    other.get("/return")
    answer = other.send("/return", {"code": code_of(patient)})
    assert answer.status_code == 303
    other.get("/chat")
    assert "headache" in other.page.text
    assert "Write it down now" not in other.page.text


def test_four_letters_of_each_word_and_any_case_will_do(
    patient: Browser, another_browser: NewBrowser
) -> None:
    patient.start("headache")
    short = " ".join(word[:4].upper() for word in code_of(patient).split())
    other = another_browser()
    other.get("/return")
    assert other.send("/return", {"code": short}).status_code == 303


def test_a_code_may_be_tried_five_times_an_hour(patient: Browser, clock: Clock) -> None:
    patient.get("/return")
    tries = [patient.send("/return", {"code": "six wrong words"}).status_code for _ in range(6)]
    assert tries == [422, 422, 422, 422, 422, 429]
    assert "911" in patient.page.text
    clock.forward(hours=1, seconds=1)
    patient.get("/return")
    assert patient.send("/return", {"code": "six wrong words"}).status_code == 422


def test_who_is_throttled_may_still_write(patient: Browser) -> None:
    patient.get("/return")
    for _ in range(6):
        patient.send("/return", {"code": "wrong"})
    patient.start("can't wake him")
    assert "Call 911 now" in patient.page.text


def test_a_name_and_a_number_can_be_left(patient: Browser, nurse: Browser) -> None:
    patient.start("headache")
    patient.send("/chat/contact", {"name": "Sam", "phone": "555 0199"})
    patient.get("/chat")
    assert "We have a number for you." in patient.page.text
    nurse.open_case()
    assert "Sam" in nurse.page.text
    assert "tel:5550199" in nurse.page.links


def test_what_was_told_of_the_pump_reaches_engine_and_nurse(
    patient: Browser, nurse: Browser
) -> None:
    patient.start("headache", who="caregiver", drug=["baclofen"], refill_due="2026-11-20")
    nurse.open_case()
    assert "Somebody who cares for them" in nurse.page.text
    assert "baclofen" in nurse.page.text
    assert "OVERDUE" in nurse.page.text


def test_a_misreading_can_be_struck_and_the_nurse_still_sees_the_former_tier(
    patient: Browser, nurse: Browser
) -> None:
    words = "I itch, and my son had a fever"
    patient.start(words)
    read = {
        "seq": "1",
        "start": str(words.index("fever")),
        "concept": "fever",
        "status": "other_person",
    }
    assert "Call your pump team now." in patient.page.text
    patient.send("/chat/misread", read)
    patient.get("/chat")
    assert "You can start at home." in patient.page.text
    nurse.open_case()
    assert "Corrected by the patient , was Urgent" in nurse.page.text


def test_nothing_new_is_answered_with_nothing(patient: Browser) -> None:
    patient.start("headache")
    assert patient.client.get("/chat/messages?after=1").status_code == 204
    news = patient.client.get("/chat/messages?after=0", headers={"X-Pumpline-Part": "1"})
    assert (news.status_code, news.headers["X-Pumpline-Part"]) == (200, "1")
    assert "<html" not in news.text
    assert 'data-region="card"' in news.text


def test_the_script_gets_the_chat_alone(patient: Browser) -> None:
    patient.start("headache")
    answer = patient.send("/chat", {"text": "fever"}, headers={"X-Pumpline-Part": "1"})
    assert (answer.status_code, answer.headers["X-Pumpline-Part"]) == (200, "2")
    assert "Call your pump team now." in answer.text


def test_a_chat_can_be_closed_on_a_shared_phone(patient: Browser) -> None:
    patient.start("headache")
    patient.get("/chat/end")
    patient.send("/leave", {})
    assert patient.get("/chat").status_code == 403
    assert "headache" not in patient.page.text


def test_a_chat_is_open_for_a_day(patient: Browser, clock: Clock) -> None:
    patient.start("headache")
    clock.forward(hours=23)
    assert patient.get("/chat").status_code == 200
    clock.forward(hours=2)
    assert patient.get("/chat").status_code == 403


def test_the_first_page_leads_back_to_an_open_chat(patient: Browser) -> None:
    patient.start("headache")
    patient.get("/")
    assert "/chat" in patient.page.links


def test_the_cookie_is_our_own_and_scripts_cannot_read_it(patient: Browser, here: House) -> None:
    cookie = patient.client.get("/").headers["Set-Cookie"]
    assert cookie.startswith("pumpline=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Max-Age" not in cookie


def test_the_patients_door_leaves_no_session_of_the_desk(patient: Browser) -> None:
    patient.start("headache")
    assert patient.client.get_cookie("desk") is None


def code_of(browser: Browser) -> str:
    """The six words that the page shows."""
    words = browser.page.text.split("Your return code ")[1].split(" ")
    return " ".join(words[:6])


def conversations(here: House) -> int:
    return here.store.read(lambda session: len(session.scalars(select(Conversation)).all()))


def first_form(browser: Browser) -> tuple[str, dict[str, str]]:
    """The cookie of the first page, and what its form carries."""
    browser.get("/")
    cookie, form = browser.client.get_cookie("pumpline"), browser.page.form("/start")
    assert cookie is not None
    assert form is not None
    return cookie.value, {**form.hidden, "text": "headache"}


def test_a_first_message_whose_answer_was_lost_begins_nothing_new(
    patient: Browser, here: House
) -> None:
    cookie, sent = first_form(patient)
    patient.client.post("/start", data=sent)
    patient.client.set_cookie("pumpline", cookie)  # the answer never came
    patient.client.post("/start", data=sent)
    assert patient.get("/chat").text.count("headache") >= 1
    assert conversations(here) == 1


def test_another_first_message_begins_another(patient: Browser, here: House) -> None:
    patient.get("/")
    patient.send("/start", {"text": "headache", "key": "one"})
    patient.get("/")
    patient.send("/start", {"text": "itch", "key": "two"})
    assert conversations(here) == 2


def test_a_first_message_that_comes_back_after_the_end_begins_another(
    patient: Browser, here: House
) -> None:
    cookie, sent = first_form(patient)
    patient.client.post("/start", data=sent)
    patient.get("/chat/end")
    patient.send("/leave", {})
    patient.client.set_cookie("pumpline", cookie)
    assert patient.client.post("/start", data=sent).status_code == 303
    assert (patient.get("/chat").status_code, conversations(here)) == (200, 2)
