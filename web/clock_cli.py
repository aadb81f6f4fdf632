"""`flask …` for what goes by the clock: roster, jobs, and the steps before patients come."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import select

from web import golive, jobs
from web.house import House, house
from web.paging import outbox, pages, roster, typed
from web.tables import JobRun, Nurse, RosterEntry

on_roster = AppGroup("roster", help="Who is called when nobody looks.")
at_work = AppGroup("jobs", help="What must be done without anybody asking.")
STEPS = {
    "phone": "PUMPLINE_CLINIC_PHONE: the pump team's on-call line",
    "numbers": "every number dialled: flask golive dialled NUMBER --by NAME",
    "hours": "PUMPLINE_HOURS and PUMPLINE_ZONE: when the office is open",
    "roster": "somebody on call: flask roster add NAME --webhook URL",
    "code": "PUMPLINE_CLINIC_CODE: the code on the pump cards",
    "test_page": "a test page that somebody acknowledged: flask roster test",
}


def init_app(app: Flask) -> None:
    """Add the commands."""
    for group in (on_roster, at_work, gate):
        app.cli.add_command(group)


@on_roster.command("list")
def list_roster() -> None:
    """Print who is on the roster, in the order in which they are called."""
    here = house()
    clinic, now = here.config.clinic, here.clock()
    on_call = {one.id for one in here.store.read(lambda s: roster.on_call(s, clinic, now))}
    for one in here.store.read(lambda session: roster.everybody(session, clinic)):
        click.echo(_line(here, one, "on call" if one.id in on_call else "not on call"))


@on_roster.command("add")
@click.argument("name")
@click.option("--webhook", help="An address that begins with https://.")
@click.option("--email", help="An e-mail address.")
@click.option("--nurse", help="The nurse's address: passed over once they may not open the desk.")
@click.option("--from", "starts", default="", help="As 2026-11-24T17:00, by the clinic's clock.")
@click.option("--until", "ends", default="", help="As 2026-11-25T08:00.")
@click.option("--place", type=int, help="Who has the lowest is called first.")
def add_to_roster(
    name: str,
    webhook: str | None,
    email: str | None,
    nurse: str | None,
    starts: str,
    ends: str,
    place: int | None,
) -> None:
    """Put somebody on the roster."""
    here = house()
    if bool(webhook) == bool(email):
        raise click.UsageError("say either --webhook or --email")
    told = typed.Typed(
        name, "webhook" if webhook else "email", webhook or email or "", starts, ends
    )
    contact, faults = typed.read(told, here.config, here.clock(), place)
    if contact is None:
        raise click.ClickException("; ".join(f"{field}: {why}" for field, why in faults.items()))
    who = replace(contact, nurse=_nurse(here, nurse) if nurse else None)
    added = here.store.write(lambda session: roster.add(session, here.config.clinic, who))
    click.echo(_line(here, added, "added"))


@on_roster.command("remove")
@click.argument("entry", type=click.UUID)
def remove_from_roster(entry: UUID) -> None:
    """Take somebody off the roster, by the id that `list` prints."""
    here = house()
    clinic, now = here.config.clinic, here.clock()
    if not here.store.write(lambda session: roster.remove(session, clinic, entry, now)):
        raise click.ClickException(f"nobody on the roster has the id {entry}")


@on_roster.command("test")
def test_roster() -> None:
    """Call the first on the roster; it counts once they have acknowledged it."""
    here = house()
    clinic, now = here.config.clinic, here.clock()
    if not here.store.read(lambda session: roster.on_call(session, clinic, now)):
        raise click.ClickException("nobody is on call now: flask roster add NAME --webhook URL")
    here.store.write(lambda session: pages.raise_page(session, clinic, None, "test", now))
    outbox.deliver(here.store, here.config, here.clock)
    calls = here.store.read(lambda session: pages.last_calls(session, clinic))
    click.echo(f"{calls[0].name}: {'sent' if calls[0].sent_at else calls[0].fault or 'waits'}")


@at_work.command("run")
@click.option("--every", type=click.IntRange(5, 300), help="Go on for ever, so many seconds apart.")
def run_jobs(every: int | None) -> None:
    """Do all that is due, unless another run is at work: page, tell, end, forget, send."""
    here, todo = house(), jobs.jobs_of(current_app)
    while True:
        done = jobs.run(here, todo)
        if every is None:
            click.echo("done" if done else "another run is at work")
            return
        time.sleep(every)


@at_work.command("list")
def list_jobs() -> None:
    """Print when each job ran last."""
    here = house()
    found = select(JobRun).filter_by(clinic_id=here.config.clinic).order_by(JobRun.name)
    rows = {row.name: row for row in here.store.read(lambda s: s.scalars(found).all())}
    for name in ("all", *(job.name for job in jobs.jobs_of(current_app))):
        row = rows.get(name)
        when = row.ended_at if row else None
        click.echo(
            f"{name}: {_moment(here, when)}{f' FAILS: {row.fault}' if row and row.fault else ''}"
        )


@click.group("golive", cls=AppGroup, invoke_without_command=True)
@click.pass_context
@with_appcontext
def gate(context: click.Context) -> None:
    """Print what is missing before patients come; exit code 1 while anything is."""
    if context.invoked_subcommand is None:
        _print_missing()


@gate.command("dialled")
@click.argument("number")
@click.option("--by", required=True, help="Who dialled it.")
def dialled(number: str, by: str) -> None:
    """Keep that a number was dialled, and that the right people answered."""
    here = house()
    if number not in golive.numbers_of(here):
        known = ", ".join(golive.numbers_of(here))
        raise click.ClickException(f"patients are not shown {number}; they are shown {known}")
    clinic, now = here.config.clinic, here.clock()
    here.store.write(lambda session: golive.dialled(session, clinic, number, by, now))


def _nurse(here: House, email: str) -> UUID:
    found = select(Nurse.id).filter_by(clinic_id=here.config.clinic, email=email.lower())
    nurse = here.store.read(lambda session: session.scalar(found))
    if nurse is None:
        raise click.ClickException(f"no nurse with the address {email}")
    return nurse


def _print_missing() -> None:
    found = house().store.read(golive.gate_of)
    for step in found.missing:
        click.echo(f"missing: {STEPS[step]}")
    for number in found.undialled:
        click.echo(f"  not dialled yet: {number}")
    if found.unsigned:
        click.echo(f"missing: signatures under {found.unsigned} rules of urgent and emergency")
    if not found.is_open:
        raise SystemExit(1)
    click.echo("open: patients may come")


def _line(here: House, one: RosterEntry, state: str) -> str:
    until = _moment(here, one.ends_at) if one.ends_at else "further notice"
    return f"{one.id} {one.place} {one.name} ({one.way}), until {until}: {state}"


def _moment(here: House, moment: datetime | None) -> str:
    zone = here.config.promises.hours.zone
    return moment.astimezone(zone).isoformat(" ", "minutes") if moment else "never"
