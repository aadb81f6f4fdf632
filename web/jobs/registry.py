"""Which jobs there are. The outbox comes last, so that what the others wrote leaves at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from flask import Flask

from web.conversations import close_idle, escalate, find_silent, tell_all, tell_silence
from web.house import House
from web.paging import outbox, watch

NAME = "pumpline_jobs"
Work = Callable[[House, datetime], None]


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do, not more often than `every`. `work` may be repeated at any time."""

    name: str
    work: Work
    every: timedelta = timedelta()


def register(app: Flask, job: Job) -> None:
    """Have `job` done with the others, before the outbox."""
    app.extensions[NAME] = (*app.extensions.get(NAME, ()), job)


def jobs_of(app: Flask) -> Sequence[Job]:
    """All jobs of an application, in the order in which they run."""
    return (*FIRST, *app.extensions.get(NAME, ()), *LAST)


def _escalate(here: House, now: datetime) -> None:
    clinic = here.config.clinic
    escalate(here.store, clinic, now)
    again = here.config.page_again
    here.store.write(lambda session: watch.call_on(session, clinic, again, now))


def _tell(here: House, now: datetime) -> None:
    tell_all(here.store, here.config.clinic, now)


def _listen(here: House, now: datetime) -> None:
    """Who may have fallen asleep and taps no more."""
    clinic = here.config.clinic
    for one in here.store.read(lambda session: find_silent(session, clinic, now)):
        here.store.write(
            partial(tell_silence, triage=here.triage, clinic=clinic, conversation=one, now=now)
        )


def _close(here: House, now: datetime) -> None:
    close_idle(here.store, here.config.clinic, now)


def _send(here: House, now: datetime) -> None:  # noqa: ARG001 - a sender needs the time as it goes on
    outbox.deliver(here.store, here.config, here.clock)


FIRST = (
    Job("silence", _listen),
    Job("escalation", _escalate),
    Job("check-backs", _tell),
    Job("idle", _close, every=timedelta(minutes=10)),
)
LAST = (Job("outbox", _send),)
