"""The roster's page, the link to acknowledge, and the gate before patients come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import time
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tests.web.conftest import Browser, Clock
from web import create_app, golive, jobs
from web.config import Config
from web.conversations import Triage
from web.golive import STEPS
from web.house import House, house_of
from web.paging.letters import letter
from web.promises import Hours, Promises
from web.tables import Conversation, Nurse, Page, PageCall, Presence, Role, RosterEntry

NewBrowser = Callable[[], Browser]
ANN = {"name": "Ann", "way": "webhook", "address": "https://hooks.example.org/secret-part"}
BANNER = "NOT FOR PATIENTS."


@pytest.fixture
def config(config: Config) -> Config:
    """A clinic that has set what can be set."""
    hours = Hours(dict.fromkeys(range(7), (time(8), time(17))))
    return replace(config, clinic_code="PUMP-4711", promises=Promises(hours=hours))


def add_ann(nurse: Browser) -> None:
    nurse.get("/desk/roster/")
    assert nurse.send("/desk/roster/", ANN).status_code == 303


def call_of(here: House) -> PageCall:
    newest = select(PageCall).order_by(PageCall.written_at.desc()).limit(1)
    return here.store.read(lambda session: session.scalars(newest).one())


def link(here: House) -> str:
    """Where the latest call leads."""
    return letter(here.config, call_of(here).id, "").link.removeprefix(here.config.url)


def page_of(here: House) -> Page:
    return here.store.read(lambda session: session.scalars(select(Page)).one())


def begin(patient: Browser, text: str, **more: str) -> None:
    patient.get("/")
    patient.send("/start", {"text": text, **more})
    patient.get("/chat")


def test_a_lead_puts_somebody_on_the_roster_and_takes_them_off(nurse: Browser, here: House) -> None:
    add_ann(nurse)
    nurse.get("/desk/roster/")
    assert "webhook at hooks.example.org" in nurse.page.text
    assert "secret-part" not in nurse.page.text
    removal = next(form.action for form in nurse.page.forms if form.action.endswith("/remove"))
    assert nurse.send(removal, {}).status_code == 303
    assert nurse.send(removal, {}).status_code == 404
    nurse.get("/desk/roster/")
    assert "Nobody is on the roster" in nurse.page.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 121),
        ("address", "http://hooks.example.org/ "),
        ("address", "ftp://x"),
        ("way", "pigeon"),
        ("starts", "soon"),
        ("ends", "2020-01-01T00:00"),
    ],
)
def test_what_is_odd_is_refused_and_stays_in_the_form(
    nurse: Browser, here: House, field: str, value: str
) -> None:
    nurse.get("/desk/roster/")
    typed = {**ANN, "starts": "2026-11-24T17:00", field: value}
    if field == "address":
        typed["way"] = "email"
    answer = nurse.send("/desk/roster/", typed)
    assert answer.status_code == 422
    assert 'value="2026-11-24T17:00"' in answer.text or field == "starts"
    assert nurse.page.faults == []
    assert here.store.read(lambda session: session.scalars(select(RosterEntry)).all()) == []


def test_only_a_lead_may_change_the_roster(nurse: Browser, here: House) -> None:
    nurse.get("/desk/roster/")
    token = nurse.page.form("/desk/roster/")
    assert token is not None

    def demote(session: Session) -> None:
        plain = Role(clinic_id="clinic", id=uuid4(), name="nurse")
        session.scalars(select(Nurse)).one().roles = [plain]

    here.store.write(demote)
    for path in ("", "test", "dialled"):
        sent = nurse.client.post(f"/desk/roster/{path}", data=token.hidden)
        assert sent.status_code == 403
    assert nurse.client.get("/desk/roster/").status_code == 403


def test_the_link_shows_no_health_data_and_looking_acknowledges_nothing(
    nurse: Browser, patient: Browser, another_browser: NewBrowser, here: House
) -> None:
    add_ann(nurse)
    forget_the_desk(here)
    begin(patient, "I can't wake my father", clinic="pump 4711")
    stranger = another_browser()
    answer = stranger.get(link(here))
    assert "Somebody is needed at the desk" in stranger.page.text
    name = here.store.read(lambda s: s.scalars(select(Conversation.codename)).one())
    for word in ("father", "wake my", name, "unwatched"):
        assert word not in answer.text
    assert page_of(here).acknowledged_at is None
    assert "Set-Cookie" not in answer.headers
    assert stranger.page.faults == []


def forget_the_desk(here: House) -> None:
    """As if no nurse had ever opened it."""
    here.store.write(lambda session: session.execute(delete(Presence)).close())


def test_who_follows_the_link_has_it_and_others_learn_who(
    app: Flask, nurse: Browser, another_browser: NewBrowser, here: House, clock: Clock
) -> None:
    add_ann(nurse)
    nurse.get("/desk/roster/")
    nurse.send("/desk/roster/", {**ANN, "name": "Bea"})
    nurse.get("/desk/roster/")
    nurse.send("/desk/roster/test", {})
    first, ann = link(here), another_browser()
    clock.forward(minutes=5)
    jobs.run(here, [job for job in jobs.jobs_of(app) if job.name == "escalation"])
    second, bea = link(here), another_browser()
    assert first != second
    bea.get(second)
    form = bea.page.forms[0]
    assert bea.client.post(second, data=form.hidden).status_code == 303
    bea.get(second)
    assert "You have it" in bea.page.text
    ann.get(first)
    assert "Bea has it" in ann.page.text
    assert ann.page.forms == []
    assert page_of(here).acknowledged_at == clock()


@pytest.mark.parametrize("wrong", ["token", "call", "form"])
def test_a_link_that_we_never_sent_acknowledges_nothing(
    nurse: Browser, another_browser: NewBrowser, here: House, wrong: str
) -> None:
    add_ann(nurse)
    nurse.get("/desk/roster/")
    nurse.send("/desk/roster/test", {})
    right, stranger = link(here), another_browser()
    stranger.get(right)
    hidden = stranger.page.forms[0].hidden
    if wrong == "form":
        assert stranger.client.post(right, data={"form": "x"}).status_code == 400
    else:
        base, call, token = right.rsplit("/", 2)
        forged = (
            f"{base}/{call}/{'x' * 43}"
            if wrong == "token"
            else (f"{base}/00000000-0000-0000-0000-000000000001/{token}")
        )
        assert stranger.client.get(forged).status_code == 404
        assert stranger.client.post(forged, data=hidden).status_code in (400, 404)
    assert page_of(here).acknowledged_at is None


@pytest.mark.parametrize(
    ("typed", "known"), [("PUMP-4711", True), ("pump 4711", True), ("pump4712", False), ("", False)]
)
def test_the_clinics_code_marks_a_conversation(
    patient: Browser, here: House, typed: str, known: bool
) -> None:
    begin(patient, "can't wake", clinic=typed)
    row = here.store.read(lambda session: session.scalars(select(Conversation)).one())
    assert row.with_code is known
    pages = here.store.read(lambda session: session.scalars(select(Page)).all())
    assert len(pages) == known


def test_a_link_with_the_code_fills_it_in(patient: Browser) -> None:
    assert 'value="PUMP-4711"' in patient.get("/?clinic=PUMP-4711").text
    assert 'name="clinic"' in patient.get("/").text


def test_without_a_code_in_the_settings_nobody_is_asked_for_one(
    config: Config, clock: Clock, triage: Triage
) -> None:
    app = create_app(replace(config, clinic_code=""), triage=triage, clock=clock)
    browser = Browser(app)
    assert 'name="clinic"' not in browser.get("/").text
    begin(browser, "can't wake", clinic="")
    row = house_of(app).store.read(lambda session: session.scalars(select(Conversation)).one())
    assert row.with_code is False
    house_of(app).store.engine.dispose()


@pytest.mark.parametrize(
    "path", ["/", "/chat", "/emergency", "/return", "/desk/sign-in", "/nowhere"]
)
def test_both_doors_say_that_they_are_not_for_patients(patient: Browser, path: str) -> None:
    patient.get(path)
    assert BANNER in patient.page.text


def test_going_live_needs_every_step_and_each_is_named(
    app: Flask, nurse: Browser, here: House, another_browser: NewBrowser
) -> None:
    app.extensions[golive.UNSIGNED] = 0
    assert missing(nurse) == {"numbers", "roster", "test_page"}
    add_ann(nurse)
    assert missing(nurse) == {"numbers", "test_page"}
    nurse.get("/desk/roster/")
    nurse.send("/desk/roster/test", {})
    assert missing(nurse) == {"numbers", "test_page"}
    ann = another_browser()
    ann.get(link(here))
    ann.client.post(link(here), data=ann.page.forms[0].hidden)
    assert missing(nurse) == {"numbers"}
    for number in golive.numbers_of(here):
        assert missing(nurse) == {"numbers"}
        nurse.get("/desk/roster/")
        nurse.send("/desk/roster/dialled", {"number": number, "by": "Ada"})
    assert missing(nurse) == set()
    for path in ("/desk/", "/"):
        nurse.get(path)
        assert BANNER not in nurse.page.text


def missing(nurse: Browser) -> set[str]:
    """The steps that the desk says are missing."""
    nurse.get("/desk/")
    shown = nurse.page.text.partition(BANNER)[2].partition("Go through the steps")[0]
    words = {
        "phone": "the pump team’s number",
        "numbers": "every number dialled",
        "hours": "office hours",
        "roster": "somebody on call",
        "code": "the clinic’s code",
        "test_page": "a test page that somebody acknowledged",
    }
    assert set(words) == set(STEPS)
    return {step for step, said in words.items() if said in shown}


def test_a_clinic_does_not_open_before_somebody_has_dialled_its_numbers(
    nurse: Browser, here: House
) -> None:
    assert golive.numbers_of(here) == ("+1 555 0100", "988", "1-800-222-1222")
    nurse.get("/desk/roster/")
    for number in golive.numbers_of(here)[1:]:
        nurse.send("/desk/roster/dialled", {"number": number, "by": "Ada"})
        nurse.get("/desk/roster/")
    assert "numbers" in missing(nurse)
    nurse.get("/desk/roster/")
    assert (
        nurse.send("/desk/roster/dialled", {"number": "+1 555 0100", "by": ""}).status_code == 422
    )
    assert "numbers" in missing(nurse)
    nurse.get("/desk/roster/")
    assert nurse.send("/desk/roster/dialled", {"number": "911", "by": "Ada"}).status_code == 400
    nurse.get("/desk/roster/")
    nurse.send("/desk/roster/dialled", {"number": "+1 555 0100", "by": "Ada"})
    assert "numbers" not in missing(nurse)


def test_a_clinic_does_not_open_while_a_rule_of_urgent_or_emergency_is_unsigned(
    app: Flask, nurse: Browser, here: House
) -> None:
    rules = here.triage.knowledge.rules.values()
    grave = sum(
        rule.urgency is not None and rule.urgency.slug in ("urgent", "emergency") for rule in rules
    )
    assert 0 < grave < len(rules)
    nurse.get("/desk/")
    assert f"{grave} rules of urgent and emergency are unsigned" in nurse.page.text
    assert not golive.Gate(missing=(), unsigned=1).is_open
    assert golive.Gate(missing=(), unsigned=0).is_open


def test_the_emergency_page_shows_what_was_known_last_and_asks_no_database(
    app: Flask, patient: Browser, here: House
) -> None:
    patient.get("/")
    with app.app_context():
        app.extensions[golive.LAST] = golive.Gate(missing=(), unsigned=0)
    patient.get("/emergency")
    assert BANNER not in patient.page.text
    patient.get("/")
    assert BANNER in patient.page.text


def test_the_desk_says_in_red_that_jobs_do_not_run(
    nurse: Browser, here: House, clock: Clock
) -> None:
    red = "Nobody is being paged."
    for path in ("/desk/", "/desk/queue", "/desk/roster/"):
        assert red in nurse.get(path).text
    jobs.run(here, [])
    for path in ("/desk/", "/desk/queue", "/desk/roster/"):
        assert red not in nurse.get(path).text
    clock.forward(minutes=11)
    assert nurse.get("/desk/queue", {"HX-Request": "true"}).text.count(red) == 1
