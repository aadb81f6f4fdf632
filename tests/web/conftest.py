"""The application on a database of its own, a patient's browser, and a nurse who is signed in."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web import fakes
from tests.web.pages import Form, Page
from tests.web.postgres import Server, server
from web import create_app
from web.config import Config
from web.conversations import Triage
from web.database import Store, open_store, upgrade
from web.house import House, house_of
from web.welcome import first_nurse_link

MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PASSWORD = "four quiet green hills"
EMAIL = "ada@example.org"
HOST = "http://localhost"
STRICT = "-cdefault_transaction_isolation=serializable"
Fields = Mapping[str, object]


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


class Browser:
    """A person with a browser: reads pages, and sends the forms that stand in them."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.page = Page("")

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> TestResponse:
        return self._seen(self.client.get(path, headers=headers, follow_redirects=True))

    def send(
        self, action: str, fields: Fields, headers: Mapping[str, str] | None = None
    ) -> TestResponse:
        """Post a form of the page that was seen last, with its hidden fields."""
        form = self.page.form(action) or self.page.form("") or Form("", "")
        filled = {**form.hidden, **fields}
        return self._seen(self.client.post(action, data=filled, headers=headers))

    def start(self, text: str, **more: object) -> TestResponse:
        self.get("/")
        self.send("/start", {"text": text, **more})
        return self.get("/chat")

    def say(self, text: str, **more: object) -> TestResponse:
        self.send("/chat", {"text": text, **more})
        return self.get("/chat")

    def open_case(self, row: int = 0) -> TestResponse:
        """At the desk: follow the link of a row of the queue."""
        self.get("/desk/")
        return self.get([link for link in self.page.links if link.startswith("/desk/cases/")][row])

    def case_form(self, ending: str) -> str:
        """The address of the case's form for `replies` or `reviews`."""
        return next(form.action for form in self.page.forms if form.action.endswith(ending))

    def _seen(self, response: TestResponse) -> TestResponse:
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303):
            self.page = Page(response.text)
        return response


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Flask-Security builds its forms in a way that WTForms means to drop; not ours to mend."""
    for item in items:
        if "tests/web" in item.path.as_posix():
            item.add_marker(pytest.mark.filterwarnings("ignore::DeprecationWarning:wtforms"))


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A migrated database without rows: migrating takes longer than copying."""
    path = tmp_path_factory.mktemp("database") / "empty.sqlite"
    store = open_store(f"sqlite:///{path}", bytes(32))
    upgrade(store.engine)
    store.engine.dispose()
    return path.read_bytes()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A PostgreSQL server, the same for all workers of this run."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "postgres"
    shared.mkdir(exist_ok=True)
    with server(shared) as started:
        yield started


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What is marked `stores` runs on both databases, or on those that the mark names."""
    stores = metafunc.definition.get_closest_marker("stores")
    if stores and "kind" in metafunc.fixturenames:
        kinds = stores.args or ("sqlite", "postgres")
        marks = {kind: () if kind == "sqlite" else pytest.mark.postgres for kind in kinds}
        metafunc.parametrize("kind", [pytest.param(kind, marks=marks[kind]) for kind in kinds])


@pytest.fixture
def kind() -> str:
    """`sqlite`; TEST_STORE may say `postgres`, or `serializable` for it at its strictest."""
    return os.environ.get("TEST_STORE", "sqlite")


@pytest.fixture
def address(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a database with all tables, empty."""
    if kind != "sqlite":
        found: Server = request.getfixturevalue("postgres")
        with found.copy() as url:
            yield f"{url}?options={STRICT}" if kind == "serializable" else url
    else:
        database = tmp_path / "pumpline.sqlite"
        database.write_bytes(request.getfixturevalue("empty_database"))
        yield f"sqlite:///{database}"


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """A store with all tables, empty."""
    opened = open_store(address, bytes(32))
    yield opened
    opened.engine.dispose()


@pytest.fixture
def config(address: str) -> Config:
    return Config(
        secret_key="x" * 64,
        data_key=bytes(32),
        database_url=address,
        url=HOST,
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
def app(config: Config, clock: Clock, triage: Triage) -> Iterator[Flask]:
    made = create_app(config, triage=triage, clock=clock)
    yield made
    house_of(made).store.engine.dispose()


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
    set_up(browser, str(first_nurse_link(app)))
    sign_in(browser)
    return browser


def set_up(browser: Browser, link: str, email: str = EMAIL, name: str = "Ada") -> TestResponse:
    path = link.removeprefix(HOST)
    browser.get(path)
    return browser.send(path, {"name": name, "email": email, "password": PASSWORD})


def sign_in(browser: Browser, password: str = PASSWORD, email: str = EMAIL) -> TestResponse:
    browser.get("/desk/sign-in")
    return browser.send("/desk/sign-in", {"email": email, "password": password})


@pytest.fixture
def another_browser(app: Flask) -> Callable[[], Browser]:
    return lambda: Browser(app)
