"""Whatever is sent: a clear answer, the emergency line, and nothing typed is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from tests.web import fakes
from tests.web.conftest import Browser, Clock
from web import create_app
from web.config import Config
from web.conversations import Triage
from web.house import House
from web.tables import Message

LINE = "Call 911 if someone can’t be woken"
ODD = {
    "NUL": ("a headache\0", "a headache\ufffd"),
    "bidi": ("\u202ea headache\u202c", "\u202ea headache\u202c"),
    "markup": ("<script>alert(1)</script> headache", "<script>alert(1)</script> headache"),
    "lines": ("a headache\r\nand more", "a headache\nand more"),
    "emoji": ("headache \U0001f92f", "headache \U0001f92f"),
    "nothing to see": ("\u200b\u2060headache", "\u200b\u2060headache"),
    "template": ("{{ 7 * 7 }} {% headache %}", "{{ 7 * 7 }} {% headache %}"),
    "quotes": ("'; DROP TABLE message; -- headache", "'; DROP TABLE message; -- headache"),
}


def stored(here: House) -> list[str]:
    found = here.store.read(lambda session: session.scalars(select(Message)).all())
    return [message.text for message in found]


@pytest.mark.parametrize(("sent", "kept"), ODD.values(), ids=ODD.keys())
def test_odd_characters_are_taken_as_they_are(
    patient: Browser, nurse: Browser, here: House, sent: str, kept: str
) -> None:
    answer = patient.start(sent)
    assert answer.status_code == 200
    assert stored(here) == [kept]
    assert "Talk to your pump team today." in patient.page.text
    assert patient.page.faults == []
    assert nurse.open_case().status_code == 200
    assert nurse.page.faults == []


@pytest.mark.parametrize("raw", ["headache %ED%A0%80", "headache %ff%fe", "headache %c3%28"])
def test_bytes_that_are_no_text_break_nothing(patient: Browser, here: House, raw: str) -> None:
    patient.get("/")
    form = patient.page.form("/start")
    assert form is not None
    body = "&".join([*(f"{name}={value}" for name, value in form.hidden.items()), f"text={raw}"])
    kind = "application/x-www-form-urlencoded"
    assert patient.client.post("/start", data=body, content_type=kind).status_code == 303
    assert "headache" in stored(here)[0]


@pytest.mark.parametrize("blank", ["", " ", "\n\n", "\u2003"])
def test_nothing_is_said_about_nothing(patient: Browser, here: House, blank: str) -> None:
    patient.get("/")
    answer = patient.send("/start", {"text": blank})
    assert answer.status_code == 422
    assert "Write something" in patient.page.text
    assert LINE in patient.page.text
    assert stored(here) == []


def test_an_empty_message_in_a_chat_leaves_the_card_where_it_is(patient: Browser) -> None:
    patient.start("headache")
    assert patient.send("/chat", {"text": ""}).status_code == 422
    assert "Talk to your pump team today." in patient.page.text


def test_twenty_thousand_characters_are_read(patient: Browser, here: House) -> None:
    assert patient.start("headache " + "x" * 19_991).status_code == 200
    assert len(stored(here)[0]) == 20_000


@pytest.mark.parametrize("door", ["/start", "/chat"])
def test_what_is_too_long_is_refused_and_kept_in_the_box(patient: Browser, door: str) -> None:
    text = "I can't wake him " + "x" * 100_000
    patient.start("headache") if door == "/chat" else patient.get("/")
    answer = patient.send(door, {"text": text})
    assert answer.status_code == 413
    assert patient.page.texts["text"].strip() == text
    assert "too long" in patient.page.text
    assert LINE in patient.page.text


def test_far_too_much_is_refused_with_the_line(patient: Browser) -> None:
    patient.get("/")
    assert patient.send("/start", {"text": "x" * 2_000_000}).status_code == 413
    assert "not sent" in patient.page.text
    assert LINE in patient.page.text


def test_a_form_without_its_token_is_refused_and_the_words_are_kept(patient: Browser) -> None:
    patient.get("/")
    answer = patient.send("/start", {"text": "a headache", "csrf": "stale"})
    assert answer.status_code == 400
    assert patient.page.texts["text"] == "a headache"
    assert "not sent" in patient.page.text


def test_a_form_from_another_site_is_refused_and_the_words_are_kept(patient: Browser) -> None:
    patient.get("/")
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert patient.send("/start", {"text": "a headache"}, headers=foreign).status_code == 403
    assert patient.page.texts["text"] == "a headache"
    assert LINE in patient.page.text


def test_what_else_was_filled_in_is_kept_too(patient: Browser) -> None:
    patient.get("/")
    told = {"who": "caregiver", "drug": "baclofen", "refill": "2026-11-20"}
    page = patient.send("/start", {"text": "", **told}).text
    assert 'value="caregiver" checked' in page
    assert 'value="baclofen" checked' in page
    assert 'value="2026-11-20"' in page


def test_a_message_to_a_closed_chat_is_kept_for_a_new_one(patient: Browser, clock: Clock) -> None:
    patient.start("headache")
    clock.forward(hours=25)
    assert patient.send("/chat", {"text": "now I can't wake him"}).status_code == 403
    assert patient.page.texts["text"] == "now I can't wake him"
    assert "not sent" in patient.page.text
    assert LINE in patient.page.text
    assert patient.send("/start", {"text": patient.page.texts["text"]}).status_code == 303


def test_a_form_sent_twice_is_one_message(patient: Browser, here: House) -> None:
    patient.start("headache")
    form = patient.page
    for _ in range(2):
        patient.page = form
        assert patient.send("/chat", {"text": "a fever"}).status_code == 303
    assert stored(here) == ["headache", "a fever"]


def test_unknown_boxes_and_questions_are_not_believed(patient: Browser) -> None:
    patient.start("headache")
    patient.send("/chat", {"text": "yes", "tick": ["no-such"], "question": "no-such"})
    assert patient.get("/chat").status_code == 200


def test_dates_that_are_none_are_unknown(patient: Browser) -> None:
    assert patient.start("headache", refill="yesterday", implant="9999-99-99").status_code == 200


@pytest.mark.parametrize("fields", [{}, {"seq": "x"}, {"seq": "1", "start": "0", "status": "gone"}])
def test_a_senseless_correction_is_refused(patient: Browser, fields: dict[str, str]) -> None:
    patient.start("headache")
    assert patient.send("/chat/misread", fields).status_code == 400


def test_a_cursor_that_is_no_number_is_the_beginning(patient: Browser) -> None:
    patient.start("headache")
    assert patient.client.get("/chat/messages?after=x").status_code == 200


@pytest.fixture
def broken(config: Config, clock: Clock) -> Browser:
    """A house whose engine fails on "fever"."""

    def converse(inputs: object, known: object) -> object:
        if any("fever" in one.text for one in inputs):  # type: ignore[attr-defined]
            raise RuntimeError("the patient wrote: fever canary")
        return fakes.converse(inputs, known)  # type: ignore[arg-type]

    triage = Triage(converse, fakes.knowledge())  # type: ignore[arg-type]
    return Browser(create_app(replace(config, testing=False), triage=triage, clock=clock))


def test_a_failing_engine_never_looks_like_nothing_serious(broken: Browser, here: House) -> None:
    broken.start("headache")
    answer = broken.send("/chat", {"text": "a fever canary"})
    assert answer.status_code == 500
    assert "What you wrote was not sent, and nobody has judged it." in broken.page.text
    assert broken.page.texts["text"] == "a fever canary"
    assert LINE in broken.page.text
    assert stored(here) == ["headache"]


def test_the_log_tells_where_it_failed_and_not_with_which_words(
    broken: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    broken.start("a fever canary")
    assert "RuntimeError in patient.start" in caplog.text
    assert "canary" not in caplog.text


def test_a_failing_database_never_looks_like_nothing_serious(
    app: Flask, patient: Browser, here: House
) -> None:
    patient.start("headache")
    page = patient.page
    with here.store.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE message RENAME TO gone")
    assert patient.send("/chat", {"text": "a fever"}).status_code == 503
    assert patient.page.texts["text"] == "a fever"
    assert LINE in patient.page.text
    patient.page = page
    assert patient.get("/chat").status_code == 503
    assert LINE in patient.page.text


def test_when_even_the_error_page_fails_the_number_is_shown(app: Flask, patient: Browser) -> None:
    @app.context_processor
    def fail() -> dict[str, object]:
        raise RuntimeError

    answer = patient.get("/")
    assert answer.status_code == 500
    assert "tel:911" in patient.page.links
    assert "nobody has judged it" in patient.page.text


def test_a_desk_that_cannot_read_its_queue_says_so(nurse: Browser, here: House) -> None:
    with here.store.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE queue_entry RENAME TO gone")
    rows = nurse.client.get("/desk/queue", headers={"HX-Request": "true"})
    assert rows.status_code == 503
    assert "Do not trust an old list" in rows.text
