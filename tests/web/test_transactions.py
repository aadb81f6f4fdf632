"""One transaction at a time: two that are open in one request can wait for each other."""

from __future__ import annotations

import traceback
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, event, text

from tests.web.conftest import Browser
from tests.web.test_every_page import SAID, desk_pages, patients_pages
from web.house import House


class Open:
    """The transactions that are open, and where one began inside another."""

    def __init__(self) -> None:
        self.now = 0
        self.nested: list[str] = []

    def begin(self, _: Connection) -> None:
        if self.now:
            steps = [step for step in traceback.extract_stack() if "/web/" in step.filename]
            self.nested.append(" < ".join(f"{step.filename}:{step.lineno}" for step in steps[-6:]))
        self.now += 1

    def end(self, _: Connection) -> None:
        self.now -= 1


@pytest.fixture
def transactions(here: House) -> Iterator[Open]:
    watched, engine = Open(), here.store.engine
    event.listen(engine, "begin", watched.begin)
    for moment in ("commit", "rollback"):
        event.listen(engine, moment, watched.end)
    yield watched
    assert watched.now == 0


@pytest.mark.parametrize("said", SAID)
def test_no_answer_opens_one_inside_another(
    patient: Browser, transactions: Open, said: str
) -> None:
    patient.start(said)
    patient.say("and it got worse")
    patient.get("/chat/messages?after=0")
    assert transactions.nested == []


def test_no_page_of_the_patient_does(patient: Browser, transactions: Open) -> None:
    assert [name for name, _ in patients_pages(patient) if transactions.nested] == []


def test_no_page_of_the_desk_does(patient: Browser, nurse: Browser, transactions: Open) -> None:
    patient.start("can't wake")
    assert len(list(desk_pages(nurse))) > 20
    assert transactions.nested == []


def test_one_inside_another_is_noticed(here: House, transactions: Open) -> None:
    one = text("SELECT 1")
    here.store.write(lambda outer: (outer.execute(one), here.store.read(lambda s: s.execute(one))))
    assert len(transactions.nested) == 1
