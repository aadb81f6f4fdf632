"""The third door: programs that speak for patients, in the contract's words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import yaml
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.web import fakes
from tests.web.conftest import Browser, Clock
from triage import contract
from web import create_app, throttle
from web.api import tokens
from web.config import Config
from web.conversations import Triage
from web.house import House, house_of
from web.tables import ApiAnswer, ApiToken, Conversation, Message

LINE = "Call 911 if someone can’t be woken"
CONTRACT = [
    "conversation", "turn", "outcome", "urgency", "risks", "findings", "question", "reply",
    "flagged", "flag_reasons", "knowledge",
]  # fmt: skip
Fields = Mapping[str, object]


class Program:
    """Another program with a token."""

    def __init__(self, app: Flask, integration: str = "portal", scope: str = "say") -> None:
        here = house_of(app)
        self.client = app.test_client()
        self.token = here.store.write(
            lambda session: tokens.make(session, here, integration, scope, 30)
        )

    def open(self, method: str, path: str, body: object = None, **headers: str) -> TestResponse:
        told = {"Authorization": f"Bearer {self.token}", **headers}
        sent = body if isinstance(body, bytes) else json.dumps(body).encode() if body else b""
        kind = headers.get("Content-Type", "application/json")
        return self.client.open(
            f"/api/v1{path}", method=method, data=sent, headers=told, content_type=kind
        )

    def start(self, text: str, key: str = "k1", **more: object) -> TestResponse:
        return self.open("POST", "/conversations", {"text": text, "key": key, **more})

    def say(self, conversation: str, text: str, key: str = "k2", **more: object) -> TestResponse:
        body = {"text": text, "key": key, **more}
        return self.open("POST", f"/conversations/{conversation}/messages", body)

    def read(self, conversation: str) -> TestResponse:
        return self.open("GET", f"/conversations/{conversation}")


@pytest.fixture
def program(app: Flask) -> Program:
    return Program(app)


def count(here: House, table: type[Any]) -> int:
    found = select(func.count()).select_from(table)
    return here.store.read(lambda session: session.scalar(found)) or 0


def test_it_answers_with_the_fields_of_the_contract_and_whom_to_call(program: Program) -> None:
    begun = program.start("a headache")
    answer = begun.get_json()
    assert begun.status_code == 201
    assert sorted(answer) == sorted([*CONTRACT, "emergency_line"])
    assert (answer["urgency"], answer["turn"]) == ("same_day", 1)
    assert answer["emergency_line"].startswith(LINE)
    assert begun.location.endswith(f"/api/v1/conversations/{answer['conversation']}")
    assert "Set-Cookie" not in begun.headers


def test_a_finding_quotes_what_was_sent_character_for_character(program: Program) -> None:
    text = "  \r\n\U0001f622 a\0 headache  "
    finding = program.start(text).get_json()["findings"][0]
    assert text[finding["start"] : finding["end"]] == finding["text"] == "headache"


def test_a_nurse_sees_what_a_program_sent_and_it_reads_what_she_wrote(
    program: Program, nurse: Browser
) -> None:
    name = program.start("can't wake him").get_json()["conversation"]
    nurse.open_case()
    nurse.send(nurse.case_form("replies"), {"text": "Is help on its way?"})
    nurse.get(f"/desk/cases/{name}")
    nurse.send(nurse.case_form("reviews"), {"urgency": "urgent", "note": "he woke"})
    told = program.read(name).get_json()
    assert [reply["text"] for reply in told["replies"]] == ["Is help on its way?"]
    assert [(one["was"], one["urgency"]) for one in told["reviews"]] == [("emergency", "urgent")]
    assert (told["urgency"], told["status"]) == ("urgent", "open")
    assert "he woke" not in json.dumps(told)  # a nurse's note is the nurses'
    assert [turn["urgency"] for turn in told["turns"]] == ["emergency"]


def test_the_same_message_twice_is_stored_once_and_answered_alike(
    program: Program, here: House
) -> None:
    first, second = (program.start("a headache") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.get_json() == second.get_json()
    name = first.get_json()["conversation"]
    said = [program.say(name, "a fever").get_json() for _ in range(3)]
    assert said[0] == said[1] == said[2]
    assert (count(here, Conversation), count(here, Message), count(here, ApiAnswer)) == (1, 2, 2)


def test_a_key_with_other_words_is_refused_and_nothing_is_stored(
    program: Program, here: House
) -> None:
    name = program.start("a headache").get_json()["conversation"]
    assert program.start("a fever").status_code == 422
    program.say(name, "a fever")
    refused = program.say(name, "can't wake him")
    assert refused.status_code == 422
    assert refused.get_json()["where"] == "key"
    assert count(here, Message) == 2


def test_the_profile_counts_from_its_message_on_and_days_pass(
    program: Program, clock: Clock, app: Flask
) -> None:
    heard: list[Any] = []

    def listen(inputs: Any, known: Any) -> Any:
        heard.append(inputs[-1].profile)
        return fakes.converse(inputs, known)

    object.__setattr__(house_of(app), "triage", Triage(listen, fakes.knowledge()))
    profile = {"days_since_refill": 2, "days_until_refill": 9, "age": 70, "pregnant": False}
    name = program.start("hello", profile=profile).get_json()["conversation"]
    clock.forward(days=1)
    program.say(name, "a headache", profile={"writer": "caregiver", "country": "GB"})
    last = heard[-1]
    assert dict(last.days_since) == {"refill": 3.0}
    assert (last.days_until_refill, last.age, last.pregnant) == (8.0, 70, False)
    assert (last.writer, last.country) == ("caregiver", "GB")


def test_when_it_was_written_is_kept(program: Program, here: House) -> None:
    program.start("a headache", at="2026-11-23T08:00:00+02:00")
    written = here.store.read(lambda session: session.scalars(select(Message.written_at)).one())
    assert written.isoformat() == "2026-11-23T06:00:00+00:00"


def test_a_tier_stands_when_the_knowledge_changes(config: Config, clock: Clock) -> None:
    def milder(inputs: Any, known: Any) -> Any:
        turns = fakes.converse(inputs, known)
        return tuple(replace(turn, urgency=None) for turn in turns)

    name = (
        Program(create_app(config, triage=fakes.triage(), clock=clock))
        .start("a headache")
        .get_json()["conversation"]
    )
    later = create_app(config, triage=Triage(milder, fakes.knowledge("fake-2")), clock=clock)
    answer = Program(later).say(name, "hello").get_json()
    assert answer["urgency"] == "same_day"
    assert answer["reply"].startswith("Talk to your pump team today.")


@pytest.mark.parametrize("token", ["", "x", "pumpline_" + "a" * 43])
def test_without_an_open_token_nothing_is_told(program: Program, token: str) -> None:
    program.token = token
    for answer in (program.start("a headache"), program.read(str(UUID(int=1)))):
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert LINE in answer.get_json()["emergency_line"]


def test_a_token_that_is_revoked_or_old_opens_nothing(
    app: Flask, program: Program, clock: Clock, here: House
) -> None:
    assert program.start("a headache").status_code == 201
    runner = app.test_cli_runner()
    assert runner.invoke(args=["api-token", "revoke", "portal"]).exit_code == 0
    assert runner.invoke(args=["api-token", "revoke", "portal"]).exit_code == 1
    assert program.start("a headache").status_code == 401
    fresh = Program(app)
    clock.forward(days=31)
    assert fresh.start("a headache", "k9").status_code == 401


def test_a_token_to_read_says_nothing(app: Flask, program: Program) -> None:
    name = program.start("a headache").get_json()["conversation"]
    reader = Program(app, scope="read")
    assert reader.read(name).status_code == 200
    assert reader.say(name, "a fever").status_code == 403
    assert reader.start("a fever").status_code == 403


def test_a_token_is_kept_as_a_hash_and_its_use_is_noted(app: Flask, here: House) -> None:
    runner = app.test_cli_runner()
    token = runner.invoke(args=["api-token", "make", "portal"]).output.strip()
    assert runner.invoke(args=["api-token", "make", "no such name!"]).exit_code == 1
    row = here.store.read(lambda session: session.scalars(select(ApiToken)).one())
    assert token.startswith("pumpline_")
    assert token not in str(vars(row))
    assert "say open until" in runner.invoke(args=["api-token", "list"]).output
    assert "used never" in runner.invoke(args=["api-token", "list"]).output
    program = Program(app, integration="other")
    program.token = token
    program.start("hello")
    assert "portal say open until 2027-11-24, used 2026-11-24" in (
        runner.invoke(args=["api-token", "list"]).output
    )


def test_an_integration_sees_its_own_conversations_alone(
    app: Flask, program: Program, patient: Browser, here: House
) -> None:
    own = program.start("a headache").get_json()["conversation"]
    patient.start("a headache")
    rows = here.store.read(lambda session: session.scalars(select(Conversation.id)).all())
    patients = next(str(one) for one in rows if str(one) != own)
    other = Program(app, integration="clinic-app")
    assert Program(app).read(own).status_code == 200  # another token of the same integration
    for name in (own, patients, "00000000-0000-0000-0000-000000000000"):
        assert other.read(name).status_code == 404
        assert other.say(name, "a fever").status_code == 404


def test_what_a_program_reads_is_written_down(app: Flask, program: Program) -> None:
    name = program.start("a headache").get_json()["conversation"]
    program.read(name)
    runner = app.test_cli_runner()
    before = runner.invoke(args=["audit", "head"]).output.split()[0]
    program.read(name)
    assert runner.invoke(args=["audit", "head"]).output.split()[0] == before  # not each look
    assert runner.invoke(args=["audit", "verify"]).exit_code == 0


BAD: dict[str, tuple[bytes, int]] = {
    "nothing": (b"", 400),
    "broken": (b'{"text": "x", ', 400),
    "a list": (b"[1]", 400),
    "nested without end": (b"[" * 16_000 + b"]" * 16_000, 400),
    "a name twice": (b'{"text": "x", "text": "y", "key": "k"}', 400),
    "not a number": (b'{"text": "x", "key": "k", "profile": {"age": NaN}}', 400),
    "a number of 5,000 digits": (
        b'{"text": "x", "key": "k", "profile": {"age": ' + b"9" * 5000 + b"}}",
        400,
    ),
    "a number beyond all": (b'{"text": "x", "key": "k", "profile": {"age": 1e999}}', 422),
    "not UTF-8": (b'{"text": "\xff", "key": "k"}', 400),
    "UTF-16": ('{"text": "x", "key": "k"}'.encode("utf-16"), 400),
    "text is no string": (b'{"text": 5, "key": "k"}', 422),
    "text is empty": (b'{"text": " ", "key": "k"}', 422),
    "no key": (b'{"text": "x"}', 422),
    "a long key": (b'{"text": "x", "key": "' + b"k" * 201 + b'"}', 422),
    "an unknown field": (b'{"text": "x", "key": "k", "clinic": "other"}', 422),
    "an unknown field of the profile": (b'{"text": "x", "key": "k", "profile": {"x": 1}}', 422),
    "an unknown drug": (b'{"text": "x", "key": "k", "profile": {"drug": "tea"}}', 422),
    "days before time": (
        b'{"text": "x", "key": "k", "profile": {"days_since_refill": 1e300}}',
        422,
    ),
    "a time without zone": (b'{"text": "x", "key": "k", "at": "2026-11-24T08:00:00"}', 422),
    "a time to come": (b'{"text": "x", "key": "k", "at": "2026-11-25T08:00:00Z"}', 422),
    "a time that is none": (b'{"text": "x", "key": "k", "at": 7}', 422),
    "a long text": (json.dumps({"text": "x" * 20_001, "key": "k"}).encode(), 413),
    "five megabytes": (json.dumps({"text": "x" * 5_000_000, "key": "k"}).encode(), 413),
}


@pytest.mark.parametrize(("body", "status"), BAD.values(), ids=BAD.keys())
def test_what_is_odd_is_refused_in_json_with_the_line(
    program: Program, here: House, body: bytes, status: int
) -> None:
    answer = program.open("POST", "/conversations", body)
    assert answer.status_code == status
    assert answer.mimetype == "application/json"
    told = answer.get_json()
    assert sorted(told) == ["do", "emergency_line", "error", "stored", "where"]
    assert told["stored"] is False
    assert told["emergency_line"].startswith(LINE)
    assert (count(here, Conversation), count(here, Message)) == (0, 0)


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/json; charset=utf-16"},
        {"Content-Encoding": "gzip"},
    ],
)
def test_another_kind_of_body_is_refused(program: Program, headers: dict[str, str]) -> None:
    answer = program.open("POST", "/conversations", {"text": "x", "key": "k"}, **headers)
    assert answer.status_code == 415
    assert LINE in answer.get_json()["emergency_line"]


@pytest.mark.parametrize("text", ["half \ud800 a letter, headache", "headache\0", "\ufeffheadache"])
def test_odd_letters_are_kept_in_number(program: Program, here: House, text: str) -> None:
    assert program.start(text).status_code == 201
    kept = here.store.read(lambda session: session.scalars(select(Message)).one().text)
    assert len(kept) == len(text)
    assert "headache" in kept


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/conversations/not-an-id", 404),
        ("PUT", "/conversations", 405),
        ("DELETE", "/conversations/00000000-0000-0000-0000-000000000000", 405),
    ],
)
def test_no_fault_is_a_page(program: Program, method: str, path: str, status: int) -> None:
    answer = program.open(method, path)
    assert (answer.status_code, answer.mimetype) == (status, "application/json")
    assert LINE in answer.get_json()["emergency_line"]


def test_a_page_of_another_site_may_not_ask(program: Program) -> None:
    foreign = program.open(
        "POST", "/conversations", {"text": "x", "key": "k"}, **{"Sec-Fetch-Site": "cross-site"}
    )
    assert (foreign.status_code, foreign.mimetype) == (403, "application/json")
    assert "Access-Control-Allow-Origin" not in foreign.headers


def test_a_failing_engine_stores_nothing_and_names_the_number(config: Config, clock: Clock) -> None:
    def fail(*_: object) -> Any:
        raise RuntimeError("canary")

    app = create_app(
        replace(config, testing=False), triage=Triage(fail, fakes.knowledge()), clock=clock
    )
    answer = Program(app).start("a headache")
    assert (answer.status_code, answer.mimetype) == (500, "application/json")
    assert LINE in answer.get_json()["emergency_line"]
    assert "canary" not in answer.text
    assert count(house_of(app), Conversation) == 0


def test_who_asks_too_often_is_told_when_and_whom_to_call(
    program: Program, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.setattr(throttle, "PROGRAM", replace(throttle.PROGRAM, most=2))
    assert [program.start("hello").status_code for _ in range(3)] == [201, 200, 429]
    refused = program.start("can't wake him", "k2")
    assert refused.headers["Retry-After"] == "60"
    assert LINE in refused.get_json()["emergency_line"]
    clock.forward(minutes=1)
    assert program.start("hello").status_code == 200


def described() -> dict[str, Any]:
    path = Path(tokens.__file__).with_name("openapi.yaml")
    return dict(yaml.safe_load(path.read_text("utf-8")))


def test_the_description_names_every_route_and_no_other(app: Flask) -> None:
    kinds = {"uuid:conversation": "conversation"}
    ours = {
        (rule.rule.replace("<uuid:conversation>", "{conversation}"), method.lower())
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/")
    }
    told = {
        (path, method)
        for path, methods in described()["paths"].items()
        for method in methods
        if method != "parameters"
    }
    assert ours == told, kinds


def test_the_description_names_the_fields_that_are_taken_and_given(program: Program) -> None:
    schemas = described()["components"]["schemas"]
    assert set(schemas["Profile"]["properties"]) == contract.PROFILE
    assert sorted(schemas["Turn"]["required"]) == sorted(CONTRACT)
    assert set(schemas["Message"]["properties"]) == {"text", "key", "at", "profile"}


def test_the_description_is_served_to_everybody(program: Program, app: Flask) -> None:
    told = app.test_client().get("/api/v1/openapi.json").get_json()
    assert told["openapi"].startswith("3.1")
    assert told["servers"] == [{"url": "http://localhost"}]
