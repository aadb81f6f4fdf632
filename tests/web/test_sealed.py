"""Words at rest: under a key for each conversation, bound to their place, gone with their key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from uuid import UUID, uuid4

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import LargeBinary, insert, select, text, type_coerce, update
from sqlalchemy.orm import Session

from tests.web import fakes
from tests.web.conftest import MORNING
from web import conversations as talk
from web.conversations import Said
from web.database import Store, open_store
from web.keys import counted, rotated
from web.sealed import DestroyedError, Done, Ring, SealedText, destroy
from web.sealed.ring import BEFORE, key_id
from web.tables import Base, ContactDetails, Conversation, Message

pytestmark = pytest.mark.stores
T = TypeVar("T")
OLD, NEW = bytes(32), bytes(range(32))
WORDS = "a headache like a canary"


def begin(store: Store, words: str = WORDS) -> UUID:
    """A conversation with one message and a number to call."""

    def work(session: Session) -> UUID:
        begun = talk.begin(session, "clinic", "US", str(uuid4()), MORNING)
        talk.receive(session, fakes.triage(), begun, Said(words, "k"), MORNING)
        talk.leave_contact(session, begun, "Canary", "555 0199", MORNING)
        return begun.id

    return store.write(work)


def words_of(store: Store, conversation: UUID) -> str:
    return store.read(
        lambda session: session.scalars(
            select(Message).filter_by(conversation_id=conversation)
        ).one().text
    )  # fmt: skip


def raw(store: Store, column: str, conversation: UUID) -> bytes:
    """What the database holds in `table.column`."""
    table, name = column.split(".")
    found = Base.metadata.tables[table].c
    owner = found.id if table == "conversation" else found.conversation_id
    query = select(type_coerce(found[name], LargeBinary)).where(owner == conversation)
    return store.read(lambda session: bytes(session.scalar(query) or b""))


def put(store: Store, column: str, conversation: UUID, sealed: bytes) -> None:
    """Write bytes behind the application's back."""
    table, name = column.split(".")
    found = Base.metadata.tables[table]
    owner = found.c.id if table == "conversation" else found.c.conversation_id
    value = Done(sealed) if isinstance(found.c[name].type, SealedText) else sealed
    changed = update(found).where(owner == conversation).values({name: value})
    store.write(lambda session: session.execute(changed))


def test_words_come_back_as_they_were_written(store: Store) -> None:
    conversation = begin(store, "can't stop\n\u202eitching \U0001f92f")
    assert words_of(store, conversation) == "can't stop\n\u202eitching \U0001f92f"


def test_each_conversation_has_a_key_of_its_own(store: Store) -> None:
    heads = {raw(store, "message.text", begin(store))[:5] for _ in range(3)}
    assert len(heads) == 3


@pytest.mark.parametrize("column", ["message.text", "assessment.shown", "contact_details.name"])
def test_a_value_moved_to_another_conversation_does_not_open(store: Store, column: str) -> None:
    mine, theirs = begin(store), begin(store)
    put(store, column, mine, raw(store, column, theirs))
    with pytest.raises(InvalidTag):
        read_all(store, mine)


def test_a_conversation_given_anothers_key_does_not_open(store: Store) -> None:
    mine, theirs = begin(store), begin(store)
    for column in ("message.text", "conversation.data_key"):
        put(store, column, mine, raw(store, column, theirs))
    with pytest.raises(InvalidTag):
        read_all(store, mine)


def test_a_value_moved_to_another_row_of_its_conversation_does_not_open(store: Store) -> None:
    conversation = begin(store)

    def say(session: Session) -> None:
        held = talk.locked(session, "clinic", conversation)
        talk.receive(session, fakes.triage(), held, Said("an itch", "l"), MORNING)

    store.write(say)
    assert read_all(store, conversation)
    put(store, "message.text", conversation, raw(store, "message.text", conversation))
    with pytest.raises(InvalidTag):
        read_all(store, conversation)


def test_a_value_moved_to_another_column_does_not_open(store: Store) -> None:
    conversation = begin(store)
    assert read_all(store, conversation)
    put(
        store,
        "contact_details.phone",
        conversation,
        raw(store, "contact_details.name", conversation),
    )
    with pytest.raises(InvalidTag):
        read_all(store, conversation)


@pytest.mark.parametrize("at", [0, 1, 6, 20, -1])
def test_a_changed_bit_is_refused(store: Store, at: int) -> None:
    conversation = begin(store)
    changed = bytearray(raw(store, "message.text", conversation))
    changed[at] ^= 4
    put(store, "message.text", conversation, bytes(changed))
    with pytest.raises(InvalidTag):
        read_all(store, conversation)


def test_without_the_houses_key_nothing_opens(store: Store, address: str) -> None:
    conversation = begin(store)
    other = open_store(address, NEW)
    with pytest.raises(InvalidTag):
        words_of(other, conversation)
    other.engine.dispose()


def test_nothing_is_stored_in_the_clear_by_mistake(store: Store) -> None:
    conversation = begin(store)
    row = {"clinic_id": "clinic", "conversation_id": conversation, "seq": 99, "written_at": MORNING}
    clear = insert(ContactDetails).values(**row, name="Canary", phone="1")
    with pytest.raises(Exception, match="is sealed"):
        store.write(lambda session: session.execute(clear))
    store.write(
        lambda session: session.execute(
            insert(ContactDetails), [{**row, "name": "Bo", "phone": "1"}]
        )
    )
    with pytest.raises(TypeError, match="select the class"):
        store.read(lambda session: str(session.scalar(select(ContactDetails.name))))


def test_changed_words_are_sealed_again(store: Store) -> None:
    conversation = begin(store)

    def change(session: Session) -> None:
        session.scalars(select(ContactDetails)).one().name = "Somebody else"

    store.write(change)
    found = store.read(lambda session: session.scalars(select(ContactDetails)).one())
    assert (found.name, found.phone) == ("Somebody else", "555 0199")
    assert b"Somebody" not in raw(store, "contact_details.name", conversation)


def test_destroyed_words_are_gone_in_every_copy_made_later(store: Store) -> None:
    gone, kept = begin(store), begin(store)
    sealed = raw(store, "message.text", gone)
    store.write(lambda session: destroy(session.connection(), "clinic", gone, MORNING))
    assert raw(store, "message.text", gone) == sealed
    assert raw(store, "conversation.data_key", gone) == b""
    with pytest.raises(DestroyedError):
        read_all(store, gone)
    assert words_of(store, kept) == WORDS


def test_nothing_is_added_to_a_destroyed_conversation(store: Store) -> None:
    gone = begin(store)
    store.write(lambda session: destroy(session.connection(), "clinic", gone, MORNING))

    def say(session: Session) -> None:
        held = talk.locked(session, "clinic", gone)
        talk.leave_contact(session, held, "Canary", "1", MORNING)

    with pytest.raises(DestroyedError):
        store.write(say)


def test_what_was_sealed_before_data_keys_still_opens_and_is_sealed_anew(store: Store) -> None:
    conversation = begin(store)
    nonce = bytes(12)
    old = BEFORE + nonce + AESGCM(OLD).encrypt(nonce, b"from before", b"message.text")
    put(store, "message.text", conversation, old)
    assert words_of(store, conversation) == "from before"
    assert store.read(counted)["before"] == 1
    assert rotated(store, Ring((OLD,))) == 1
    assert store.read(counted)["before"] == 0
    assert words_of(store, conversation) == "from before"


def test_words_written_before_data_keys_get_one_with_the_next_words(store: Store) -> None:
    conversation = begin(store)
    with store.engine.begin() as connection:
        connection.execute(text("DELETE FROM contact_details"))
        connection.execute(text("DELETE FROM message"))
        connection.execute(text("UPDATE conversation SET data_key = NULL"))
    store.write(
        lambda session: talk.leave_contact(
            session, talk.locked(session, "clinic", conversation), "Canary", "1", MORNING
        )
    )
    found = store.read(lambda session: session.scalars(select(ContactDetails)).one())
    assert found.name == "Canary"


def test_a_new_key_takes_over_and_the_old_one_may_go(store: Store, address: str) -> None:
    conversations = [begin(store) for _ in range(3)]
    before = raw(store, "message.text", conversations[0])
    with_keys(address, Ring((NEW, OLD)), lambda both: rotated(both, Ring((NEW, OLD))))
    found = with_keys(address, Ring((NEW,)), lambda new: [words_of(new, c) for c in conversations])
    assert found == [WORDS] * 3
    assert raw(store, "message.text", conversations[0]) == before
    with pytest.raises(InvalidTag):
        words_of(store, conversations[0])


def test_a_change_of_keys_may_be_broken_off_and_begun_again(store: Store, address: str) -> None:
    conversations = [begin(store) for _ in range(3)]
    ring = Ring((NEW, OLD))

    def broken_off(both: Store) -> None:
        first = raw(both, "conversation.data_key", conversations[0])
        place = f"conversation.data_key\0clinic\0{conversations[0]}".encode()
        put(
            both,
            "conversation.data_key",
            conversations[0],
            ring.seal(ring.open(first, place), place),
        )

    with_keys(address, ring, broken_off)
    assert with_keys(address, ring, lambda both: rotated(both, ring)) == 2
    assert with_keys(address, ring, lambda both: rotated(both, ring)) == 0
    counts = with_keys(address, ring, lambda both: both.read(counted))
    assert counts == {key_id(NEW).hex(): 3}


def test_a_key_that_was_destroyed_meanwhile_does_not_come_back(store: Store, address: str) -> None:
    gone = begin(store)
    store.write(lambda session: destroy(session.connection(), "clinic", gone, MORNING))
    with_keys(address, Ring((NEW, OLD)), lambda both: rotated(both, Ring((NEW, OLD))))
    assert raw(store, "conversation.data_key", gone) == b""


@pytest.mark.stores("sqlite")
def test_canaries_stand_nowhere_on_the_disk(store: Store, tmp_path: Path) -> None:
    with store.writes.begin() as session:  # not committed yet: the journal is on the disk, too
        begun = talk.begin(session, "clinic", "US", "-", MORNING)
        talk.receive(session, fakes.triage(), begun, Said(WORDS, "k"), MORNING)
        session.execute(text("PRAGMA cache_spill=1"))
        while_writing = everything_in(tmp_path)
    assert len(while_writing) > 1
    for content in (*while_writing, *everything_in(tmp_path)):
        assert b"canary" not in content.lower()
        assert b"headache like" not in content.lower()


def test_every_sealed_column_names_its_place() -> None:
    for table in Base.metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, SealedText):
                assert column.type.place == f"{table.name}.{column.name}"


def everything_in(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


def read_all(store: Store, conversation: UUID) -> object:
    def work(session: Session) -> object:
        found = session.get_one(Conversation, ("clinic", conversation))
        facts = session.scalars(select(ContactDetails).filter_by(conversation_id=conversation))
        return talk.chat(session, found), facts.all()

    return store.read(work)


def with_keys(address: str, ring: Ring, work: Callable[[Store], T]) -> T:
    """What `work` gives in a house with these keys."""
    store = open_store(address, ring)
    try:
        return work(store)
    finally:
        store.engine.dispose()
