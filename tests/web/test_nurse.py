"""The nurses' door."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.web.conftest import EMAIL, Browser, Clock, set_up, sign_in
from web.house import House
from web.tables import Nurse, Review
from web.welcome import first_nurse_link, invite

NewBrowser = Callable[[], Browser]


def test_the_first_link_sets_up_the_first_nurse_and_works_once(
    app: Flask, patient: Browser
) -> None:
    link = str(first_nurse_link(app))
    assert set_up(patient, link).status_code == 303
    assert patient.get(link.removeprefix("http://localhost")).status_code == 404
    assert first_nurse_link(app) is None


def test_looking_at_a_link_does_not_use_it_up(app: Flask, patient: Browser) -> None:
    link = str(first_nurse_link(app))
    patient.get(link.removeprefix("http://localhost"))
    assert set_up(patient, link).status_code == 303


def test_a_link_is_too_old_after_three_days(app: Flask, patient: Browser, clock: Clock) -> None:
    link = str(first_nurse_link(app))
    clock.forward(hours=73)
    assert patient.get(link.removeprefix("http://localhost")).status_code == 404


def test_a_weak_password_is_refused_and_the_link_still_works(app: Flask, patient: Browser) -> None:
    path = str(first_nurse_link(app)).removeprefix("http://localhost")
    patient.get(path)
    answer = patient.send(path, {"name": "Ada", "email": EMAIL, "password": "short"})
    assert answer.status_code == 422
    assert "too short" in patient.page.text
    assert set_up(patient, path).status_code == 303


def test_an_invitation_for_one_address_sets_no_other(
    nurse: Browser, patient: Browser, here: House
) -> None:
    link = here.store.write(lambda session: invite(session, here, email="grace@example.org"))
    set_up(patient, link, email=EMAIL)
    assert sign_in(patient, email="grace@example.org").status_code == 302


def test_an_open_invitation_takes_over_nobody(
    nurse: Browser, patient: Browser, here: House
) -> None:
    link = here.store.write(lambda session: invite(session, here))
    assert set_up(patient, link, email=EMAIL).status_code == 403


def test_who_is_not_signed_in_is_sent_to_sign_in(patient: Browser) -> None:
    answer = patient.client.get("/desk/")
    assert (answer.status_code, answer.location) == (303, "/desk/sign-in")


def test_a_wrong_password_opens_nothing_and_is_tried_five_times(
    app: Flask, patient: Browser
) -> None:
    set_up(patient, str(first_nurse_link(app)))
    tries = [sign_in(patient, password="wrong wrong wrong").status_code for _ in range(6)]
    assert tries == [200, 200, 200, 200, 200, 429]
    assert patient.client.get("/desk/").status_code == 303


def test_the_queue_shows_codename_tier_words_and_drug(patient: Browser, nurse: Browser) -> None:
    patient.start("my pump has a beep", drug=["morphine"])
    nurse.get("/desk/")
    assert "1 in the queue. 1 unread." in nurse.page.text
    for shown in (
        "Urgent: call now",
        "beep",
        "morphine (said)",
        "30 min left",
        "NOBODY",
        "no number",
    ):
        assert shown in nurse.page.text


def test_the_rows_alone_are_fetched_every_few_seconds(patient: Browser, nurse: Browser) -> None:
    patient.start("my pump has a beep")
    rows = nurse.client.get("/desk/queue", headers={"HX-Request": "true"})
    assert rows.status_code == 200
    assert "<html" not in rows.text
    assert 'data-hx-trigger="every 5s"' in rows.text


def test_a_case_shows_what_was_told_the_words_and_the_way_to_the_tier(
    patient: Browser, nurse: Browser
) -> None:
    patient.start("I have a headache and no fever")
    nurse.open_case()
    assert nurse.page.marks == ["headache", "fever"]
    for shown in (
        "Talk to your pump team today.",
        "The rule headache-rule counts that, because: headache counts",
        "Page: spinal-headache",
        "A book, page 7.",
        "Cannot be called",
        "Do you have a fever or a stiff neck?",
    ):
        assert shown in nurse.page.text


def test_found_words_tell_how_they_were_read(patient: Browser, nurse: Browser) -> None:
    patient.start("I have a headache and no fever")
    page = nurse.open_case().text
    assert 'title="fever: does not have it"' in page
    assert 'class="pump-finding pump-finding--denied"' in page


def test_words_that_were_not_understood_are_shown(patient: Browser, nurse: Browser) -> None:
    patient.start("blorg wuzz frap")
    nurse.open_case()
    assert "not understood: blorg , wuzz and frap" in nurse.page.text


def test_a_reply_reaches_the_patients_page_and_the_return_code(
    patient: Browser, nurse: Browser
) -> None:
    patient.start("a headache")
    nurse.open_case()
    form = nurse.case_form("replies")
    assert nurse.send(form, {"text": "Please lie down."}).status_code == 303
    assert patient.client.get("/chat/messages?after=1").status_code == 200
    patient.get("/chat")
    assert "A nurse wrote to you: Ada" in patient.page.text
    assert "Please lie down." in patient.page.text


def test_a_reply_sent_twice_is_read_once(patient: Browser, nurse: Browser) -> None:
    patient.start("a headache")
    nurse.open_case()
    form, fields = nurse.case_form("replies"), {"text": "Please lie down.", "key": "k"}
    nurse.send(form, fields)
    nurse.open_case()
    nurse.send(form, fields)
    assert patient.get("/chat").text.count("Please lie down.") == 2  # the news and the transcript


def test_an_empty_reply_is_refused(patient: Browser, nurse: Browser) -> None:
    patient.start("a headache")
    nurse.open_case()
    assert nurse.send(nurse.case_form("replies"), {"text": " "}).status_code == 422


def test_who_was_answered_waits_no_more_until_they_write_again(
    patient: Browser, nurse: Browser, clock: Clock
) -> None:
    patient.start("a headache")
    nurse.open_case()
    nurse.send(nurse.case_form("replies"), {"text": "Please lie down."})
    nurse.get("/desk/")
    assert "answered" in nurse.page.text
    clock.forward(minutes=7)
    patient.say("it is worse")
    clock.forward(minutes=2)
    nurse.get("/desk/")
    assert "7 h left" in nurse.page.text
    assert "new words" in nurse.page.text


def test_a_verdict_is_shown_to_the_patient_at_once(patient: Browser, nurse: Browser) -> None:
    patient.start("a headache")
    nurse.open_case()
    fields = {"urgency": "urgent", "note": "sounds worse than it reads"}
    assert nurse.send(nurse.case_form("reviews"), fields).status_code == 303
    patient.get("/chat")
    assert "A nurse looked at" in patient.page.text
    assert "Call your pump team now." in patient.page.text
    assert "sounds worse" not in patient.page.text


def test_a_changed_tier_without_a_reason_is_refused_and_nothing_typed_is_lost(
    patient: Browser, nurse: Browser, here: House
) -> None:
    patient.start("a headache")
    nurse.open_case()
    answer = nurse.send(nurse.case_form("reviews"), {"urgency": "self_care", "note": ""})
    assert answer.status_code == 422
    assert "Write why you lower the tier." in nurse.page.text
    assert 'value="self_care" checked' in answer.text
    assert here.store.read(lambda session: session.scalar(select(Review))) is None


def test_a_confirmed_case_leaves_the_queue(patient: Browser, nurse: Browser) -> None:
    patient.start("a headache")
    nurse.open_case()
    nurse.send(nurse.case_form("reviews"), {"urgency": "same_day"})
    nurse.get("/desk/")
    assert "Nobody waits." in nurse.page.text


def test_a_closed_case_opens_again_when_the_patient_writes(
    patient: Browser, nurse: Browser
) -> None:
    patient.start("a headache")
    page = nurse.open_case().request.path
    nurse.send(nurse.case_form("close"), {"outcome": "advised"})
    patient.get("/chat")
    assert "A nurse looked at this and closed it." in patient.page.text
    nurse.get(page)
    assert "Closed: Advised, no visit needed." in nurse.page.text
    patient.say("it is worse")
    nurse.open_case()
    assert "Closed:" not in nurse.page.text
    assert "Re-opened by the patient." in nurse.page.text


def test_a_case_of_nobody_is_not_found(nurse: Browser) -> None:
    unknown = "/desk/cases/00000000-0000-0000-0000-000000000000"
    assert nurse.get(unknown).status_code == 404


def look_after(nurse: Browser, clock: Clock, minutes: float) -> TestResponse:
    """What the page's own look for news brings so many minutes later."""
    clock.forward(minutes=minutes)
    return nurse.client.get("/desk/queue", headers={"HX-Request": "true"})


def test_a_session_ends_when_it_is_idle_however_often_the_page_looks(
    nurse: Browser, clock: Clock
) -> None:
    assert nurse.client.get("/desk/").status_code == 200
    looks = [look_after(nurse, clock, minutes=4) for _ in range(4)]
    assert [look.status_code for look in looks] == [200, 200, 200, 401]
    assert looks[-1].headers["HX-Redirect"] == "/desk/sign-in"


def test_who_was_idle_can_sign_in_again(nurse: Browser, clock: Clock) -> None:
    clock.forward(minutes=16)
    assert nurse.client.get("/desk/").status_code == 303
    sign_in(nurse)
    assert nurse.client.get("/desk/").status_code == 200


def test_a_session_ends_after_a_shift(nurse: Browser, clock: Clock) -> None:
    def open_after(minutes: float) -> int:
        clock.forward(minutes=minutes)
        return nurse.client.get("/desk/").status_code

    assert {open_after(10) for _ in range(60)} == {200}
    assert open_after(11) == 303


def test_a_disabled_nurse_is_out_at_once(app: Flask, nurse: Browser) -> None:
    app.test_cli_runner().invoke(args=["nurse", "disable", EMAIL])
    assert nurse.client.get("/desk/").status_code == 303


def test_a_signed_out_nurse_is_out(nurse: Browser) -> None:
    nurse.get("/desk/")
    nurse.send("/desk/sign-out", {})
    assert nurse.client.get("/desk/").status_code == 303


def test_passwords_are_kept_as_argon2(nurse: Browser, here: House) -> None:
    password = here.store.read(lambda session: session.scalars(select(Nurse.password)).one())
    assert "$argon2id$" in password


@pytest.mark.parametrize("sent", ["<b>bold</b>", "<script>alert(1)</script>", "\u202etxt.exe"])
def test_patients_words_stay_words_at_the_desk(patient: Browser, nurse: Browser, sent: str) -> None:
    patient.start(f"a headache {sent}")
    page = nurse.open_case().text
    assert sent not in page


def test_the_book_of_the_knowledge_can_be_taken_along(nurse: Browser) -> None:
    nurse.get("/desk/")
    assert "/desk/book" in nurse.page.links
    answer = nurse.client.get("/desk/book")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "What Pumpline knows" in answer.text
