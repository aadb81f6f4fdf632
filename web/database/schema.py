"""Which tables there are: brought up to date, taken back, compared with what the code needs."""

from __future__ import annotations

from importlib.resources import files

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the tables to `revision`."""
    with engine.begin() as connection:
        _take_time(connection)
        command.upgrade(_alembic(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the tables back to `revision` (`base`: none)."""
    with engine.begin() as connection:
        _take_time(connection)
        command.downgrade(_alembic(connection), revision)


def is_current(engine: Engine) -> bool:
    """Whether the tables are those that this code was written for."""
    heads = ScriptDirectory.from_config(_alembic(None)).get_heads()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_heads() == tuple(heads)


def _take_time(connection: Connection) -> None:
    """A migration may take longer than a page; it still waits for nobody's lock for long."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")


def _alembic(connection: Connection | None) -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(files("web") / "migrations"))
    config.attributes["connection"] = connection
    return config
