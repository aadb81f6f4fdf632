"""`flask …` for whoever runs the house: the first link, invitations, an end to access."""

from __future__ import annotations

from uuid import uuid4

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy import select

from web.house import house
from web.tables import Nurse
from web.welcome import first_nurse_link, invite

nurses = AppGroup("nurse", help="Who may open the desk.")


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(nurses)
    app.cli.add_command(first_link)


@click.command("first-link")
def first_link() -> None:
    """Print a link that sets up the first nurse; nothing when there is one."""
    link = first_nurse_link(current_app)
    if link is not None:
        click.echo(link)


@nurses.command("invite")
@click.argument("email")
@click.option("--lead", is_flag=True, help="May invite others.")
def invite_nurse(email: str, *, lead: bool) -> None:
    """Print a link that sets up a nurse, or a new password for one who is known."""
    here = house()
    role = "lead" if lead else "nurse"
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
