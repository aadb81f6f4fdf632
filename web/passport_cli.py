"""`flask passport link`: the link that fills a passport, made where no browser is at hand."""

from __future__ import annotations

from datetime import timedelta

import click
from flask import Flask
from flask.cli import AppGroup
from werkzeug.datastructures import MultiDict

from web import passports
from web.conversations import CONDITIONS, EVENTS
from web.house import house
from web.passport_form import DRUGS, DUE, read_passport

group = AppGroup("passport", help="What a clinic confirms of a patient's pump.")


def init_app(app: Flask) -> None:
    """Add the command."""
    app.cli.add_command(group)


@group.command("link")
@click.option("--drug", multiple=True, type=click.Choice(DRUGS), help="What is in the pump.")
@click.option("--condition", multiple=True, type=click.Choice(CONDITIONS), help="What holds.")
@click.option(
    "--day",
    "days",
    multiple=True,
    metavar="NAME=DAY",
    help=f"{', '.join((*EVENTS, *DUE))}, as in refill=2026-11-30.",
)
@click.option("--model", default="", help="The pump's model.")
@click.option("--lives", default=passports.LIVES.days, type=click.IntRange(1, 90), help="Days.")
def link(
    drug: tuple[str, ...],
    condition: tuple[str, ...],
    days: tuple[str, ...],
    model: str,
    lives: int,
) -> None:
    """Print a link that fills the passport of whoever opens it."""
    form = MultiDict[str, str]()
    form.setlist("drug", list(drug))
    form.setlist("condition", list(condition))
    form["model"] = model
    for one in days:
        name, _, value = one.partition("=")
        if name not in (*EVENTS, *DUE):
            raise click.ClickException(f"{name!r} is no day of a passport; see --help")
        form[name] = value
    told, faults = read_passport(form)
    if faults:
        raise click.ClickException(f"{faults[0]}: write the day as in 2026-11-30")
    if not told.known:
        raise click.ClickException("nothing to hand over: name a drug, a day or a condition")
    click.echo(passports.link(told, house(), timedelta(days=lives)))
