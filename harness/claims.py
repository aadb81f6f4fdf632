"""R4: two nurses never hold one conversation."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from harness.counts import Counts
from harness.databases import KINDS, database
from harness.storm import KEY
from web.conversations import begin, locked
from web.conversations.claims import HeldError, Nursing, claim
from web.database import Store, open_store, upgrade
from web.tables import Nurse, NurseAct, QueueEntry

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CONVERSATIONS = 2000
FOR_THE_CONTROL = 300
NURSES = 16
NEAR = 4  # how far from each other nurses choose: near, so that they meet
SECONDS = 35.0
Take = Callable[[Store, UUID, UUID], bool]


def run() -> Iterator[Counts]:
    """Sixteen nurses take from one queue until it is empty; a control looks first, then takes."""
    for kind in KINDS:
        tries, doubles, took = _race(kind, CONVERSATIONS, _claim)
        _, control, _ = _race(kind, FOR_THE_CONTROL, _look_then_take)
        more: dict[str, float | int | str] = {"a_second": round(tries / took)}
        yield Counts("R4 B4", kind, tries, doubles, control, needs=100, more=more)


def _race(kind: str, many: int, take: Take) -> tuple[int, int, float]:
    """How many were taken, how many of them twice, and the seconds that it took."""
    with database(kind) as where:
        workers = [open_store(where.url, KEY) for _ in range(2)]
        store = workers[0]
        upgrade(store.engine)
        nurses, left = store.write(lambda session: _fill(session, many))
        taken: list[UUID] = []
        start, ends = threading.Barrier(NURSES + 1), time.monotonic() + SECONDS
        work = [
            threading.Thread(
                target=_work, args=(workers[place % 2], nurse, left, take, taken, start, ends)
            )
            for place, nurse in enumerate(nurses)
        ]
        for one in work:
            one.start()
        start.wait()
        began = time.monotonic()
        for one in work:
            one.join()
        took = time.monotonic() - began
        written = store.read(_written_twice)
        for worker in workers:
            worker.engine.dispose()
    twice = sum(times - 1 for times in Counter(taken).values())
    return len(set(taken)), max(twice, written), took


def _work(
    store: Store,
    nurse: UUID,
    left: list[UUID],
    take: Take,
    taken: list[UUID],
    start: threading.Barrier,
    ends: float,
) -> None:
    start.wait()
    while left and time.monotonic() < ends:
        near = left[:NEAR]
        if not near:
            return
        conversation = random.choice(near)
        if take(store, nurse, conversation):
            taken.append(conversation)
        with suppress(ValueError):  # another nurse was quicker
            left.remove(conversation)


def _claim(store: Store, nurse: UUID, conversation: UUID) -> bool:
    """The desk's own way."""

    def work(session: Session) -> None:
        claim(Nursing(session, locked(session, "clinic", conversation), nurse, NOW))

    try:
        store.write(work)
    except HeldError:
        return False
    return True


def _look_then_take(store: Store, nurse: UUID, conversation: UUID) -> bool:
    """The wrong way: between the look and the taking there is time for another."""
    here = QueueEntry.conversation_id == conversation
    holder = store.read(lambda session: session.scalar(select(QueueEntry.holder_id).where(here)))
    if holder is not None:
        return False
    change = update(QueueEntry).where(here).values(holder_id=nurse)
    store.write(lambda session: session.execute(change))
    return True


def _written_twice(session: Session) -> int:
    acts = session.scalars(select(NurseAct.conversation_id).filter_by(act="claimed"))
    return sum(times - 1 for times in Counter(acts).values())


def _fill(session: Session, many: int) -> tuple[list[UUID], list[UUID]]:
    nurses = [_nurse(number) for number in range(NURSES)]
    session.add_all(nurses)
    session.flush()
    chats = [begin(session, "clinic", "US", str(uuid4()), NOW) for _ in range(many)]
    session.add_all([_waiting(chat.id) for chat in chats])
    return [nurse.id for nurse in nurses], [chat.id for chat in chats]


def _waiting(conversation: UUID) -> QueueEntry:
    return QueueEntry(
        clinic_id="clinic", conversation_id=conversation, waiting=True, rank=0,
        waiting_since=NOW, due_at=NOW, patient_at=NOW, seq=0,
    )  # fmt: skip


def _nurse(number: int) -> Nurse:
    return Nurse(
        clinic_id="clinic", id=uuid4(), name=f"Nurse {number}", email=f"{number}@example.org",
        password="none", active=True, fs_uniquifier=uuid4().hex, joined_at=NOW,  # noqa: S106
    )  # fmt: skip
