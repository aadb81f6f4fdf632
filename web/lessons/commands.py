"""`flask replay` and `flask knowledge`: what a change would do, and what to try it on."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext

from knowledge import KnowledgeError, load
from web.conversations import Replayed, Triage, replayed
from web.conversations.drafts import all_written
from web.house import house

NO_TIER = "no tier"
known = AppGroup("knowledge", help="What the knowledge may be tried on.")


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(replay)
    app.cli.add_command(known)


@known.command("drafts")
@click.option(
    "--into", type=click.Path(file_okay=False, path_type=Path), help="A folder, a file each."
)
def drafts(into: Path | None) -> None:
    """Write the draft cases in the form of knowledge/conversations."""
    here = house()
    for name, text in here.store.read(lambda s: list(all_written(s, here.config.clinic))):
        if into is None:
            click.echo(f"--- # {name}\n{text}", nl=False)
        else:
            into.mkdir(parents=True, exist_ok=True)
            (into / name).write_text(text, encoding="utf-8")
            click.echo(name)


@click.command("replay")
@click.option("--since", default="30d", help="Days (30d), or the day it begins (2026-11-01).")
@click.option(
    "--knowledge",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of knowledge that is not yet live; without it, the one on disk.",
)
@with_appcontext
def replay(since: str, folder: Path | None) -> None:
    """List the past conversations whose tier would move with the knowledge on disk."""
    here = house()
    tried = _with(here.triage, folder)
    start, looked, moved = _since(since, here.clock()), 0, 0
    for one in replayed(here.store, tried, here.config.clinic, start):
        looked += 1
        if one.moves:
            moved += 1
            click.echo(_line(one))
    click.echo(f"{moved} of {looked} conversations move (knowledge {tried.knowledge.version})")


def _with(triage: Triage, folder: Path | None) -> Triage:
    try:
        return triage.anew() if folder is None else replace(triage, knowledge=load(folder))
    except KnowledgeError as error:
        raise click.ClickException(f"the knowledge can't be used:\n{error}") from error


def _line(one: Replayed) -> str:
    way = "up" if one.rises else "down"
    by = f" by {', '.join(one.rules)}" if one.rules else ""
    tiers = f"{one.before or NO_TIER} -> {one.after or NO_TIER}"
    return f"{way:4} {one.codename}: {tiers}{by}"


def _since(told: str, now: datetime) -> datetime:
    days = re.fullmatch(r"([0-9]{1,4})d?", told)
    if days:
        return now - timedelta(days=int(days[1]))
    try:
        return datetime.fromisoformat(told).replace(tzinfo=UTC)
    except ValueError:
        raise click.BadParameter(f"{told!r}: use days (30d) or a day (2026-11-01)") from None
