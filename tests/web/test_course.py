"""A conversation that ended long ago is gone on from in a new one, and the two stay linked."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from tests.web.conftest import Browser, Clock, sign_in
from web.conversations import Course, course_of
from web.house import House
from web.tables import Conversation

NewBrowser = Callable[[], Browser]


def all_of(here: House) -> list[Conversation]:
    return here.store.read(
        lambda session: list(session.query(Conversation).order_by(Conversation.started_at))
    )


def course(here: House, name: UUID) -> Course:
    return here.store.read(lambda session: course_of(session, "clinic", name))


def code_on(patient: Browser) -> str:
    """The return code, as the page shows it beside the first answer."""
    html = patient.client.get("/chat").text
    return html.split('class="pump-code">')[1].split("<")[0].strip()


def come_back(patient: Browser, code: str) -> None:
    patient.get("/return")
    assert patient.send("/return", {"code": code}).status_code == 303
    patient.get("/chat")


def test_a_message_long_after_the_end_begins_a_linked_conversation(
    patient: Browser, here: House, clock: Clock
) -> None:
    patient.start("itch", drug=["morphine"])
    code = code_on(patient)
    clock.forward(hours=97)
    come_back(patient, code)
    assert patient.say("a headache").status_code == 200
    first, second = all_of(here)
    assert second.earlier_id == first.id
    assert "Talk to your pump team today." in patient.page.text
    assert [one.codename for one in course(here, second.id).before] == [first.codename]
    assert [one.codename for one in course(here, first.id).after] == [second.codename]


def test_within_that_time_it_goes_on(patient: Browser, here: House, clock: Clock) -> None:
    patient.start("itch")
    code = code_on(patient)
    clock.forward(hours=95)
    come_back(patient, code)
    patient.say("a headache")
    assert [one.earlier_id for one in all_of(here)] == [None]


def test_what_waits_for_a_nurse_never_ends_by_itself(
    patient: Browser, here: House, clock: Clock
) -> None:
    patient.start("a headache")
    code = code_on(patient)
    clock.forward(hours=200)
    come_back(patient, code)
    patient.say("itch")
    assert len(all_of(here)) == 1


def test_the_old_code_opens_the_new_conversation(
    patient: Browser, another_browser: NewBrowser, here: House, clock: Clock
) -> None:
    patient.start("itch")
    code = code_on(patient)
    clock.forward(hours=97)
    come_back(patient, code)
    patient.say("a headache")
    other = another_browser()
    come_back(other, code)
    assert "Talk to your pump team today." in other.page.text


def test_what_was_told_of_the_pump_goes_along(
    patient: Browser, nurse: Browser, clock: Clock
) -> None:
    patient.start("itch", drug=["morphine"])
    code = code_on(patient)
    clock.forward(hours=97)
    come_back(patient, code)
    patient.say("a headache")
    sign_in(nurse)  # the desk's session is long over
    nurse.open_case()
    assert "In the pump morphine they said" in nurse.page.text


def test_somebody_who_begins_anew_is_linked_to_nobody(patient: Browser, here: House) -> None:
    patient.start("itch")
    patient.start("a headache")
    assert [one.earlier_id for one in all_of(here)] == [None, None]


def test_the_course_runs_over_messages_and_has_a_table(
    patient: Browser, nurse: Browser, here: House
) -> None:
    patient.start("a headache")
    patient.say("no headache, but a fever")
    (one,) = all_of(here)
    found = course(here, one.id)
    assert set(found.rows) == {"headache", "fever"}
    told = [{name: mark.status for name, mark in column.marks.items()} for column in found.columns]
    assert told == [{"headache": "present"}, {"headache": "denied", "fever": "present"}]
    html = nurse.open_case().text
    assert '<svg class="pump-course"' in html
    assert "Each symptom over time" in html
    assert nurse.page.faults == []


def test_one_message_draws_no_course(patient: Browser, nurse: Browser) -> None:
    patient.start("a headache")
    assert '<svg class="pump-course"' not in nurse.open_case().text
