"""R11: a worker that ends at any statement leaves all of a message, or nothing of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from harness.counts import Counts
from harness.databases import KINDS, Database, database
from harness.house import engine, make_app
from harness.storm import KEY
from harness.visitor import FIELD
from web.database import open_store
from web.house import house_of
from web.tables import Assessment, Message

TEXT = "My pump beeps and I itch all over."
KILLED = 9
MOST = 400  # statements and commits of one message


def run() -> Iterator[Counts]:
    """Every place at which one message can be cut off, on both databases."""
    engine()  # before any process is parted
    control = _walk("sqlite", "verdict later")[1]
    for kind in KINDS:
        places, harm = _walk(kind)
        yield Counts("R11", kind, places, harm, control, needs=20)


def _walk(kind: str, broken: str = "") -> tuple[int, int]:
    """How many places there are, and at how many something was half done or done twice."""
    harm = 0
    with database(kind) as where:
        _in_child(lambda: _app(where))  # its tables
        for place in range(1, MOST):
            before = _kept(where)
            ended = _in_child(lambda: _begin_and_send(where, place, broken))  # noqa: B023
            left = _more(before, _kept(where))
            again = _in_child(lambda: _send(where, broken))
            harm += left not in ((1, 1), (2, 2)) or _more(before, _kept(where)) != (2, 2) or again
            if ended != KILLED:
                return place - 1, harm
    return MOST, harm + 1


def _more(before: tuple[int, int], after: tuple[int, int]) -> tuple[int, int]:
    return after[0] - before[0], after[1] - before[1]


def _in_child(work: Any) -> int:
    """The exit code of a process that does `work` and nothing else."""
    process = os.fork()
    if not process:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def _app(where: Database, broken: str = "") -> Flask:
    own = {"DATABASE_URL": where.url, "PUMPLINE_INSTANCE": str(where.folder)}
    keys = {"SECRET_KEY": "harness " * 8, "DATA_KEY": KEY.hex()}
    os.environ.update(own, **keys, PUMPLINE_URL="http://localhost")
    return make_app(broken)


def _begin_and_send(where: Database, place: int, broken: str) -> None:
    """A new conversation and a second message; the process ends at its `place`-th step."""
    app = _app(where, broken)
    client = app.test_client()
    fields = {"csrf": _token(client.get("/").text), "key": "0", "text": "My head hurts."}
    client.post("/start", data=fields)
    cookie = client.get_cookie("pumpline")
    (where.folder / "cookie").write_text(cookie.value if cookie else "")
    token = _token(client.get("/chat").text)
    _end_at(place, app)
    _acknowledged(client, token)


def _send(where: Database, broken: str) -> None:
    """The same message again, by whoever holds the cookie."""
    client = _app(where, broken).test_client()
    client.set_cookie("pumpline", (where.folder / "cookie").read_text())
    _acknowledged(client, _token(client.get("/chat").text))


def _acknowledged(client: FlaskClient, token: str) -> None:
    answer = client.post("/chat", data={"csrf": token, "key": "1", "text": TEXT})
    if answer.status_code != 303:
        raise AssertionError(answer.status_code)


def _token(page: str) -> str:
    found = FIELD.search(page)
    return found[1] if found else ""


def _end_at(place: int, app: Flask) -> None:
    engine, left = house_of(app).store.engine, iter(range(place - 1, -1, -1))

    def step(*_: object, **__: object) -> None:
        if next(left, 1) == 0:
            os._exit(KILLED)

    for moment in ("before_cursor_execute", "after_cursor_execute", "commit", "checkin"):
        event.listen(engine, moment, step)


def _kept(where: Database) -> tuple[int, int]:
    """How many messages there are, and how many verdicts."""
    store = open_store(where.url, KEY)
    with store.reads() as session:
        tables = (Message, Assessment)
        counts = [session.scalar(select(func.count()).select_from(table)) for table in tables]
    store.engine.dispose()
    return counts[0] or 0, counts[1] or 0
