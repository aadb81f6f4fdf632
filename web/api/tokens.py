"""What lets a program in: a token per integration, made and taken back at the command line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import click
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import Session

from web import audit
from web.codes import hashed, new_token
from web.config import Config
from web.house import House, house
from web.tables import ApiToken
from web.tables.api import SCOPES

BEGINS = "pumpline_"  # so that whoever finds one in a file knows what it is
SELDOM = timedelta(minutes=1)  # how often the last use is written
tokens = AppGroup("api-token", help="Which programs may speak for patients.")


def make(session: Session, here: House, integration: str, scope: str, days: int) -> str:
    """A new token; only its hash is kept."""
    token, now = BEGINS + new_token(), here.clock()
    row = ApiToken(
        clinic_id=here.config.clinic,
        id=uuid4(),
        integration=integration,
        scope=scope,
        token_hash=hashed(here.config.secret_key, "api token", token),
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    session.add(row)
    audit.write(session, here, audit.Act(None, "api token made", about=f"{integration} {row.id}"))
    return token


def find(session: Session, config: Config, token: str, now: datetime) -> ApiToken | None:
    """The token's row, if it may be used now."""
    kept = hashed(config.secret_key, "api token", token)
    found = select(ApiToken).filter_by(clinic_id=config.clinic, token_hash=kept, revoked_at=None)
    return session.scalar(found.where(ApiToken.expires_at > now))


def is_stale(row: ApiToken, now: datetime) -> bool:
    """Whether the last use must be written anew."""
    return row.used_at is None or now - row.used_at >= SELDOM


def revoke(session: Session, here: House, name: str) -> Sequence[UUID]:
    """Take back the token with this id, or all of the integration with this name."""
    found = select(ApiToken).filter_by(clinic_id=here.config.clinic, revoked_at=None)
    rows = [row for row in session.scalars(found) if name in (str(row.id), row.integration)]
    for row in rows:
        row.revoked_at = here.clock()
        about = f"{row.integration} {row.id}"
        audit.write(session, here, audit.Act(None, "api token revoked", about=about))
    return [row.id for row in rows]


@tokens.command("make")
@click.argument("integration")
@click.option("--scope", type=click.Choice(SCOPES), default="say", help="`say` includes `read`.")
@click.option("--days", type=click.IntRange(1, 3650), default=365, help="How long it may be used.")
def make_token(integration: str, scope: str, days: int) -> None:
    """Print a new token, once: the house keeps only its hash."""
    if not integration.replace("-", "").isalnum() or len(integration) > 40:
        raise click.ClickException("INTEGRATION must be up to 40 letters, digits and hyphens")
    here = house()
    click.echo(here.store.write(lambda session: make(session, here, integration, scope, days)))


@tokens.command("list")
def list_tokens() -> None:
    """Print every token that was made: id, integration, scope, until when, last use."""
    here, now = house(), house().clock()
    found = select(ApiToken).filter_by(clinic_id=here.config.clinic).order_by(ApiToken.made_at)
    for row in here.store.read(lambda session: session.scalars(found).all()):
        ends = "revoked" if row.revoked_at else "expired" if row.expires_at <= now else "open"
        used = f"{row.used_at:%Y-%m-%d %H:%M}" if row.used_at else "never"
        until = f"until {row.expires_at:%Y-%m-%d}"
        click.echo(f"{row.id} {row.integration} {row.scope} {ends} {until}, used {used}")


@tokens.command("revoke")
@click.argument("name")
def revoke_token(name: str) -> None:
    """Take back the token with this id, or all of the integration with this name."""
    here = house()
    gone = here.store.write(lambda session: revoke(session, here, name))
    if not gone:
        raise click.ClickException(f"no open token with the id or integration {name}")
    for one in gone:
        click.echo(one)
