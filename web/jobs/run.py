"""One run of the jobs: a lease, so that two runs never overlap, and a record of each job."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import click
from flask import Flask
from sqlalchemy import CursorResult, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from web.house import House, house_of
from web.jobs.registry import Job, jobs_of
from web.tables import JobRun

ALL = "all"  # the row that holds the lease, and says when a run ended last
LEASE = timedelta(minutes=5)
LATE = timedelta(minutes=10)
PAUSE = 15.0  # seconds between runs on a thread of our own
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Jobs stand still since `since` (None: they never ran), or those in `failed` do not work."""

    stopped: bool
    since: datetime | None
    failed: tuple[str, ...]


def run(here: House, jobs: Sequence[Job]) -> bool:
    """Do all jobs that are due; False when another run is at work."""
    mine = uuid4()
    if not _take(here, mine):
        return False
    for job in jobs:
        if not _keep(here, mine):
            return False  # we were so slow that another run began
        _run_one(here, job)
    _end(here, ALL, None, mine)
    return True


def trouble(session: Session, clinic: str, now: datetime) -> Trouble | None:
    """What is wrong with the jobs; None when they run."""
    found = session.scalars(select(JobRun).filter_by(clinic_id=clinic)).all()
    last = next((row.ended_at for row in found if row.name == ALL), None)
    stopped = last is None or now - last > LATE
    failed = tuple(sorted(row.name for row in found if row.fault))
    return Trouble(stopped, last, failed) if stopped or failed else None


def keep_running(app: Flask) -> None:
    """Run the jobs on a thread of this process from now on."""
    here, jobs = house_of(app), jobs_of(app)
    threading.Thread(target=_forever, args=(here, jobs), name="jobs", daemon=True).start()


def keep_running_if_embedded(app: Flask) -> None:
    """A house of its own does its jobs itself; a command of `flask` is no house.

    In production cron or a service runs them: `flask jobs run`.
    """
    command = click.get_current_context(silent=True)
    serves = command is None or command.info_name == "run"
    if house_of(app).config.embedded and serves:
        keep_running(app)


def _forever(here: House, jobs: Sequence[Job]) -> None:
    while True:
        try:
            run(here, jobs)
        except Exception as fault:  # noqa: BLE001 - the next run may go well
            log.error("jobs: %s", type(fault).__qualname__)  # noqa: TRY400
        time.sleep(PAUSE)


def _run_one(here: House, job: Job) -> None:
    now = here.clock()
    if not here.store.read(lambda session: _is_due(session, here.config.clinic, job, now)):
        return
    _begin(here, job.name)
    fault: str | None = None
    try:
        job.work(here, now)
    except Exception as failed:  # noqa: BLE001 - one job that fails keeps no other from its work
        fault = type(failed).__qualname__
        log.error("job %s: %s", job.name, fault)  # noqa: TRY400
    _end(here, job.name, fault, None)


def _is_due(session: Session, clinic: str, job: Job, now: datetime) -> bool:
    row = session.get(JobRun, (clinic, job.name))
    if row is None or row.ended_at is None or row.fault:
        return True
    return now >= row.ended_at + job.every


def _take(here: House, mine: UUID) -> bool:
    """The lease of a run, for whoever comes first."""
    try:
        return here.store.write(lambda session: _taken(session, here, mine))
    except IntegrityError:
        return False  # the very first run, twice at once


def _taken(session: Session, here: House, mine: UUID) -> bool:
    now, place = here.clock(), (here.config.clinic, ALL)
    if session.get(JobRun, place) is None:
        session.add(JobRun(clinic_id=place[0], name=ALL))
        session.flush()
    free = or_(JobRun.held_until.is_(None), JobRun.held_until <= now)
    taking = update(JobRun).filter_by(clinic_id=place[0], name=ALL).where(free)
    return _one(session, taking.values(holder=mine, held_until=now + LEASE, started_at=now))


def _keep(here: House, mine: UUID) -> bool:
    """Whether the lease is still ours; it is renewed before each job."""
    until = here.clock() + LEASE
    held = update(JobRun).filter_by(clinic_id=here.config.clinic, name=ALL, holder=mine)
    return here.store.write(lambda session: _one(session, held.values(held_until=until)))


def _begin(here: House, name: str) -> None:
    def work(session: Session) -> None:
        row = session.get(JobRun, (here.config.clinic, name))
        if row is None:
            row = JobRun(clinic_id=here.config.clinic, name=name)
            session.add(row)
        row.started_at = here.clock()

    here.store.write(work)


def _end(here: House, name: str, fault: str | None, holder: UUID | None) -> None:
    done = update(JobRun).filter_by(clinic_id=here.config.clinic, name=name, holder=holder)
    ended = done.values(ended_at=here.clock(), fault=fault, holder=None, held_until=None)
    here.store.write(lambda session: _one(session, ended))


def _one(session: Session, change: object) -> bool:
    made = session.execute(change)  # type: ignore[call-overload]
    return isinstance(made, CursorResult) and made.rowcount == 1
