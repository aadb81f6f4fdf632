"""The second factor: can be set up, can be demanded, and no code works twice."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from passlib.totp import TOTP  # type: ignore[import-untyped]

from tests.web import fakes
from tests.web.conftest import Browser, Clock, set_up, sign_in
from web import create_app
from web.config import Config
from web.welcome import first_nurse_link


@pytest.fixture
def strict(config: Config, clock: Clock) -> Flask:
    """A house that demands the second factor."""
    return create_app(replace(config, second_factor=True), triage=fakes.triage(), clock=clock)


def test_where_it_is_demanded_a_password_alone_opens_nothing(strict: Flask) -> None:
    browser = Browser(strict)
    set_up(browser, str(first_nurse_link(strict)))
    sign_in(browser)
    assert browser.client.get("/desk/").status_code == 303


def test_it_is_set_up_at_the_first_sign_in_and_then_asked_for(strict: Flask) -> None:
    browser = Browser(strict)
    set_up(browser, str(first_nurse_link(strict)))
    key = set_up_factor(browser)
    assert browser.client.get("/desk/").status_code == 200
    other = Browser(strict)
    sign_in(other)
    other.get("/desk/second-factor/code")
    used = enter(other, code(key, 0))
    fresh = enter(other, code(key, 1))
    assert (used, fresh) == (200, 302)
    assert other.client.get("/desk/").status_code == 200


def set_up_factor(browser: Browser) -> str:
    sign_in(browser)
    browser.get("/desk/second-factor")
    browser.send("/desk/second-factor", {"setup": "authenticator"})
    key = re.search(r"(?:[A-Z2-7]{4}-){7}[A-Z2-7]{4}", browser.page.text)
    assert key is not None
    enter(browser, code(key[0], 0))
    return key[0]


def enter(browser: Browser, digits: str) -> int:
    return browser.send("/desk/second-factor/code", {"code": digits}).status_code


def code(key: str, steps: int) -> str:
    totp = TOTP(key=key)
    return str(totp.generate(totp.now() + 30 * steps).token)
