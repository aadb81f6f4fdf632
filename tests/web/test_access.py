"""Every route, asked by everybody, about what is theirs, somebody else's, and nobody's.

The routes come from the application, whom they are for from the tables of `test_every_route.py`. So
a new route is in the matrix as soon as it is in a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.web import fakes
from tests.web.conftest import HOST, MORNING, Browser, Clock, set_up, sign_in
from tests.web.test_every_route import FILLED as WORDS
from tests.web.test_every_route import SHUT, TABLES
from web import create_app
from web.api import tokens
from web.config import Config
from web.house import House, house_of
from web.tables import Conversation, Nurse
from web.welcome import first_nurse_link, invite

CANARY = "canaryword"
SECOND = "othercanary"
NURSES = ("nurse", "lead", "admin")
PATIENTS = ("patient", "other patient")
PROGRAMS = ("program", "other program")
VISITORS = ("nobody", *PATIENTS, *NURSES, "disabled nurse", *PROGRAMS)
OBJECTS = ("own", "other", "missing")
MISSING = str(UUID(int=1))
# What is asked for that the visitor's own page fills in; all else is left out.
FILLED: Mapping[str, Mapping[str, str]] = {
    "patient.say": {"text": "hello"},
    "patient.contact": {"phone": "555"},
    "people.give_role": {"role": "nurse"},
    "patient.misread": {"seq": "1", "start": "0", "concept": "x", "status": "past"},
}


@dataclass
class Visitor:
    """Somebody with cookies or a token, and the tokens of their forms."""

    cookies: list[tuple[str, str]] = field(default_factory=list)
    form: dict[str, str] = field(default_factory=dict)
    bearer: str = ""

    def asks(self, app: Flask, method: str, path: str, endpoint: str) -> TestResponse:
        client: FlaskClient = app.test_client()
        for name, value in self.cookies:
            client.set_cookie(name, value)
        headers = {"Authorization": f"Bearer {self.bearer}"} if self.bearer else {}
        if endpoint.startswith("api."):
            body = {"text": "hello", "key": str(uuid4())} if method == "POST" else None
            return client.open(path, method=method, json=body, headers=headers)
        sent = {**self.form, **FILLED.get(endpoint, {})} if method == "POST" else None
        return client.open(path, method=method, data=sent, headers=headers, buffered=True)


@dataclass
class Matrix:
    """A house with somebody of every kind in it, which can be put back as it was."""

    app: Flask
    path: Path
    snapshot: bytes
    visitors: dict[str, Visitor]
    objects: dict[str, dict[str, str]]

    def restore(self) -> None:
        house_of(self.app).store.engine.dispose()
        self.path.write_bytes(self.snapshot)

    def cells(self) -> Iterator[tuple[str, str, str, str]]:
        """Method, address, endpoint and whose object it names, for every route."""
        for rule in self.app.url_map.iter_rules():
            names = set(re.findall(r"<uuid:(\w+)>", rule.rule))
            of_all = names and names <= set(self.objects)
            wanted = rule.rule.replace("<path:filename>", "pumpline.js")
            for whose in OBJECTS if of_all else ("missing" if names else "",):
                address = re.sub(r"<(?:\w+:)?(\w+)>", lambda m: self._named(m[1], whose), wanted)  # noqa: B023
                for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                    yield method, address, rule.endpoint, whose

    def _named(self, argument: str, whose: str) -> str:
        return self.objects.get(argument, {}).get(whose or "own", WORDS.get(argument, MISSING))


@pytest.fixture(scope="module")
def matrix(tmp_path_factory: pytest.TempPathFactory, empty_database: bytes) -> Matrix:
    path = tmp_path_factory.mktemp("access") / "house.sqlite"
    path.write_bytes(empty_database)
    config = Config(
        secret_key="x" * 64, data_key=bytes(32), database_url=f"sqlite:///{path}", url=HOST,
        clinic_phone="+1 555 0100", testing=True,
    )  # fmt: skip
    app = create_app(config, triage=fakes.triage(), clock=Clock(MORNING))
    elsewhere = create_app(
        replace(config, clinic="elsewhere"), triage=fakes.triage(), clock=Clock(MORNING)
    )
    visitors = {"nobody": _desk_form(Browser(app)), **_patients(app), **_nurses(app)}
    visitors |= {"program": _program(app, "portal"), "other program": _program(app, "other")}
    _patients(elsewhere)
    foreign = _nurses(elsewhere)
    assert set(visitors) == set(VISITORS)
    assert foreign
    objects = {"conversation": _conversations(app, elsewhere), "person": _people(app, elsewhere)}
    for made in (app, elsewhere):
        house_of(made).store.engine.dispose()
    return Matrix(app, path, path.read_bytes(), visitors, objects)


def _seen(browser: Browser) -> Visitor:
    kept = browser.client._cookies.values()  # type: ignore[union-attr]
    return Visitor([(one.key, one.value) for one in kept])


def _desk_form(browser: Browser) -> Visitor:
    return _with_tokens(browser, "/desk/sign-in", "/desk/sign-in")


def _with_tokens(browser: Browser, page: str, action: str) -> Visitor:
    """Whoever has seen a form of the desk, and the patient's first page."""
    browser.get(page)
    form = browser.page.form(action)
    assert form is not None
    browser.get("/")
    start = browser.page.form("/start")
    assert start is not None
    seen = _seen(browser)
    seen.form = {"csrf_token": form.hidden["csrf_token"], "csrf": start.hidden["csrf"]}
    return seen


def _patients(app: Flask) -> dict[str, Visitor]:
    made = {}
    for name, word in zip(PATIENTS, (CANARY, SECOND), strict=True):
        browser = Browser(app)
        browser.start(f"a headache {word}")
        made[name] = _desk_form(browser)
    return made


def _nurses(app: Flask) -> dict[str, Visitor]:
    """Signed in, each in her own browser; one is disabled after she signed in, one stays away."""
    here, made = house_of(app), {}
    set_up(Browser(app), str(first_nurse_link(app)), email="admin@example.org")
    for name in ("nurse", "lead", "disabled", "spare"):
        role, email = name if name == "lead" else "nurse", f"{name}@example.org"
        set_up(Browser(app), _invited(here, role), email=email)
    for name in (*NURSES, "disabled"):
        browser = Browser(app)
        sign_in(browser, email=f"{name}@example.org")
        assert browser.client.get("/desk/").status_code == 200
        made[name] = _with_tokens(browser, "/desk/", "/desk/sign-out")
    app.test_cli_runner().invoke(args=["nurse", "disable", "disabled@example.org"])
    made["disabled nurse"] = made.pop("disabled")
    return made


def _invited(here: House, role: str) -> str:
    return here.store.write(lambda session: invite(session, here, role))


def _program(app: Flask, integration: str) -> Visitor:
    here = house_of(app)
    token = here.store.write(lambda session: tokens.make(session, here, integration, "say", 9))
    visitor = _desk_form(Browser(app))
    return Visitor(visitor.cookies, visitor.form, token)


def _conversations(app: Flask, elsewhere: Flask) -> dict[str, str]:
    """`own`: of the first program, and so of this clinic; `other`: of another clinic."""
    first = Visitor(bearer=_program(app, "portal").bearer)
    body = {"text": f"a headache {CANARY}", "key": "1"}
    headers = {"Authorization": f"Bearer {first.bearer}"}
    own = app.test_client().post("/api/v1/conversations", json=body, headers=headers).get_json()
    return {"own": own["conversation"], "other": str(_first_id(elsewhere, Conversation))}


def _people(app: Flask, elsewhere: Flask) -> dict[str, str]:
    here = house_of(app)
    spare = select(Nurse.id).filter_by(clinic_id="clinic", email="spare@example.org")
    own = here.store.read(lambda session: session.scalars(spare).one())
    return {"own": str(own), "other": str(_first_id(elsewhere, Nurse))}


def _first_id(app: Flask, table: type[Conversation | Nurse]) -> UUID:
    here = house_of(app)
    found = select(table.id).filter_by(clinic_id=here.config.clinic)
    return here.store.read(lambda session: session.scalars(found).first()) or uuid4()


def kind_of(endpoint: str) -> str:
    return next(kind for kind, table in TABLES.items() if endpoint in table)


def expected(kind: str, visitor: str, whose: str) -> str:
    """passes, sent to sign in, refused (403), closed (401) or gone (404)."""
    foreign = whose in ("other", "missing")
    if kind == "open":
        return "passes"
    if kind == "shut":
        return "gone"
    if kind == "cookie":
        return "passes" if visitor in PATIENTS else "refused"
    if kind == "program":
        known = visitor == "program" and not foreign
        closed = visitor not in PROGRAMS
        return "closed" if closed else "passes" if known or not whose else "gone"
    if visitor not in NURSES:
        return "sent to sign in"
    if NURSES.index(visitor) < NURSES.index(kind):
        return "refused"
    return "gone" if foreign else "passes"


def outcome(answer: TestResponse) -> str:
    if answer.status_code in (302, 303) and "/desk/sign-in" in (answer.location or ""):
        return "sent to sign in"
    named = {401: "closed", 403: "refused", 404: "gone"}
    return named.get(answer.status_code, "passes" if answer.status_code < 500 else "broken")


# Open pages that answer 404 or send to the sign-in by what they are: a wrong link, nobody's factor.
BY_NATURE = {
    "patient.handed": {"gone"},
    "patient.take_passport": {"gone"},
    "patient.change": {"gone"},
    "lessons.sheet_of": {"gone"},
    "acknowledge.look": {"gone"},
    "acknowledge.take": {"passes"},  # 400: its form carries a token of its own
    "welcome.look": {"gone"},
    "welcome.join": {"gone"},
    "security.static": {"gone", "passes"},
    "metrics.scraped": {"gone"},  # 404 without its own token
    "security.two_factor_token_validation": {"passes", "sent to sign in"},
    "security.two_factor_setup": {"passes", "sent to sign in"},
    "security.mf_recovery": {"passes", "sent to sign in"},
    "security.logout": {"passes", "sent to sign in"},
    "people.sign_out_everywhere": {"sent to sign in"},
    "security.login": {"passes", "sent to sign in"},
    "security.two_factor_setup_validate": {"passes", "sent to sign in"},
}


@pytest.mark.parametrize("visitor", VISITORS)
def test_access_matrix(matrix: Matrix, visitor: str) -> None:
    wrong: list[tuple[object, ...]] = []
    asked = 0
    for method, path, endpoint, whose in matrix.cells():
        answer = matrix.visitors[visitor].asks(matrix.app, method, path, endpoint)
        wanted = {expected(kind_of(endpoint), visitor, whose)}
        wanted = BY_NATURE.get(endpoint, wanted) if "passes" in wanted else wanted
        if endpoint == "lessons.drop" and "gone" in wanted:
            wanted = {"passes"}  # a draft that is gone is dropped
        if outcome(answer) not in wanted:
            wrong.append((method, path, endpoint, whose, answer.status_code, wanted))
        wrong += [(method, path, "shows", word) for word in _unseen(visitor) if word in answer.text]
        asked += 1
        if method == "POST":
            matrix.restore()
    assert not wrong, "\n".join(map(str, wrong))
    assert asked > 60


def _unseen(visitor: str) -> tuple[str, ...]:
    """The words that this visitor must never be shown."""
    if visitor in NURSES:
        return ()
    if visitor in PATIENTS:
        return (SECOND,) if visitor == "patient" else (CANARY,)
    return (SECOND,) if visitor == "program" else (CANARY, SECOND)


def test_what_is_shut_is_in_the_matrix(matrix: Matrix) -> None:
    assert set(SHUT) <= {endpoint for _, _, endpoint, _ in matrix.cells()}


def test_a_route_that_leaks_is_found(matrix: Matrix) -> None:
    """The matrix itself: a page that anybody may read and that should be a nurse's is noticed."""
    answer = matrix.visitors["patient"].asks(matrix.app, "GET", "/chat", "patient.talk")
    assert CANARY in answer.text
    assert outcome(answer) != expected("nurse", "patient", "")
