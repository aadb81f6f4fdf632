"""A store with nurses and a patient who writes, for tests that need no page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from tests.web import fakes
from tests.web.conftest import MORNING
from web import conversations as talk
from web.conversations import Nursing, Said
from web.database import Store
from web.tables import Nurse, QueueEntry

CLINIC = "clinic"


def nurses(store: Store, *names: str) -> list[UUID]:
    """Nurses who may open the desk, in the order of their names."""
    made = [_nurse(name) for name in names]
    store.write(lambda session: session.add_all(made))
    return [nurse.id for nurse in made]


def begin(store: Store, text: str, now: datetime = MORNING) -> UUID:
    """A conversation with its first message."""
    made = store.write(lambda s: talk.begin(s, CLINIC, "US", uuid4().hex, now).id)
    say(store, made, text, now)
    return made


def say(store: Store, conversation: UUID, text: str, now: datetime = MORNING) -> None:
    """One more message."""

    def work(session: Session) -> None:
        held = talk.locked(session, CLINIC, conversation)
        talk.receive(session, fakes.triage(), held, Said(text, uuid4().hex), now)

    store.write(work)


def does(
    store: Store,
    conversation: UUID,
    nurse: UUID,
    act: Callable[[Nursing], object],
    now: datetime = MORNING,
) -> None:
    """A nurse's act, in a transaction of its own."""

    def work(session: Session) -> None:
        act(Nursing(session, talk.locked(session, CLINIC, conversation), nurse, now))

    store.write(work)


def entry(store: Store, conversation: UUID) -> QueueEntry:
    """Where the conversation stands."""
    return store.read(lambda session: session.get_one(QueueEntry, (CLINIC, conversation)))


def _nurse(name: str) -> Nurse:
    return Nurse(
        clinic_id=CLINIC,
        id=uuid4(),
        name=name,
        email=f"{name.lower()}@example.org",
        password="-",
        fs_uniquifier=uuid4().hex,
        joined_at=MORNING,
    )
