"""Runs migrations on the connection that it is given, or on DATABASE_URL when run by hand."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, create_engine
from sqlalchemy.types import TypeDecorator

from web.config import Config
from web.tables import Base


def render(kind: str, thing: Any, _autogenerate: Any) -> str | Literal[False]:
    """Write our own column types as what the database holds: a migration outlives our code."""
    if kind == "type" and isinstance(thing, TypeDecorator):
        return f"sa.{thing.impl_instance!r}"
    return False


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=render,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    with create_engine(Config.from_environment().database_url).begin() as made:
        migrate(made)
