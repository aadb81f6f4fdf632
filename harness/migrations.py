"""R12: tables go back and forward, step by step, with what is in them, and end as declared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from uuid import uuid4

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from harness.counts import Counts
from harness.databases import KINDS, Database, database
from harness.house import engine
from harness.storm import KEY
from web import conversations
from web.conversations import Said
from web.database import Store, downgrade, open_store, upgrade
from web.tables import Base, Message

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CHATS = 5


def run() -> Iterator[Counts]:
    """Every revision down and up again on both databases, and a table that is not as declared."""
    for kind in KINDS:
        with database(kind) as where:
            steps, harm, control = _walk(where)
        yield Counts("R12 B12", kind, steps, harm, control, needs=4)


def _walk(where: Database) -> tuple[int, int, int]:
    store = open_store(where.url, KEY)
    upgrade(store.engine)
    _fill(store)
    before, harm, steps = _messages(store), 0, 0
    for revision in _revisions()[1:]:
        downgrade(store.engine, revision)
        upgrade(store.engine)
        harm += _differences(store) + (_messages(store) != before)
        steps += 2
    control = _spoil(store)
    downgrade(store.engine, "base")
    upgrade(store.engine)
    harm += _differences(store) + _messages(store)
    store.engine.dispose()
    return steps + 2, harm, control


def _revisions() -> list[str]:
    """All revisions, the newest first."""
    config = Config()
    config.set_main_option("script_location", str(Path(str(files("web"))) / "migrations"))
    return [one.revision for one in ScriptDirectory.from_config(config).walk_revisions()]


def _fill(store: Store) -> None:
    for number in range(CHATS):

        def begin(session: Session) -> None:
            one = conversations.begin(session, "clinic", "US", str(uuid4()), NOW)
            said = Said(f"My head hurts. ({number})", key="k")  # noqa: B023
            conversations.receive(session, engine(), one, said, NOW)

        store.write(begin)


def _messages(store: Store) -> int:
    with store.reads() as session:
        return session.scalar(select(func.count()).select_from(Message)) or 0


def _differences(store: Store) -> int:
    with store.engine.connect() as connection:
        return len(compare_metadata(MigrationContext.configure(connection), Base.metadata))


def _spoil(store: Store) -> int:
    """A control: a column that nobody declared is noticed."""
    with store.engine.begin() as connection:
        connection.execute(text("ALTER TABLE visit ADD COLUMN undeclared INTEGER"))
    found = _differences(store)
    with store.engine.begin() as connection:
        connection.execute(text("ALTER TABLE visit DROP COLUMN undeclared"))
    return found
