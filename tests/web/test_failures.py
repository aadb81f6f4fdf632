"""Whatever fails: the number to call, "not sent", the typed words, and never half a message."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from jinja2 import DictLoader
from sqlalchemy import Engine, event, func, select, update
from sqlalchemy.exc import OperationalError

from tests.web import fakes
from tests.web.conftest import Browser, Clock
from tests.web.pages import Page
from web import create_app
from web.config import Config, ConfigError
from web.conversations import Triage
from web.house import House, house_of
from web.sealed.ring import key_id
from web.tables import Assessment, Conversation, Message, Probe, QueueEntry

WORDS = "a headache since the canary refill"
NOT_SENT = "was not sent, and nobody has judged it"


def helps(answer: Any, words: str = WORDS) -> bool:
    """Whether the answer says whom to call, that nothing was sent, and what was typed."""
    page = Page(answer.text)
    return (
        answer.status_code >= 500
        and "tel:911" in page.links
        and "tel:+15550100" in page.links
        and NOT_SENT in page.text
        and words in answer.text
    )


def counts(here: House) -> tuple[int, ...]:
    """How many messages, assessments and places in the queue there are."""
    tables = (Message, Assessment, QueueEntry)
    counted = select(*(select(func.count()).select_from(one).scalar_subquery() for one in tables))
    return tuple(here.store.read(lambda session: session.execute(counted).one()))


@contextmanager
def failing(engine: Engine, at: int) -> Iterator[list[str]]:
    """The statement number `at` fails, counted from 1, commits too; what was run before it."""
    run: list[str] = []

    def count(what: str) -> None:
        run.append(what)
        if len(run) == at:
            raise OperationalError(what, {}, Exception("disk I/O error"))

    def statement(_connection: Any, _cursor: Any, text: str, *_: Any) -> None:
        count(text)

    def commit(_connection: Any) -> None:
        count("COMMIT")

    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "commit", commit)
    try:
        yield run
    finally:
        event.remove(engine, "before_cursor_execute", statement)
        event.remove(engine, "commit", commit)


Send = Callable[[Browser], Any]


def first_message(patient: Browser) -> Any:
    return patient.send("/start", {"text": WORDS, "key": str(uuid4())})


def second_message(patient: Browser) -> Any:
    return patient.send("/chat", {"text": WORDS, "key": str(uuid4())})


@pytest.mark.stores
@pytest.mark.parametrize("send", [first_message, second_message])
def test_at_whichever_statement_it_fails_nothing_is_half_done(
    app: Flask, here: House, send: Send
) -> None:
    patient = Browser(app)
    patient.get("/")
    if send is second_message:
        patient.start("an itch")
    for at in range(1, 80):
        page, before = patient.page, counts(here)
        with failing(here.store.engine, at) as run:
            answer = send(patient)
        if answer.status_code == 303:
            break
        assert helps(answer), run[-1]
        assert counts(here) == before, run[-1]
        patient.page = page
    else:
        pytest.fail("it never went well")
    assert at > 8  # every statement of the way was tried
    stored = counts(here)
    assert stored[:2] == tuple(number + 1 for number in before[:2])
    assert stored[2] == 1


@pytest.mark.stores
def test_a_failure_after_the_commit_is_answered_by_the_same_message_again(
    app: Flask, here: House
) -> None:
    patient = Browser(app)
    patient.start("an itch")
    fields, page = {"text": WORDS, "key": "k"}, patient.page
    with failing(here.store.engine, 0) as run:
        patient.send("/chat", fields, headers={"X-Pumpline-Part": "1"})
    after = counts(here)
    for at in range(run.index("COMMIT") + 2, len(run) + 1):
        patient.page = page
        with failing(here.store.engine, at):
            answer = patient.send("/chat", fields, headers={"X-Pumpline-Part": "1"})
        assert answer.status_code in (200, 503)
        assert counts(here) == after


def gone(here: House) -> None:
    """The database is not there any more."""
    here.store.engine.dispose()
    Path(str(here.store.engine.url.database)).unlink()


def test_without_a_database_the_page_says_so_at_once(patient: Browser, here: House) -> None:
    patient.start("an itch")
    gone(here)
    begun = time.monotonic()
    answer = second_message(patient)
    assert time.monotonic() - begun < 1
    assert helps(answer)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    for path, status in (("/emergency", 200), ("/offline", 200), ("/health/live", 200)):
        assert patient.get(path).status_code == status


def test_a_page_that_cannot_be_shown_does_not_say_that_words_were_lost(
    patient: Browser, here: House
) -> None:
    patient.start("an itch")
    gone(here)
    answer = patient.get("/chat")
    assert answer.status_code == 503
    assert NOT_SENT not in answer.text
    assert "What was sent before is kept" in answer.text
    assert "tel:911" in patient.page.links


def test_when_the_disk_is_full_nothing_is_lost_and_the_house_is_not_ready(
    patient: Browser, here: House
) -> None:
    patient.start("an itch")

    @event.listens_for(here.store.engine, "connect")
    def small(connection: Any, _: Any) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # no page more than there are

    here.store.engine.dispose()
    assert patient.get("/health/ready").status_code == 200  # one row, over and over, still fits
    answers, page = [], patient.page
    for _ in range(60):
        patient.page = page
        answers.append(second_message(patient))
    kept, failed = [a for a in answers if a.status_code == 303], [a for a in answers if helps(a)]
    assert failed
    assert len(kept) + len(failed) == 60
    assert counts(here)[0] == len(kept) + 1


def broken_engine(config: Config, clock: Clock) -> Flask:
    def broken(*_: object) -> tuple[()]:
        raise RuntimeError(WORDS)

    return create_app(config, triage=Triage(broken, fakes.knowledge()), clock=clock)


def test_a_broken_engine_stores_nothing_and_helps(config: Config, clock: Clock) -> None:
    app = broken_engine(config, clock)
    patient = Browser(app)
    patient.get("/")
    answer = first_message(patient)
    assert helps(answer)
    assert counts(house_of(app)) == (0, 0, 0)
    assert app.test_client().get("/health/ready").status_code == 503


@pytest.mark.stores
def test_a_house_without_the_key_of_its_patients_words_does_not_start(
    patient: Browser, config: Config, triage: Triage
) -> None:
    patient.start("an itch")
    other = bytes(range(32))
    with pytest.raises(ConfigError, match=f"not hold the key {key_id(config.data_key).hex()}"):
        create_app(replace(config, data_key=other), triage=triage)
    both = replace(config, data_key=other, data_keys_before=(config.data_key,))
    house_of(create_app(both, triage=triage)).store.engine.dispose()


def test_words_that_do_not_open_are_no_reason_to_say_nothing(patient: Browser, here: House) -> None:
    patient.start("an itch")
    spoilt = update(Conversation).values(data_key=b"\x02spoilt")
    here.store.write(lambda session: session.execute(spoilt))
    assert helps(second_message(patient))


@pytest.mark.parametrize("name", ["errors/error.html", "layout.html", "parts/emergency.html"])
def test_with_a_broken_template_the_last_resort_helps(
    app: Flask, patient: Browser, here: House, name: str
) -> None:
    patient.start("an itch")
    loader = app.jinja_env.loader
    assert loader is not None
    app.jinja_env.loader = DictLoader({name: "{{ broken }"})
    app.jinja_env.cache.clear()  # type: ignore[union-attr]
    before = counts(here)
    with failing(here.store.engine, 1):
        answer = second_message(patient)
    assert answer.status_code == 503
    assert "tel:911" in answer.text
    assert NOT_SENT in answer.text
    assert counts(here) == before


def test_ready_writes_and_reads(patient: Browser, here: House) -> None:
    assert patient.get("/health/ready").text == "ready\n"
    assert here.store.read(lambda session: session.scalar(select(func.count(Probe.id)))) == 1
    with failing(here.store.engine, 0) as run:
        patient.get("/health/ready")
    assert any(one.startswith("UPDATE probe") for one in run)
    with failing(here.store.engine, 1):
        answer = patient.get("/health/ready")
    assert (answer.status_code, answer.text) == (503, "not ready: broken\n")


def test_the_proxys_page_stands_by_itself(app: Flask) -> None:
    printed = app.test_cli_runner().invoke(args=["emergency-page"])
    assert printed.exception is None
    page = Page(printed.output)
    assert NOT_SENT in page.text
    assert {"tel:911", "tel:988", "tel:+15550100"} <= set(page.links)
    assert "<script" not in printed.output
    assert "csrf" not in printed.output
