"""From a wait that is too long to somebody who says that they have it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.web import fakes
from tests.web.conftest import MORNING, Clock
from web import conversations as talk
from web.conversations import Said
from web.database import Store
from web.paging import pages, roster, watch
from web.paging.roster import Contact
from web.presence import seen
from web.tables import Conversation, Notice, Nurse, Page, PageCall, RosterEntry

CLINIC = "clinic"
AGAIN = timedelta(minutes=5)
pytestmark = pytest.mark.stores


def begin(store: Store, text: str, *, with_code: bool = True) -> UUID:
    def work(session: Session) -> UUID:
        begun = talk.begin(session, CLINIC, "US", str(uuid4()), MORNING, with_code=with_code)
        talk.receive(session, fakes.triage(), begun, Said(text, "k"), MORNING)
        return begun.id

    return store.write(work)


def nurse(store: Store, *, active: bool = True) -> UUID:
    made = Nurse(
        clinic_id=CLINIC, id=uuid4(), name="Ada", email="ada@example.org", password="-",
        active=active, fs_uniquifier=uuid4().hex, joined_at=MORNING,
    )  # fmt: skip
    store.write(lambda session: session.add(made))
    return made.id


def at_desk(store: Store, who: UUID, clock: Clock) -> None:
    store.write(lambda session: seen(session, CLINIC, who, clock()))


def call_list(store: Store, *names: str) -> None:
    for name in names:
        told = Contact(name, "webhook", f"https://{name}.example.org", MORNING)
        store.write(partial(roster.add, clinic=CLINIC, contact=told))


def go_on(store: Store, clock: Clock) -> None:
    talk.escalate(store, CLINIC, clock())
    store.write(lambda session: watch.call_on(session, CLINIC, AGAIN, clock()))


def called(store: Store) -> list[str]:
    """The names of those who were called, in order."""
    found = select(RosterEntry.name).join(PageCall, PageCall.entry_id == RosterEntry.id)
    return list(store.read(lambda session: session.scalars(found.order_by(PageCall.written_at))))


def all_pages(store: Store) -> Sequence[Page]:
    found = select(Page).order_by(Page.raised_at)
    return store.read(lambda session: session.scalars(found).all())


def acknowledge(store: Store, clock: Clock) -> None:
    def work(session: Session) -> None:
        last = select(PageCall).order_by(PageCall.written_at.desc()).limit(1)
        pages.acknowledge(session, session.scalars(last).one(), clock())

    store.write(work)


def answer(store: Store, conversation: UUID, who: UUID, clock: Clock) -> None:
    def work(session: Session) -> None:
        at = talk.Nursing(session, talk.locked(session, CLINIC, conversation), who, clock())
        talk.reply(at, talk.Letter("We call you.", "r"))

    store.write(work)


def test_an_emergency_that_nobody_watches_is_paged_in_its_own_transaction(store: Store) -> None:
    call_list(store, "ann", "bea")
    begin(store, "can't wake")
    assert [page.reason for page in all_pages(store)] == ["unwatched"]
    assert called(store) == ["ann"]


def test_an_emergency_with_a_nurse_at_the_desk_is_paged_when_the_promise_is_broken(
    store: Store, clock: Clock
) -> None:
    call_list(store, "ann")
    ada = nurse(store)
    at_desk(store, ada, clock)
    begin(store, "can't wake")
    clock.forward(minutes=4)
    go_on(store, clock)
    assert called(store) == []
    clock.forward(minutes=1)
    go_on(store, clock)
    assert [page.reason for page in all_pages(store)] == ["overdue"]
    assert called(store) == ["ann"]


def test_a_desk_that_falls_silent_pages_for_an_unread_emergency(store: Store, clock: Clock) -> None:
    call_list(store, "ann")
    ada = nurse(store)
    at_desk(store, ada, clock)
    clock.forward(minutes=9)
    begun = begin(store, "can't wake")
    assert called(store) == []
    clock.forward(minutes=1)
    go_on(store, clock)
    assert called(store) == ["ann"]
    assert [page.conversation_id for page in all_pages(store)] == [begun]


@pytest.mark.parametrize("said", ["can't wake", "a beep", "blorg wuzz frap"])
def test_without_the_clinics_code_nobody_is_called(store: Store, clock: Clock, said: str) -> None:
    call_list(store, "ann")
    begin(store, said, with_code=False)
    clock.forward(hours=12)
    go_on(store, clock)
    assert called(store) == []


def test_one_after_the_other_is_called_and_then_all_again(store: Store, clock: Clock) -> None:
    call_list(store, "ann", "bea", "cat")
    begin(store, "can't wake")
    for minutes in (4, 1, 4, 1, 4, 1, 4, 1):
        clock.forward(minutes=minutes)
        go_on(store, clock)
    assert called(store) == ["ann", "bea", "cat", "ann", "bea"]
    assert len(all_pages(store)) == 1


def test_who_acknowledges_ends_the_calls(store: Store, clock: Clock) -> None:
    call_list(store, "ann", "bea")
    begin(store, "can't wake")
    clock.forward(minutes=5)
    go_on(store, clock)
    acknowledge(store, clock)
    for _ in range(3):
        clock.forward(minutes=4)
        go_on(store, clock)
    assert called(store) == ["ann", "bea"]
    (page,) = all_pages(store)
    assert page.acknowledged_at == page.ended_at == MORNING + timedelta(minutes=5)


def test_who_acknowledges_and_does_nothing_is_called_again(store: Store, clock: Clock) -> None:
    call_list(store, "ann")
    begin(store, "can't wake")
    acknowledge(store, clock)
    clock.forward(minutes=15)
    go_on(store, clock)
    assert called(store) == ["ann", "ann"]
    assert len(all_pages(store)) == 2


def test_a_nurses_answer_ends_the_calls(store: Store, clock: Clock) -> None:
    call_list(store, "ann", "bea")
    ada = nurse(store)
    begun = begin(store, "can't wake")
    answer(store, begun, ada, clock)
    clock.forward(minutes=5)
    go_on(store, clock)
    assert called(store) == ["ann"]
    (page,) = all_pages(store)
    assert (page.acknowledged_at, page.ended_at) == (None, clock())
    unsent = store.read(lambda session: session.scalars(select(PageCall.unsent)).all())
    assert list(unsent) == [False]


def test_an_empty_roster_keeps_the_page_open_until_somebody_is_on_it(
    store: Store, clock: Clock
) -> None:
    begin(store, "can't wake")
    go_on(store, clock)
    assert [page.called_at for page in all_pages(store)] == [None]
    call_list(store, "ann")
    go_on(store, clock)
    assert called(store) == ["ann"]


def test_only_who_is_on_call_now_is_called(store: Store, clock: Clock) -> None:
    off = nurse(store, active=False)
    for contact in (
        Contact("gone", "webhook", "-", MORNING - AGAIN, ends_at=MORNING),
        Contact("later", "webhook", "-", MORNING + AGAIN),
        Contact("disabled", "webhook", "-", MORNING, nurse=off),
        Contact("ann", "webhook", "-", MORNING - AGAIN, ends_at=MORNING + AGAIN),
    ):
        store.write(partial(roster.add, clinic=CLINIC, contact=contact))
    begin(store, "can't wake")
    assert called(store) == ["ann"]
    clock.forward(minutes=5)
    go_on(store, clock)
    assert called(store) == ["ann", "later"]


def test_a_place_says_who_comes_first_and_who_was_removed_is_not_called(
    store: Store, clock: Clock
) -> None:
    call_list(store, "ann", "bea")
    first = Contact("cat", "webhook", "-", MORNING, place=0)
    store.write(partial(roster.add, clinic=CLINIC, contact=first))
    (cat, ann, _) = store.read(lambda session: roster.everybody(session, CLINIC))
    assert store.write(lambda session: roster.remove(session, CLINIC, ann.id, clock()))
    assert not store.write(lambda session: roster.remove(session, CLINIC, ann.id, clock()))
    begin(store, "can't wake")
    clock.forward(minutes=5)
    go_on(store, clock)
    assert called(store) == [cat.name, "bea"]


def told(store: Store, conversation: UUID) -> list[tuple[str, str | None]]:
    found = select(Notice).filter_by(conversation_id=conversation).order_by(Notice.seq)
    rows = store.read(lambda session: session.scalars(found).all())
    return [(row.about, row.urgency) for row in rows]


def clocked(store: Store, conversation: UUID, clock: Clock) -> talk.Clocked:
    place = (CLINIC, conversation)
    return store.read(
        lambda session: talk.clocked(session, session.get_one(Conversation, place), clock())
    )


def test_the_patient_is_told_once_that_nobody_is_watching(store: Store, clock: Clock) -> None:
    begun = begin(store, "can't wake")
    assert clocked(store, begun, clock).watch == "unwatched"
    for _ in range(2):
        talk.tell_all(store, CLINIC, clock())
    assert told(store, begun) == [("unwatched", "emergency")]
    at_desk(store, nurse(store), clock)
    assert clocked(store, begun, clock).watch is None


def test_the_patient_is_told_once_that_nobody_answered(store: Store, clock: Clock) -> None:
    ada = nurse(store)
    begun = begin(store, "a headache")
    for hours in (7, 1):
        assert told(store, begun) == []
        clock.forward(hours=hours)
        at_desk(store, ada, clock)
        talk.tell_all(store, CLINIC, clock())
    assert told(store, begun) == [("overdue", "same_day")]
    answer(store, begun, ada, clock)
    assert clocked(store, begun, clock).watch is None


def test_who_was_told_to_call_is_asked_twenty_minutes_later(store: Store, clock: Clock) -> None:
    at_desk(store, nurse(store), clock)
    begun = begin(store, "a beep")
    for minutes, expected in ((19, []), (1, [("check_back", "urgent")])):
        clock.forward(minutes=minutes)
        talk.tell_all(store, CLINIC, clock())
        assert [one for one in told(store, begun) if one[0] == "check_back"] == expected
    assert clocked(store, begun, clock).check
    store.write(
        lambda session: talk.act(
            session, talk.locked(session, CLINIC, begun), "reached", "a", clock()
        )
    )
    assert not clocked(store, begun, clock).check


def test_who_keeps_typing_is_asked_no_later(store: Store, clock: Clock) -> None:
    begun = begin(store, "a beep")
    clock.forward(minutes=19)

    def work(session: Session) -> None:
        held = talk.locked(session, CLINIC, begun)
        talk.receive(session, fakes.triage(), held, Said("hello", "b"), clock())

    store.write(work)
    assert not clocked(store, begun, clock).check
    clock.forward(minutes=1)
    assert clocked(store, begun, clock).check


def test_what_nobody_flagged_ends_two_days_after_its_last_message(
    store: Store, clock: Clock
) -> None:
    itch, headache = begin(store, "an itch"), begin(store, "a headache")
    for hours, expected in ((47, "open"), (1, "closed")):
        clock.forward(hours=hours)
        talk.close_idle(store, CLINIC, clock())
        status = store.read(lambda session: session.get_one(Conversation, (CLINIC, itch)).status)
        assert status == expected
    assert told(store, itch) == [("closed", "self_care")]
    place = (CLINIC, headache)  # flagged, and nobody settled it
    assert store.read(lambda session: session.get_one(Conversation, place).status) == "open"
