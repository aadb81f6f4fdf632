"""The desk with a long past: its pages at 100,000 conversations against the same at 1,000.

Every conversation has ten messages, and six in a hundred wait for a nurse, so that the queue grows
with the house. The words are the same everywhere, sealed once: what is measured is finding them.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from flask.testing import FlaskClient
from sqlalchemy import (
    Connection,
    Engine,
    LargeBinary,
    cast,
    insert,
    literal,
    select,
    text,
    union_all,
)
from sqlalchemy import String as Words

from benchmarks.clock import best
from tests.web import fakes
from tests.web.postgres import server
from web import create_app
from web.codes import words
from web.config import Config
from web.conversations import Sought
from web.conversations.queue import rows_of
from web.conversations.replay import Told, plain
from web.conversations.shown import Shown
from web.conversations.standing import ORDER
from web.conversations.summary import counted
from web.conversations.trace import Step, Trace
from web.database import open_store, upgrade
from web.house import house_of
from web.sealed.ring import BEFORE, Ring
from web.tables import Assessment, Conversation, Look, Message, Nurse, QueueEntry

FILE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks-desk.md"
CLINIC = "clinic"
SIZES = (1_000, 100_000)
MESSAGES = 10
WAIT = 6  # of a hundred
LIMIT = 1.5
CHUNK = 5_000
ROUNDS = 40
NOW = datetime(2026, 1, 30, 9, tzinfo=UTC)
KEY = bytes(32)
SECRET = "x" * 64
HOME = "http://localhost"
TABLES = ("conversation", "message", "assessment", "queue_entry", "look")


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds for each page, and what the plans leave to be wished for."""

    database: str
    size: int
    queue: float
    case: float
    scans: tuple[str, ...]


def measure() -> None:
    """Both databases, both sizes; print and write the table."""
    figures = [one for kind in ("SQLite", "PostgreSQL") for one in _of_database(kind)]
    FILE.write_text("\n".join(_page(figures)) + "\n", encoding="utf-8")
    print(FILE.read_text(encoding="utf-8"))


def _of_database(kind: str) -> Iterator[Figures]:
    for size in SIZES:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pumpline-")))
            url = f"sqlite:///{folder / 'desk.sqlite'}"
            if kind == "PostgreSQL":
                url = stack.enter_context(stack.enter_context(server(folder)).copy(empty=True))
            yield _at_size(kind, size, url)


def _at_size(kind: str, size: int, url: str) -> Figures:
    store = open_store(url, Ring((KEY,)))
    upgrade(store.engine)
    nurse = fill(store.engine, size)
    with store.engine.begin() as connection:
        _without_haste(connection)
        connection.execute(text("ANALYZE"))
    case = store.read(
        lambda session: session.scalar(
            select(QueueEntry.conversation_id).where(QueueEntry.waiting).limit(1)
        )
    )
    client = _signed_in(url, nurse)
    grown = size == SIZES[-1]  # a small table is rightly read as a whole
    scans = tuple(_scans(store.engine, nurse)) if grown else ()
    figures = Figures(
        kind, size, _time(client, "/desk/"), _time(client, f"/desk/cases/{case}"), scans
    )
    print(figures, flush=True)
    store.engine.dispose()
    return figures


def fill(engine: Engine, size: int) -> UUID:
    """`size` conversations; the nurse who looked at all that do not wait."""
    nurse = uuid4()
    with engine.begin() as connection:
        connection.execute(insert(Nurse), [_nurse(nurse)])
    for begun in range(0, size, CHUNK):
        numbers = range(begun, min(begun + CHUNK, size))
        ids = {number: uuid4() for number in numbers}
        with engine.begin() as connection:
            connection.execute(insert(Conversation), [_conversation(n, ids[n]) for n in numbers])
            connection.execute(insert(QueueEntry), [_entry(n, ids[n]) for n in numbers])
            looks = [_look(ids[n], nurse) for n in numbers if not _waits(n)]
            connection.execute(insert(Look), looks)
    with engine.begin() as connection:
        _without_haste(connection)
        for statement in (_messages(), _assessments()):
            connection.execute(statement)
    return nurse


def _without_haste(connection: Connection) -> None:
    """A million rows at once take longer than a page may."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))


def _waits(number: int) -> bool:
    return number * WAIT % 100 < WAIT


def _conversation(number: int, name: UUID) -> dict[str, Any]:
    first, second = divmod(number, len(words()))
    return {
        "clinic_id": CLINIC,
        "id": name,
        "codename": f"{words()[first]} {words()[second]}",
        "code_hash": name.hex,
        "status": "open" if _waits(number) else "closed",
        "country": "US",
        "started_at": NOW - timedelta(minutes=number),
        "last_seq": MESSAGES,
        "told_seq": MESSAGES,
    }


def _entry(number: int, name: UUID) -> dict[str, Any]:
    since = NOW - timedelta(minutes=number % 600)
    waits, place = _waits(number), number // 17 % len(ORDER)
    return {
        "clinic_id": CLINIC,
        "conversation_id": name,
        "waiting": waits,
        "rank": place if waits else len(ORDER),
        "waiting_since": since if waits else None,
        "due_at": since + timedelta(minutes=30),
        "patient_at": since,
        "seq": MESSAGES,
        "reopened": False,
        "uncontacted": waits and place < 2,
        "on_call": False,
    }


def _look(conversation: UUID, nurse: UUID) -> dict[str, Any]:
    return {
        "clinic_id": CLINIC,
        "conversation_id": conversation,
        "nurse_id": nurse,
        "seq": MESSAGES,
        "looked_at": NOW,
    }


def _nurse(nurse: UUID) -> dict[str, Any]:
    return {
        "clinic_id": CLINIC,
        "id": nurse,
        "name": "Ada",
        "email": "ada@example.org",
        "password": "-",
        "active": True,
        "fs_uniquifier": nurse.hex,
        "joined_at": NOW,
    }


def _numbers() -> Any:
    return union_all(*(select(literal(n).label("n")) for n in range(1, MESSAGES + 1))).subquery()


def _messages() -> Any:
    n = _numbers()
    columns = select(
        *(Conversation.clinic_id, Conversation.id, n.c.n, cast(n.c.n, Words(64))),
        *(_sealed(f"message.{name}", said) for name, said in MESSAGE.items()),
        Conversation.started_at,
    ).join(n, literal(value=True))
    names = ["clinic_id", "conversation_id", "seq", "key", *MESSAGE, "written_at"]
    return insert(Message).from_select(names, columns)


def _assessments() -> Any:
    n = _numbers()
    columns = select(
        *(Conversation.clinic_id, Conversation.id, n.c.n, literal("same_day")),
        *(literal("guidance"), literal(value=True), literal("bench")),
        *(_sealed(f"assessment.{name}", said) for name, said in ASSESSMENT.items()),
        Conversation.started_at,
    ).join(n, literal(value=True))
    names = ["clinic_id", "conversation_id", "seq", "urgency", "outcome", "flagged", "knowledge"]
    return insert(Assessment).from_select([*names, *ASSESSMENT, "made_at"], columns)


def _sealed(place: str, said: bytes) -> Any:
    """As before each conversation had a key: one sealed value fits every row of its column."""
    sealed = Ring((KEY,)).seal(said, place.encode())
    return literal(BEFORE + sealed[5:], LargeBinary())


def _json(value: object) -> bytes:
    return json.dumps(plain.unstructure(value)).encode()


STEP = Step(("my head is killing me",), "Spinal headache", "same_day", "a-rule", "why", None, ())
MESSAGE = {"text": b"my head is killing me when I sit up", "ticks": b"[]", "told": _json(Told())}
ASSESSMENT = {
    "shown": _json(Shown("same_day", "guidance", "Talk to your pump team today.")),
    "trace": _json(Trace(steps=(STEP,), flag_reasons=("same_day",), drugs=("morphine",))),
}


def _signed_in(url: str, nurse: UUID) -> FlaskClient:
    config = Config(
        secret_key=SECRET,
        data_key=KEY,
        database_url=url,
        url=HOME,
        clinic_phone="+1 555 0100",
        testing=True,
    )
    app = create_app(config, triage=fakes.triage(), clock=lambda: NOW)
    house_of(app)
    client = app.test_client()
    with client.session_transaction() as session:
        session.update({"_user_id": nurse.hex, "_fresh": True, "fs_cc": "set"})
        session["began"] = session["seen"] = NOW.timestamp()
    return client


def _time(client: FlaskClient, path: str) -> float:
    def look() -> None:
        answer = client.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answered {answer.status_code}: the benchmark is out of date")

    best(look, 3)
    return best(look, ROUNDS)


def _scans(engine: Engine, nurse: UUID) -> Iterator[str]:
    """Each step of a plan that reads a whole table which grows."""
    asked: tuple[Any, ...] = (
        rows_of(CLINIC, nurse, NOW, Sought()).limit(51),
        rows_of(CLINIC, nurse, NOW, Sought(view="uncontacted")).limit(51),
        rows_of(CLINIC, nurse, NOW, Sought(view="mine")).limit(51),
        select(counted(CLINIC, nurse, NOW)),
    )
    before = "EXPLAIN QUERY PLAN " if engine.dialect.name == "sqlite" else "EXPLAIN "
    with engine.connect() as connection:
        for one in asked:
            spelled = one.compile(engine, compile_kwargs={"literal_binds": True})
            for line in connection.exec_driver_sql(before + str(spelled).replace("%", "%%")):
                step = str(line[-1]).strip()
                if _reads_all(step):
                    yield step


def _reads_all(step: str) -> bool:
    whole = step.startswith("SCAN ") and "INDEX" not in step
    return any(name in step for name in TABLES) and (whole or "Seq Scan" in step)


def _page(figures: list[Figures]) -> Iterator[str]:
    yield "# The desk with a long past"
    yield ""
    yield (
        "Written by `python3 dev.py bench desk`: the page of the queue and of a case, through the"
        " whole application, in milliseconds (the best of forty). Every conversation has ten"
        " messages; six in a hundred wait for a nurse. At a hundred times the size a page"
        " may take 1.5 times as long."
    )
    yield ""
    yield "| database | conversations | messages | queue | case | times | whole tables read |"
    yield "|---|---|---|---|---|---|---|"
    for one in figures:
        small = next(f for f in figures if (f.database, f.size) == (one.database, SIZES[0]))
        ratios = f"{one.queue / small.queue:.2f}, {one.case / small.case:.2f}"
        yield (
            f"| {one.database} | {one.size:,} | {one.size * MESSAGES:,} | {one.queue:.1f} |"
            f" {one.case:.1f} | {ratios} | {'; '.join(one.scans) or 'none'} |"
        )
