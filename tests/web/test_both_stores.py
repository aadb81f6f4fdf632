"""Conversations on both databases: kept, queued, read, and written from many sides at once."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from tests.web import fakes
from tests.web.conftest import MORNING
from web import conversations as talk
from web.conversations import Said
from web.database import Store

pytestmark = pytest.mark.stores


def begin(store: Store) -> UUID:
    return store.write(lambda s: talk.begin(s, "clinic", "US", str(uuid4()), MORNING).id)


def say(store: Store, conversation: UUID, text: str, key: str) -> int:
    def work(session: Session) -> int:
        held = talk.locked(session, "clinic", conversation)
        return talk.receive(session, fakes.triage(), held, Said(text, key), MORNING).seq

    return store.write(work)


def test_a_conversation_is_kept_queued_and_read(store: Store) -> None:
    conversation = begin(store)
    say(store, conversation, "a headache \U0001f92f", "k")
    say(store, conversation, "can't wake", "l")
    later = MORNING + timedelta(minutes=5)
    rows = store.read(lambda session: talk.queue(session, "clinic", uuid4(), later).rows)
    assert [(row.tier, row.waits) for row in rows] == [("emergency", timedelta(minutes=5))]
    store.write(lambda s: talk.act(s, talk.locked(s, "clinic", conversation), "nobody", "k", later))
    rows = store.read(lambda session: talk.queue(session, "clinic", uuid4(), later).rows)
    assert [row.did for row in rows] == ["nobody"]
    case = store.read(lambda session: talk.find_case(session, "clinic", conversation))
    assert case is not None
    assert case.entries[0].text == "a headache \U0001f92f"


@pytest.mark.stores("sqlite", "postgres", "serializable")
def test_many_writers_lose_nothing_and_repeat_nothing(store: Store) -> None:
    """Six writers send five messages each, every one twice, into one conversation."""
    conversation, seqs = begin(store), list[int]()

    def write(writer: int) -> None:
        for number in range(5):
            for _ in range(2):
                seqs.append(say(store, conversation, "a beep", f"{writer}-{number}"))

    writers = [threading.Thread(target=write, args=(writer,)) for writer in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(set(seqs)) == list(range(1, 31))
    assert len(seqs) == 60
