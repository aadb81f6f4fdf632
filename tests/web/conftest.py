"""The application on a database of its own, a patient's browser, and a nurse who is signed in."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web import fakes
from web import create_app
from web.config import Config
from web.conversations import Triage
from web.house import House, house_of
from web.welcome import first_nurse_link

MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PASSWORD = "four quiet green hills"
EMAIL = "ada@example.org"


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


class Browser:
    """A person with a browser: fetches pages, fills in the forms that are there."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.page = ""

    def get(self, path: str, **more: object) -> TestResponse:
        return self._seen(self.client.get(path, follow_redirects=True, **more))  # type: ignore[arg-type]

    def send(self, path: str, fields: dict[str, object], **more: object) -> TestResponse:
        """Post a form of the page that was seen last, with its hidden fields."""
        filled = {**self.hidden(path), **fields}
        return self._seen(self.client.post(path, data=filled, **more))  # type: ignore[arg-type]

    def hidden(self, action: str) -> dict[str, object]:
        form = re.search(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', self.page, re.DOTALL)
        inputs = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[1] if form else "")
        inputs += re.findall(r'<input id="\w+" name="(csrf_token)" type="hidden" value="([^"]*)"', form[1] if form else "")
        return dict(inputs)

    def start(self, text: str, **more: object) -> TestResponse:
        self.get("/")
        self.send("/start", {"text": text, **more})
        return self.get("/chat")

    def say(self, text: str, **more: object) -> TestResponse:
        self.send("/chat", {"text": text, **more})
        return self.get("/chat")

    def _seen(self, response: TestResponse) -> TestResponse:
        self.page = response.text
        return response


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A migrated database without rows: migrating takes longer than copying."""
    from web.database import open_store, upgrade

    path = tmp_path_factory.mktemp("database") / "empty.sqlite"
    store = open_store(f"sqlite:///{path}", bytes(32))
    upgrade(store.engine)
    store.engine.dispose()
    return path.read_bytes()


@pytest.fixture
def config(tmp_path: Path, empty_database: bytes) -> Config:
    database = tmp_path / "pumpline.sqlite"
    database.write_bytes(empty_database)
    return Config(
        secret_key="x" * 64,
        data_key=bytes(32),
        database_url=f"sqlite:///{database}",
        url="http://localhost",
        clinic_phone="+1 555 0100",
        testing=True,
    )


@pytest.fixture
def clock() -> Clock:
    return Clock(MORNING)


@pytest.fixture
def triage() -> Triage:
    return fakes.triage()


@pytest.fixture
def app(config: Config, clock: Clock, triage: Triage) -> Flask:
    return create_app(config, triage=triage, clock=clock)


@pytest.fixture
def here(app: Flask) -> House:
    return house_of(app)


@pytest.fixture
def patient(app: Flask) -> Browser:
    return Browser(app)


@pytest.fixture
def nurse(app: Flask) -> Browser:
    """Ada, who set herself up with the first link and signed in."""
    browser = Browser(app)
    path = str(first_nurse_link(app)).removeprefix("http://localhost")
    browser.get(path)
    browser.page = browser.page.replace('method="post" novalidate', f'method="post" action="{path}"')
    browser.send(path, {"name": "Ada", "email": EMAIL, "password": PASSWORD})
    sign_in(browser)
    return browser


def sign_in(browser: Browser, password: str = PASSWORD) -> TestResponse:
    browser.get("/desk/sign-in")
    return browser.send("/desk/sign-in", {"email": EMAIL, "password": password})


AnyBrowser = Callable[[], Browser]


@pytest.fixture
def another_browser(app: Flask) -> AnyBrowser:
    return lambda: Browser(app)
