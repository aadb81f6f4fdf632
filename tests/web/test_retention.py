"""How long words are kept: what goes, what stays, and that nothing brings them back."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from tests.web.conftest import MORNING, Browser, Clock
from web import audit
from web.conversations import find_case
from web.house import House
from web.jobs import jobs_of
from web.retention import ASKED, OLD, Standing, ends, facts_tables, purge
from web.tables import AuditLine, Base, Conversation, KeptVerdict, PatientSign, QueueEntry

KEEP = timedelta(days=30)


@pytest.mark.parametrize(
    ("closed", "waiting", "asked", "days", "why"),
    [
        (True, False, False, 30, OLD),
        (True, False, False, 29, None),
        (False, False, False, 99, None),
        (True, True, False, 9999, None),
        (False, True, True, 9999, None),
        (False, False, True, 0, ASKED),
        (True, False, True, 99, ASKED),
    ],
)
def test_when_words_end(closed: bool, waiting: bool, asked: bool, days: int, why: str) -> None:
    standing = Standing(closed, waiting, asked, MORNING)
    assert ends(standing, KEEP, MORNING + timedelta(days=days)) == why


def test_it_is_one_of_the_jobs(app: Flask) -> None:
    assert "retention" in [job.name for job in jobs_of(app)]


def conversation(here: House) -> UUID:
    return here.store.read(lambda session: session.scalars(select(Conversation.id)).one())


def settle(here: House) -> None:
    """A nurse has seen it and closed it."""
    here.store.write(lambda s: s.execute(update(QueueEntry).values(waiting=False)))
    here.store.write(lambda s: s.execute(update(Conversation).values(status="closed")))


def rows(here: House) -> int:
    """How many rows tell anything of a conversation."""
    counts = [select(func.count()).select_from(table).scalar_subquery() for table in facts_tables()]
    return sum(here.store.read(lambda session: session.execute(select(*counts)).one()))


@pytest.mark.stores
def test_what_is_old_and_settled_goes_and_leaves_its_tiers(
    patient: Browser, here: House, clock: Clock
) -> None:
    patient.start("a headache like a canary")
    settle(here)
    clock.forward(days=29)
    purge(here, clock())
    assert rows(here) > 3
    clock.forward(days=1)
    purge(here, clock())
    assert rows(here) == 0
    kept = here.store.read(lambda session: session.scalars(select(KeptVerdict)).one())
    assert (kept.urgency, kept.outcome, kept.made_at) == ("same_day", "question", MORNING)
    left = here.store.read(lambda session: session.scalars(select(Conversation)).one())
    assert (left.data_key, left.words_gone_at) == (None, clock())
    where = conversation(here)
    assert here.store.read(lambda session: find_case(session, "clinic", where)) is None
    assert patient.get("/chat").status_code == 403
    lines = here.store.read(lambda session: session.scalars(select(AuditLine)).all())
    assert (lines[-1].act, lines[-1].conversation_id) == (f"words deleted: {OLD}", where)
    assert here.store.read(lambda session: audit.first_broken(session, here)) is None


def test_what_no_nurse_has_seen_stays(patient: Browser, here: House, clock: Clock) -> None:
    patient.start("can't wake")
    before = rows(here)
    clock.forward(days=4000)
    purge(here, clock())
    assert rows(here) == before
    assert patient.get("/emergency").status_code == 200


def test_what_the_patient_asked_for_is_done_once_a_nurse_has_looked(
    patient: Browser, here: House, clock: Clock
) -> None:
    patient.start("a headache")
    place = {"clinic_id": "clinic", "conversation_id": conversation(here)}
    asked = PatientSign(**place, seq=90, key="k", sign="delete", written_at=clock())
    here.store.write(lambda session: session.add(asked))
    purge(here, clock())
    assert rows(here) > 3
    settle(here)
    purge(here, clock())
    assert rows(here) == 0


def test_tiers_go_when_their_own_time_is_over(patient: Browser, here: House, clock: Clock) -> None:
    patient.start("an itch")
    settle(here)
    clock.forward(days=30)
    purge(here, clock())
    count = select(func.count(KeptVerdict.seq))
    clock.forward(days=2159)
    purge(here, clock())
    assert here.store.read(lambda session: session.scalar(count)) == 1
    clock.forward(days=2)
    purge(here, clock())
    assert here.store.read(lambda session: session.scalar(count)) == 0


def test_every_table_that_names_a_conversation_is_cleared_or_says_why_not() -> None:
    """A new table is cleared with the others as soon as it refers to the conversation."""
    without_words = {"audit_line", "kept_verdict", "page", "draft_case"}
    named = {name for name, table in Base.metadata.tables.items() if "conversation_id" in table.c}
    assert named - {table.name for table in facts_tables()} == without_words
