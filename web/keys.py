"""`flask keys …`: which keys seal what, and how a new key takes over from an old one.

Only data keys are sealed anew, and the few rows that stand under the house's key itself: patients'
words stay as they are, under the data key of their conversation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy import (
    Column,
    ColumnElement,
    LargeBinary,
    and_,
    func,
    literal,
    select,
    type_coerce,
    update,
)
from sqlalchemy.orm import Session

from web.database import Store
from web.house import house
from web.sealed import Done, Ring, SealedText
from web.sealed.ring import BEFORE, HEAD, key_id
from web.sealed.rows import is_owned, opened_value, sealed_value, wrapping
from web.tables import Base, Conversation

BATCH = 200
keys = AppGroup("keys", help="What seals patients' words.")


@keys.command("rotate")
def rotate_command() -> None:
    """Seal under the first key of DATA_KEY what is sealed under an older one."""
    here = house()
    done = rotated(here.store, here.config.keys)
    click.echo(f"{done} sealed anew under {key_id(here.config.data_key).hex()}")


@keys.command("list")
def list_command() -> None:
    """Print each key's id and how much of what is stored it opens."""
    here = house()
    found = here.store.read(counted)
    for key in here.config.keys.keys:
        name = key_id(key).hex()
        click.echo(f"{name}  {found.pop(name, 0)}")
    for name, number in sorted(found.items()):
        click.echo(f"{name}  {number}  NOT IN DATA_KEY: these do not open", err=True)


def rotated(store: Store, ring: Ring) -> int:
    """How many were sealed anew. It may be broken off and begun again at any time."""
    done = 0
    for column in _all_sealed():
        work = partial(_batch, ring=ring, column=column)
        while found := store.write(work):
            done += found
    return done


def counted(session: Session) -> Counter[str]:
    """How many values stand under each key of the house, by its id; `before`: without one."""
    found: Counter[str] = Counter()
    for column in _all_sealed():
        head = func.substr(_raw(column), 1, HEAD)
        rows = session.execute(select(head, func.count()).where(column.isnot(None)).group_by(head))
        for begins, number in rows:
            if bytes(begins[:1]) == BEFORE:
                found["before"] += number
            elif not is_owned(column):
                found[bytes(begins[1:]).hex()] += number
    return found


def missing(session: Session, ring: Ring) -> str | None:
    """The id of the key that the newest conversation needs and `ring` lacks; None: it opens."""
    begun = Conversation.started_at.desc()
    newest = select(Conversation.data_key).where(Conversation.data_key.isnot(None))
    sealed = session.scalar(newest.order_by(begun).limit(1))
    needed = None if sealed is None else bytes(sealed[1:HEAD])
    known = {key_id(key) for key in ring.keys}
    return None if needed is None or needed in known else needed.hex()


def _all_sealed() -> Iterator[Column[Any]]:
    yield Base.metadata.tables["conversation"].c.data_key
    for table in Base.metadata.sorted_tables:
        yield from (one for one in table.columns if isinstance(one.type, SealedText))


def _batch(session: Session, *, ring: Ring, column: Column[Any]) -> int:
    table = column.table
    wanted = select(*_identity(column), _raw(column)).where(_is_old(ring, column)).limit(BATCH)
    rows = session.execute(wanted).all()
    for *values, sealed in rows:
        names = (one.name for one in _identity(column))
        row = dict(zip(names, values, strict=True))
        fresh = _sealed_anew(session, ring, column, bytes(sealed), row)
        # Compared with what was read: a key that was destroyed meanwhile does not come back.
        same = and_(*(table.c[name] == row[name] for name in row), _raw(column) == sealed)
        session.execute(update(table).where(same).values({column: fresh}))
    return len(rows)


def _sealed_anew(
    session: Session, ring: Ring, column: Column[Any], sealed: bytes, row: dict[str, Any]
) -> bytes | Done:
    connection = session.connection()
    if isinstance(column.type, SealedText):
        value = opened_value(connection, column, sealed, row)
        return sealed_value(connection, column, value, row)
    place = wrapping(row["clinic_id"], row["id"])
    return ring.seal(ring.open(sealed, place), place)


def _is_old(ring: Ring, column: Column[Any]) -> ColumnElement[bool]:
    if isinstance(column.type, SealedText) and is_owned(column):
        return func.substr(_raw(column), 1, 1) == literal(BEFORE, LargeBinary)
    return func.substr(_raw(column), 1, HEAD) != literal(ring.head, LargeBinary)


def _identity(column: Column[Any]) -> list[Column[Any]]:
    found = list(column.table.primary_key)
    if isinstance(column.type, SealedText) and is_owned(column):
        owner = column.table.c.conversation_id
        found += [] if owner in found else [owner]
    return found


def _raw(column: Column[Any]) -> ColumnElement[Any]:
    return type_coerce(column, LargeBinary)
