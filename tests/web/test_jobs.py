"""The jobs: one run at a time, each recorded, and one that fails keeps no other from its work."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from flask import Flask

from tests.web.conftest import MORNING, Clock
from web import jobs
from web.house import House
from web.jobs import Job, Trouble

pytestmark = pytest.mark.stores


class Tally:
    """A job that counts how often it was done, and may fail."""

    def __init__(self, name: str = "tally", every: timedelta = timedelta()) -> None:
        self.done: list[datetime] = []
        self.fails = False
        self.job = Job(name, self, every)

    def __call__(self, _: House, now: datetime) -> None:
        if self.fails:
            raise LookupError("not for the log")
        self.done.append(now)


def trouble(here: House) -> Trouble | None:
    return here.store.read(lambda session: jobs.trouble(session, here.config.clinic, here.clock()))


def test_jobs_run_one_after_the_other_and_each_is_recorded(here: House) -> None:
    first, second = Tally("first"), Tally("second")
    assert jobs.run(here, [first.job, second.job])
    assert (len(first.done), len(second.done)) == (1, 1)
    assert trouble(here) is None


def test_two_runs_do_not_overlap(here: House) -> None:
    inner: list[bool] = []
    again = Tally("again")

    def work(_: House, __: datetime) -> None:
        inner.append(jobs.run(here, [again.job]))

    assert jobs.run(here, [Job("outer", work)])
    assert inner == [False]
    assert again.done == []
    assert jobs.run(here, [again.job])


def test_of_many_that_start_at_once_one_runs(here: House) -> None:
    ran: list[bool] = []
    start, leave = threading.Barrier(4), threading.Event()

    def work(_: House, __: datetime) -> None:
        assert leave.wait(30)

    def go() -> None:
        start.wait()
        won = jobs.run(here, [Job("slow", work)])
        ran.append(won)
        if len(ran) == 3:
            leave.set()  # the three that lost are back

    runs = [threading.Thread(target=go) for _ in range(4)]
    for one in runs:
        one.start()
    for one in runs:
        one.join()
    assert sorted(ran) == [False, False, False, True]


def test_a_run_that_was_killed_keeps_the_next_from_its_work_for_a_while_only(
    here: House, clock: Clock
) -> None:
    def dies(_: House, __: datetime) -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        jobs.run(here, [Job("dies", dies)])
    clock.forward(minutes=4)
    assert not jobs.run(here, [])
    clock.forward(minutes=1)
    assert jobs.run(here, [])


def test_a_job_that_fails_is_told_of_and_keeps_no_other_from_its_work(
    here: House, caplog: pytest.LogCaptureFixture
) -> None:
    broken, whole = Tally("broken"), Tally("whole")
    broken.fails = True
    assert jobs.run(here, [broken.job, whole.job])
    assert len(whole.done) == 1
    assert trouble(here) == Trouble(stopped=False, since=MORNING, failed=("broken",))
    assert "not for the log" not in caplog.text
    broken.fails = False
    jobs.run(here, [broken.job])
    assert trouble(here) is None


def test_a_job_is_done_as_often_as_it_asks(here: House, clock: Clock) -> None:
    daily = Tally("daily", every=timedelta(days=1))
    for hours in (0, 23, 1):
        clock.forward(hours=hours)
        jobs.run(here, [daily.job])
    assert daily.done == [MORNING, MORNING + timedelta(days=1)]


def test_jobs_that_never_ran_or_stopped_are_trouble(here: House, clock: Clock) -> None:
    assert trouble(here) == Trouble(stopped=True, since=None, failed=())
    jobs.run(here, [])
    clock.forward(minutes=10)
    assert trouble(here) is None
    clock.forward(seconds=1)
    assert trouble(here) == Trouble(stopped=True, since=MORNING, failed=())


def test_a_registered_job_runs_before_the_outbox(app: Flask) -> None:
    own = Tally("own")
    jobs.register(app, own.job)
    names = [job.name for job in jobs.jobs_of(app)]
    assert names.index("escalation") < names.index("own")
    assert names.index("own") < names.index("outbox") == len(names) - 1
