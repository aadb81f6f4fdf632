"""Two doors with names of their own: each answers by its own name alone, with its own cookie."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.web import fakes
from tests.web.conftest import Clock
from tests.web.test_config import PRODUCTION
from web import create_app
from web.config import Config, ConfigError
from web.welcome import first_nurse_link

CHAT, DESK = "https://chat.example.org", "https://desk.example.org"
LINE = "if someone can’t be woken"
PATIENTS = ("/", "/chat", "/return", "/emergency", "/offline", "/worker.js", "/api/v1/openapi.json")
NURSES = ("/desk/", "/desk/sign-in", "/desk/queue", "/desk/people", "/desk/welcome/x")


@pytest.fixture
def app(config: Config, clock: Clock) -> Flask:
    two = replace(config, url=CHAT, desk_url=DESK)
    return create_app(two, triage=fakes.triage(), clock=clock)


def ask(app: Flask, host: str, path: str) -> TestResponse:
    return app.test_client().get(path, base_url=host, buffered=True)


@pytest.mark.parametrize("path", PATIENTS)
def test_the_patients_door_is_closed_by_the_name_of_the_desk(app: Flask, path: str) -> None:
    other = ask(app, DESK, path)
    assert ask(app, CHAT, path).status_code in (200, 403)
    assert other.status_code == (303 if path == "/" else 404)
    assert "Set-Cookie" not in other.headers
    said = other.get_json()["emergency_line"] if "/api/" in path else other.text
    assert path == "/" or LINE in said


@pytest.mark.parametrize("path", NURSES)
def test_the_desk_is_closed_by_the_name_of_the_patients_door(app: Flask, path: str) -> None:
    there = ask(app, DESK, path)
    assert there.status_code in ((404,) if "welcome" in path else (200, 303))
    assert ask(app, CHAT, path).status_code == 404
    assert LINE in ask(app, CHAT, path).text


def test_style_and_health_are_at_both(app: Flask) -> None:
    for host in (CHAT, DESK):
        assert ask(app, host, "/static/pumpline.js").status_code == 200
        assert ask(app, host, "/health/live").status_code == 200


def test_the_name_of_the_desk_alone_leads_to_the_desk(app: Flask) -> None:
    assert ask(app, DESK, "/").location == f"{DESK}/desk/"


def test_each_door_leaves_its_own_cookie_for_its_own_host(app: Flask) -> None:
    patient = ask(app, CHAT, "/").headers["Set-Cookie"]
    nurse = ask(app, DESK, "/desk/sign-in").headers["Set-Cookie"]
    assert nurse.startswith("__Host-desk=")
    assert not patient.startswith("__Host-desk")
    for cookie in (patient, nurse):
        assert cookie.startswith("__Host-")
        assert all(flag in cookie for flag in ("Secure", "HttpOnly", "Path=/"))
        assert "Domain" not in cookie


def test_links_for_nurses_lead_to_the_desk(app: Flask) -> None:
    assert str(first_nurse_link(app)).startswith(f"{DESK}/desk/welcome/")


def test_no_other_name_is_answered(app: Flask) -> None:
    assert ask(app, "https://evil.example", "/").status_code == 400


def test_a_form_from_the_other_door_is_foreign(app: Flask) -> None:
    for headers in ({"Sec-Fetch-Site": "same-site"}, {"Origin": CHAT}):
        answer = app.test_client().post("/desk/sign-in", base_url=DESK, headers=headers)
        assert answer.status_code == 403


@pytest.mark.parametrize("desk", ["https://", "http://desk.example.org", CHAT, "desk"])
def test_a_desk_without_a_name_of_its_own_is_refused(desk: str) -> None:
    told = {**PRODUCTION, "PUMPLINE_URL": CHAT}
    assert Config.from_environment({**told, "PUMPLINE_DESK_URL": DESK}).desk_home == DESK
    with pytest.raises(ConfigError, match="PUMPLINE_DESK_URL"):
        Config.from_environment({**told, "PUMPLINE_DESK_URL": desk})
