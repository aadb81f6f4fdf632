"""Every door is counted: a new route is guarded, or this test fails."""

from __future__ import annotations

import re
from collections.abc import Collection
from uuid import UUID

import pytest
from flask import Flask

from tests.web.conftest import Browser

# Open to everybody, and why that is right.
OPEN = {
    "static": "style and scripts",
    "patient.first": "the patient's first page",
    "patient.start": "begins a conversation",
    "patient.come_back": "where a return code is entered",
    "patient.enter_code": "a return code, throttled",
    "patient.emergency": "whom to call",
    "patient.leave": "closes what the cookie opens, if anything",
    "patient.deleted": "says that a chat is gone; nobody's",
    "patient.handed": "needs a sealed link of the clinic",
    "patient.take_passport": "needs such a link, and an open conversation",
    "patient.begin_with": "the first page, with such a link",
    "offline.page": "what a phone keeps: whom to call",
    "offline.manifest": "the name and the icon",
    "offline.worker": "shows that page when the house is silent",
    "health.live": "says that the process answers",
    "health.ready": "writes one row of its own; the proxy lets nobody else ask",
    "metrics.scraped": "nothing without its token",
    "security.login": "the desk's sign-in, throttled",
    "security.two_factor_token_validation": "the second half of a sign-in",
    "security.mf_recovery": "the second half of a sign-in",
    "security.logout": "the end of a session",
    "security.two_factor_setup": "asks who it is; may be demanded before a sign-in ends",
    "security.static": "pictures of Flask-Security",
    "acknowledge.look": "needs the link of a page; shows nothing of anybody's health",
    "acknowledge.take": "needs the link of a page",
    "api.description": "how programs ask",
    "welcome.look": "needs an invitation's token",
    "welcome.join": "needs an invitation's token",
}
# Needs the cookie of an open conversation.
COOKIE = {
    "patient.talk",
    "patient.say",
    "patient.messages",
    "patient.contact",
    "patient.misread",
    "patient.tap",
    "patient.change",
    "patient.passport",
    "patient.keep_passport",
    "patient.end",
    "patient.delete",
    "along.did",
    "along.paramedic",
    "along.summary",
}
# Needs a nurse who is signed in.
NURSE = {
    "nurse.desk",
    "nurse.rows",
    "nurse.line",
    "nurse.sound",
    "nurse.book",
    "nurse.case",
    "nurse.answer",
    "nurse.settle",
    "lessons.what_if",
    "lessons.supposed",
    "nurse.take",
    "nurse.let_go",
    "nurse.give",
    "nurse.stayed",
    "nurse.phoned",
    "nurse.noted",
    "nurse.confirmed",
    "nurse.closed",
    "nurse.chart_note",
    "nurse.handover_page",
    "lessons.rewrite",
    "lessons.draft",
    "handed.blank",
    "handed.make",
    "people.you",
    "people.sign_out_everywhere",
    "security.change_password",
    "security.mf_recovery_codes",
    "security.verify",
    "security.two_factor_setup_validate",
}
# Needs a lead, or an admin.
LEAD = {
    "lessons.drafts",
    "lessons.take",
    "lessons.numbers",
    "lessons.sheet_of",
    "lessons.replay",
    "lessons.unknown",
    "lessons.drop",
    "lessons.again",
    "people.record",
    "roster.everybody",
    "roster.add",
    "roster.remove",
    "roster.test",
    "roster.dialled",
}
ADMIN = {
    "people.everybody",
    "people.ask_in",
    "people.give_role",
    "people.disable",
    "people.sign_out",
}
# Needs the token of a program.
PROGRAM = {"api.start", "api.say", "api.read"}
# Flask-Security's own ways that are shut to everybody.
SHUT = {"security.two_factor_rescue", "security.tf_select"}
# Who may ask what; `test_access.py` asks it as everybody.
TABLES: dict[str, Collection[str]] = {
    "open": OPEN,
    "cookie": COOKIE,
    "nurse": NURSE,
    "lead": LEAD,
    "admin": ADMIN,
    "program": PROGRAM,
    "shut": SHUT,
}
FILLED = {
    "conversation": str(UUID(int=1)),
    "person": str(UUID(int=1)),
    "token": "x",
    "seq": "1",
    "entry": str(UUID(int=3)),
    "call": str(UUID(int=4)),
    "filename": "pumpline.js",
    "name": str(UUID(int=1)),
}


def rules(app: Flask) -> list[tuple[str, str, str]]:
    """Every endpoint with a method and an address."""
    return [
        (rule.endpoint, method, re.sub(r"<(?:\w+:)?(\w+)>", lambda m: FILLED[m[1]], rule.rule))
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
    ]


def test_every_route_is_listed_once(app: Flask) -> None:
    """A new route goes into the one table above that says whom it is for."""
    found = {endpoint for endpoint, _, _ in rules(app)}
    listed = [one for table in TABLES.values() for one in table]
    assert sorted(found - set(listed)) == [], "in no table of tests/web/test_every_route.py"
    assert sorted(set(listed) - found) == [], "in a table, and no route any more"
    assert len(listed) == len(set(listed)), "in two tables"


def test_what_is_shut_is_shut_to_everybody(app: Flask, nurse: Browser) -> None:
    nurse.get("/desk/")
    token = nurse.page.form("/desk/sign-out").hidden  # type: ignore[union-attr]
    for endpoint, method, path in rules(app):
        if endpoint in SHUT:
            assert nurse.client.open(path, method=method, data=token).status_code == 404


def test_without_a_cookie_no_conversation_is_open(app: Flask, patient: Browser) -> None:
    for endpoint, method, path in rules(app):
        if endpoint in COOKIE:
            patient.get("/")
            token = patient.page.form("/start").hidden  # type: ignore[union-attr]
            sent = {**token, **GOOD.get(endpoint, {})}
            answer = patient.client.open(path, method=method, data=sent)
            assert answer.status_code == 403, (endpoint, method)


def test_without_a_nurse_the_desk_shows_nothing(app: Flask, patient: Browser) -> None:
    for endpoint, method, path in rules(app):
        if endpoint in NURSE | LEAD | ADMIN:
            patient.get("/desk/sign-in")
            token = patient.page.form("/desk/sign-in").hidden  # type: ignore[union-attr]
            answer = patient.client.open(path, method=method, data=token)
            assert answer.status_code in (302, 303, 401), (endpoint, method)
            assert "/desk/sign-in" in (answer.location or ""), (endpoint, method)


def test_a_patient_does_not_reach_the_desk(patient: Browser) -> None:
    patient.start("a headache")
    assert patient.client.get("/desk/").status_code == 303


def test_a_nurse_does_not_reach_a_conversation_by_the_patients_door(nurse: Browser) -> None:
    assert nurse.client.get("/chat").status_code == 403


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}]
)  # fmt: skip
def test_no_form_is_taken_from_another_site(
    app: Flask, patient: Browser, nurse: Browser, headers: dict[str, str]
) -> None:
    patient.start("a headache")
    for _, method, path in rules(app):
        if method == "POST":
            for browser in (patient, nurse):
                assert browser.client.post(path, headers=headers).status_code == 403, path


def test_no_form_is_taken_without_its_token(app: Flask, patient: Browser, nurse: Browser) -> None:
    patient.start("a headache")
    for endpoint, method, path in rules(app):
        if method == "POST":
            browser = patient if endpoint.startswith(("patient", "along")) else nurse
            needed = 401 if endpoint in PROGRAM else 400
            assert browser.client.post(path).status_code == needed, path


def test_headers_are_on_every_answer(app: Flask, nurse: Browser) -> None:
    for endpoint, method, path in rules(app):
        answer = nurse.client.open(path, method=method, buffered=True)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        if endpoint != "static":
            kept = "no-cache" if endpoint == "offline.worker" else "no-store"
            assert answer.headers["Cache-Control"] == kept, path


GOOD: dict[str, dict[str, object]] = {
    "patient.say": {"text": "hello"},
    "patient.contact": {"phone": "555"},
    "patient.tap": {"sign": "awake"},
    "patient.keep_passport": {"drug": "baclofen"},
    "patient.misread": {"seq": "1", "start": "0", "concept": "x", "status": "past"},
}
