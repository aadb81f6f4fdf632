"""`flask …` for whoever runs the house: the first link, invitations, an end to access."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import click
from flask import Flask, current_app, render_template
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import select

from web import audit, headers
from web.api.tokens import tokens
from web.backup import backup_command, restore_command
from web.house import house
from web.keys import keys
from web.tables import Nurse
from web.tables.people import ROLES
from web.welcome import first_nurse_link, invite

nurses = AppGroup("nurse", help="Who may open the desk.")
record = AppGroup("audit", help="Who read or did what at the desk.")


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(nurses)
    app.cli.add_command(first_link)
    app.cli.add_command(record)
    app.cli.add_command(keys)
    app.cli.add_command(emergency_page)
    app.cli.add_command(proxy_files)
    app.cli.add_command(backup_command)
    app.cli.add_command(restore_command)
    app.cli.add_command(tokens)


@click.command("first-link")
def first_link() -> None:
    """Print a link that sets up the first nurse; nothing when there is one."""
    link = first_nurse_link(current_app)
    if link is not None:
        click.echo(link)


@click.command("emergency-page")
@with_appcontext
def emergency_page() -> None:
    """Print the page that the proxy shows when the application does not answer."""
    click.echo(_down())


@click.command("proxy-files")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@with_appcontext
def proxy_files(folder: Path) -> None:
    """Write what the proxy serves by itself: emergency.html, and the headers that go with it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "emergency.html").write_text(_down(), encoding="utf-8")
    (folder / "headers.conf").write_text(headers.for_proxy(), encoding="utf-8")


def _down() -> str:
    """The page as it stands under a host name that the application answers to."""
    told = house().config
    answered = f"https://{told.hosts[0]}" if told.hosts else told.url
    with current_app.test_request_context(base_url=answered):
        return render_template("errors/down.html")


@nurses.command("invite")
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), default="nurse", help="What they may do.")
def invite_nurse(email: str, role: str) -> None:
    """Print a link that sets up a nurse, or a new password for one who is known."""
    here = house()
    click.echo(here.store.write(lambda session: invite(session, here, role, email.lower())))


@nurses.command("disable")
@click.argument("email")
def disable_nurse(email: str) -> None:
    """Take the desk away from a nurse, at once and everywhere."""
    here = house()
    with here.store.writes.begin() as session:
        found = select(Nurse).filter_by(clinic_id=here.config.clinic, email=email.lower())
        nurse = session.scalar(found)
        if nurse is None:
            raise click.ClickException(f"no nurse with the address {email}")
        nurse.active, nurse.fs_uniquifier = False, uuid4().hex


@record.command("verify")
def verify_record() -> None:
    """Say whether every line is as it was written; exit code 1 at the first that is not."""
    here = house()
    broken = here.store.read(lambda session: audit.first_broken(session, here))
    if broken is not None:
        raise click.ClickException(f"line {broken} is not as it was written, or is missing")
    click.echo("every line is as it was written")


@record.command("head")
def head_of_record() -> None:
    """Print the last line's number and hash, to be kept where the house cannot reach."""
    here = house()
    number, chain = here.store.read(lambda session: audit.head(session, here))
    click.echo(f"{number} {chain}")
