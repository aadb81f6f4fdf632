"""Rows seal their words on the way to the database, and open them when they are loaded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, cast
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Insert,
    LargeBinary,
    Table,
    Transaction,
    Update,
    Uuid,
    column,
    event,
    inspect,
    select,
    table,
    update,
)
from sqlalchemy.orm import Mapper, Session, object_session
from sqlalchemy.orm.attributes import set_committed_value

from web.sealed.columns import Closed, Done, SealedText
from web.sealed.ring import BEFORE, Ring, new_key

OWNER = "conversation"
WRAPPED = table(
    OWNER,
    column("clinic_id"),
    column("id", Uuid()),
    column("data_key", LargeBinary()),
    column("words_gone_at"),
)
Values = Mapping[str, Any]
Conversation = tuple[str, UUID]
Known = dict[Conversation, bytes | Ring]
_known: WeakKeyDictionary[Transaction, Known] = WeakKeyDictionary()


class DestroyedError(LookupError):
    """The conversation's data key is destroyed: nobody can read or add words any more."""


def keep_keys(engine: Engine, house: Ring) -> None:
    """Let this engine seal and open with the house's keys."""
    engine.dialect.pumpline_keys = house  # type: ignore[attr-defined]
    event.listen(engine, "before_execute", _seal_rows, retval=True)


def house_keys(connection: Connection) -> Ring:
    """The keys that `keep_keys` was given."""
    return cast("Ring", connection.dialect.pumpline_keys)  # type: ignore[attr-defined]


def destroy(connection: Connection, clinic: str, conversation: UUID, now: datetime) -> None:
    """Make a conversation's words unreadable for good, also in copies made later."""
    _of(connection).pop((clinic, conversation), None)
    gone = _one(clinic, conversation).values(data_key=None, words_gone_at=now)
    connection.execute(gone)


def open_row(row: Any, *_: object) -> None:
    """Open what was just loaded. For SQLAlchemy's events `load` and `refresh`."""
    mapper: Mapper[Any] = inspect(type(row))
    found, session = row.__dict__, object_session(row)
    of = cast("Table", mapper.local_table)
    if of.name == OWNER:
        _note(session, found)
        return
    for name, sealed in _sealed(of):
        value = found.get(name)
        if isinstance(value, Closed) and session is not None:
            opened = opened_value(session.connection(), sealed, value.sealed, found)
            set_committed_value(row, name, opened)


def opened_value(connection: Connection, sealed: Column[Any], value: bytes, row: Values) -> Any:
    """A stored value of the column, opened with the keys of its row."""
    kind = cast("SealedText", sealed.type)
    if value[:1] == BEFORE:
        return kind.decode(house_keys(connection).open_before(value, kind.place.encode()))
    return kind.decode(_keys(connection, sealed, row).open(value, place(sealed, row)))


def sealed_value(connection: Connection, sealed: Column[Any], value: Any, row: Values) -> Done:
    """A value of the column, sealed with the keys of its row."""
    kind = cast("SealedText", sealed.type)
    return Done(_keys(connection, sealed, row).seal(kind.encode(value), place(sealed, row)))


def place(sealed: Column[Any], row: Values) -> bytes:
    """Where a value stands: table, column, conversation and key of the row."""
    names = [key.name for key in sealed.table.primary_key]
    if is_owned(sealed) and "conversation_id" not in names:
        names.append("conversation_id")
    where = [str(_of_row(sealed, row, name)) for name in names]
    return "\0".join([f"{sealed.table.name}.{sealed.name}", *where]).encode()


def wrapping(clinic: str, conversation: UUID) -> bytes:
    """Where a wrapped data key stands."""
    return f"{OWNER}.data_key\0{clinic}\0{conversation}".encode()


def _seal_rows(
    connection: Connection, statement: Any, many: Any, one: Any, _options: object
) -> tuple[Any, Any, Any]:
    """Before an INSERT or UPDATE: its sealed columns, sealed."""
    if not isinstance(statement, Insert | Update) or not isinstance(statement.table, Table):
        return statement, many, one
    if statement.table.name == OWNER and isinstance(statement, Insert):
        return statement, [_with_key(connection, row) for row in many], _with_key(connection, one)
    columns = _sealed(statement.table)
    if not columns:
        return statement, many, one
    rows = [_sealed_row(connection, columns, row) for row in many]
    return statement, rows, _sealed_row(connection, columns, one)


def _sealed_row(connection: Connection, columns: Any, row: Values) -> dict[str, Any]:
    ready = dict(row)
    for name, sealed in columns:
        missing = name not in row or isinstance(row[name], Done)
        if missing or (row[name] is None and sealed.nullable):
            continue
        ready[name] = sealed_value(connection, sealed, row[name], row)
    return ready


def _with_key(connection: Connection, row: Values) -> Values:
    """A new conversation with a data key of its own."""
    if not row or row.get("data_key") is not None:
        return row
    where = (row["clinic_id"], row["id"])
    return {**row, "data_key": house_keys(connection).seal(new_key(), wrapping(*where))}


@cache
def _sealed(of: Table) -> tuple[tuple[str, Column[Any]], ...]:
    return tuple((one.key, one) for one in of.columns if isinstance(one.type, SealedText))


def _of_row(sealed: Column[Any], row: Values, name: str) -> Any:
    """A value of the row's key; an UPDATE gives it under the name of the WHERE clause."""
    for key in (name, f"{sealed.table.name}_{name}"):
        if key in row:
            return row[key]
    raise TypeError(f"{sealed} is sealed: write it as an attribute of its row")


def is_owned(sealed: Column[Any]) -> bool:
    """Whether rows of this table go with their conversation; some only tell where they are from."""
    owner = sealed.table.c.get("conversation_id")
    return owner is not None and bool(owner.foreign_keys)


def _keys(connection: Connection, sealed: Column[Any], row: Values) -> Ring:
    """The data key of the row's conversation; the house's own where it belongs to none."""
    owner = _of_row(sealed, row, "conversation_id") if is_owned(sealed) else None
    if owner is None:
        return house_keys(connection)
    where = (_of_row(sealed, row, "clinic_id"), owner)
    found = _of(connection).get(where) or _stored(connection, *where)
    if not isinstance(found, Ring):
        found = Ring((house_keys(connection).open(found, wrapping(*where)),))
    _of(connection)[where] = found
    return found


def _stored(connection: Connection, clinic: str, conversation: UUID) -> bytes:
    kept = select(WRAPPED.c.data_key).filter_by(clinic_id=clinic, id=conversation)
    found = connection.execute(kept).scalar()
    if found is None:  # begun before data keys, or destroyed
        made = house_keys(connection).seal(new_key(), wrapping(clinic, conversation))
        waiting = _one(clinic, conversation).where(
            WRAPPED.c.data_key.is_(None), WRAPPED.c.words_gone_at.is_(None)
        )
        connection.execute(waiting.values(data_key=made))
        found = connection.execute(kept).scalar()
    if found is None:
        raise DestroyedError(f"the words of conversation {conversation} were deleted")
    return bytes(found)


def _one(clinic: str, conversation: UUID) -> Update:
    return update(WRAPPED).where(WRAPPED.c.clinic_id == clinic, WRAPPED.c.id == conversation)


def _of(connection: Connection) -> Known:
    """The keys that this transaction has seen; gone with it."""
    transaction = connection.get_transaction()
    return {} if transaction is None else _known.setdefault(transaction, {})


def _note(session: Session | None, found: Values) -> None:
    if session is not None and found.get("data_key") is not None:
        where = (found["clinic_id"], found["id"])
        _of(session.connection()).setdefault(where, bytes(found["data_key"]))
