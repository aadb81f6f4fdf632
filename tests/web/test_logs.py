"""What comes out of the house beside its pages: not one word of a patient, and no name of one."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import structlog
from flask import Flask
from sqlalchemy import event, select

from tests.web import fakes
from tests.web.conftest import Browser, Clock
from web import create_app
from web.config import Config
from web.conversations import Triage
from web.house import House
from web.logs import FIELDS, to_stderr
from web.tables import Conversation

TOKEN = "t" * 40
CANARY = "canarybird"


@pytest.fixture
def written(capsys: pytest.CaptureFixture[str]) -> Iterator[pytest.CaptureFixture[str]]:
    """What a server would have written, read by `readouterr`."""
    root = logging.getLogger()
    before = list(root.handlers), root.level
    to_stderr()
    yield capsys
    root.handlers[:], root.level = before
    structlog.reset_defaults()


def lines(written: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    told = written.readouterr()
    assert told.out == ""
    return [json.loads(line) for line in told.err.splitlines()]


def everywhere(patient: Browser, nurse: Browser) -> None:
    """The canary in every field of every form that can be reached, and in addresses."""
    patient.start(f"a headache {CANARY}", answer=CANARY, drug=CANARY, who=CANARY)
    patient.say(f"a beep {CANARY}")
    for form in list(patient.page.forms):
        patient.get("/chat")
        names = ("text", "name", "phone", "answer", "tick", "born", "place", "concept", "key")
        patient.send(form.action, dict.fromkeys(names, CANARY))
    patient.get(f"/{CANARY}?q={CANARY}")
    patient.client.post(f"/chat?{CANARY}", data={"text": CANARY}, headers={"X-Request-ID": CANARY})
    patient.send("/return", {"code": CANARY})
    nurse.open_case()
    nurse.send(nurse.case_form("replies"), {"text": CANARY})
    nurse.open_case()
    nurse.send(nurse.case_form("reviews"), {"urgency": "routine", "note": CANARY})
    nurse.send("/desk/sign-in", {"email": f"{CANARY}@example.org", "password": CANARY})


def test_logs_hold_no_word_and_no_field_that_is_not_listed(
    patient: Browser, nurse: Browser, here: House, written: pytest.CaptureFixture[str]
) -> None:
    everywhere(patient, nurse)
    told = lines(written)
    assert {name for line in told for name in line} <= FIELDS
    assert {line["route"] for line in told if line["event"] == "request"} >= {"/chat", "/start"}
    names = here.store.read(lambda session: session.scalars(select(Conversation.codename)).all())
    for forbidden in (CANARY, *names):
        assert forbidden not in str(told)


def test_failures_are_logged_by_class_and_place_alone(
    config: Config, clock: Clock, written: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> tuple[()]:
        raise RuntimeError(CANARY)

    app = create_app(config, triage=Triage(broken, fakes.knowledge()), clock=clock)
    patient = Browser(app)
    patient.start(CANARY)
    logging.getLogger("somebody.else").error("failed with %s", CANARY)
    told = lines(written)
    assert [line["event"] for line in told if "RuntimeError in patient.start" in line["event"]]
    assert [line["event"] for line in told if line["event"] == "failed with %s"]
    assert CANARY not in str(told)


def test_a_line_break_makes_no_second_line(
    patient: Browser, written: pytest.CaptureFixture[str]
) -> None:
    logging.getLogger("web").error("one\n%s", '{"event": "forged"}\x1b[2J')
    (told,) = lines(written)
    assert told["event"].startswith("one\n")


def test_every_answer_has_an_id_that_its_line_has_too(
    patient: Browser, written: pytest.CaptureFixture[str]
) -> None:
    answer = patient.client.get("/", headers={"X-Request-ID": "0123456789abcdef"})
    other = patient.client.get("/", headers={"X-Request-ID": CANARY})
    told = [line["request"] for line in lines(written) if line["event"] == "request"]
    assert told == ["0123456789abcdef", other.headers["X-Request-ID"]]
    assert answer.headers["X-Request-ID"] == told[0] != told[1] != CANARY


def test_the_desks_failure_page_shows_no_patients_word(
    patient: Browser, nurse: Browser, here: House
) -> None:
    patient.start(f"a headache {CANARY}")
    nurse.get("/desk/")
    link = next(one for one in nurse.page.links if one.startswith("/desk/cases/"))

    def fail(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "FROM assessment" in statement:
            raise RuntimeError(CANARY)

    event.listen(here.store.engine, "before_cursor_execute", fail)
    answer = nurse.get(link)
    assert answer.status_code == 500
    assert CANARY not in answer.text


@pytest.fixture
def watched(config: Config, clock: Clock, triage: Triage) -> Flask:
    return create_app(replace(config, metrics_token=TOKEN), triage=triage, clock=clock)


def test_figures_are_for_whoever_holds_the_token(watched: Flask, app: Flask) -> None:
    for client, headers in (
        (watched.test_client(), {}),
        (watched.test_client(), {"Authorization": "Bearer wrong"}),
        (app.test_client(), {"Authorization": "Bearer "}),
    ):
        assert client.get("/metrics", headers=headers).status_code == 404


def test_figures_tell_how_many_wait_and_name_nobody(watched: Flask, clock: Clock) -> None:
    patient = Browser(watched)
    patient.start(f"a headache {CANARY}")
    patient.get(f"/{CANARY}")
    patient.client.open("/", method=CANARY.upper())
    clock.forward(minutes=5)
    told = patient.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text
    assert 'pumpline_waiting{tier="same_day"} 1.0' in told
    assert 'pumpline_oldest_wait_seconds{tier="same_day"} 300.0' in told
    assert 'route="/start",status="303"' in told
    assert CANARY not in told.lower()
