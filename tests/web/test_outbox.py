"""The outbox loses nothing, repeats under one id, and waits for nobody."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from ipaddress import ip_address
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.web.conftest import MORNING, Clock
from tests.web.receivers import Receiver, receiving
from web.config import Config
from web.database import Store
from web.paging import outbox, pages, roster, webhook
from web.paging.letters import Letter, SendError, letter
from web.paging.roster import Contact
from web.tables import PageCall

CLINIC = "clinic"


@pytest.fixture
def told(config: Config) -> Config:
    return replace(config, inside_webhooks=True)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


def contact(store: Store, url: str, name: str = "Ann") -> UUID:
    told = Contact(name, "webhook", url, MORNING)
    return store.write(lambda session: roster.add(session, CLINIC, told).id)


def page(store: Store, clock: Clock) -> UUID:
    return store.write(lambda session: pages.raise_page(session, CLINIC, None, "test", clock()).id)


def calls(store: Store) -> list[PageCall]:
    found = select(PageCall).order_by(PageCall.written_at)
    return list(store.read(lambda session: session.scalars(found).all()))


def deliver(store: Store, told: Config, clock: Clock) -> int:
    quick = {"webhook": partial(webhook.post, patience=0.3)}
    return outbox.deliver(store, told, clock, quick)


@pytest.mark.stores
def test_a_message_goes_out_once_and_is_marked(
    store: Store, told: Config, clock: Clock, receiver: Receiver
) -> None:
    contact(store, receiver.url)
    page(store, clock)
    assert deliver(store, told, clock) == 1
    assert deliver(store, told, clock) == 0
    (call,) = calls(store)
    assert (call.unsent, call.sent_at) == (False, MORNING)
    assert receiver.keys == [str(call.id)]


def test_what_leaves_is_an_id_and_a_link_and_nothing_else(
    store: Store, told: Config, clock: Clock, receiver: Receiver
) -> None:
    contact(store, receiver.url)
    page(store, clock)
    deliver(store, told, clock)
    (sent,) = receiver.got
    (call,) = calls(store)
    assert set(sent) == {"id", "link", "text"}
    assert sent["id"] == str(call.id)
    assert sent["link"].startswith(f"{told.url}/page/{call.id}/")
    assert sent["text"].replace(sent["link"], "") == (
        "Pumpline needs somebody at the desk. Open this link to say that you have it: "
    )


@pytest.mark.parametrize("fault", [404, 500, 301])
def test_a_receiver_that_fails_is_tried_again_later_and_later(
    store: Store, told: Config, clock: Clock, fault: int
) -> None:
    with receiving(fault, fault, 200) as failing:
        contact(store, failing.url)
        page(store, clock)
        for waits in (10, 20):
            deliver(store, told, clock)
            (call,) = calls(store)
            assert call.unsent
            assert call.fault == f"answered {fault}"
            assert call.next_at == clock() + timedelta(seconds=waits)
            clock.forward(seconds=waits - 1)
            assert deliver(store, told, clock) == 0
            clock.forward(seconds=1)
        deliver(store, told, clock)
        (call,) = calls(store)
        assert (call.unsent, call.fault, len(failing.got)) == (False, None, 3)
        assert len(set(failing.keys)) == 1


def test_no_redirect_is_followed(
    store: Store, told: Config, clock: Clock, receiver: Receiver
) -> None:
    with receiving(307, location=receiver.url) as leading:
        contact(store, leading.url)
        page(store, clock)
        deliver(store, told, clock)
        assert len(leading.got) == 1
    assert receiver.got == []


def test_a_receiver_that_hangs_or_is_gone_counts_as_failed(
    store: Store, told: Config, clock: Clock
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        contact(store, f"http://127.0.0.1:{silent.getsockname()[1]}/")
        page(store, clock)
        deliver(store, told, clock)
        assert [call.fault for call in calls(store)] == ["TimeoutError"]
    clock.forward(minutes=1)
    deliver(store, told, clock)
    assert [(call.fault, call.tries) for call in calls(store)] == [("ConnectionRefusedError", 2)]


def test_a_receiver_that_hangs_holds_up_nobody_else(
    store: Store, told: Config, clock: Clock
) -> None:
    arrived, enough = threading.Event(), threading.Event()

    def send(_: Config, letter: Letter) -> None:
        if letter.address == "hangs":
            assert enough.wait(10)
        else:
            arrived.set()

    first = contact(store, "hangs")
    page(store, clock)
    store.write(lambda session: roster.remove(session, CLINIC, first, clock()))
    contact(store, "quick", "Bea")
    page(store, clock)
    sender = threading.Thread(target=outbox.deliver, args=(store, told, clock, {"webhook": send}))
    sender.start()
    assert arrived.wait(10)  # while the other still hangs
    assert not enough.is_set()
    enough.set()
    sender.join()
    assert [call.unsent for call in calls(store)] == [False, False]


@pytest.mark.stores
def test_killed_between_send_and_mark_it_is_sent_again_under_the_same_id(
    store: Store, told: Config, clock: Clock, receiver: Receiver
) -> None:
    contact(store, receiver.url)
    page(store, clock)
    (taken,) = store.write(lambda session: outbox.lease(session, CLINIC, clock()))
    webhook.post(told, letter(told, taken.call, taken.address))
    # Here the worker dies: nothing is marked.
    clock.forward(seconds=59)
    assert deliver(store, told, clock) == 0
    clock.forward(seconds=1)
    assert deliver(store, told, clock) == 1
    assert receiver.keys == [str(taken.call)] * 2
    assert [call.unsent for call in calls(store)] == [False]


@pytest.mark.stores("sqlite", "postgres", "serializable")
def test_of_many_workers_each_message_has_one(store: Store, clock: Clock) -> None:
    contact(store, "somewhere")
    for _ in range(12):
        page(store, clock)
    taken = list[UUID]()
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        for _ in range(3):
            batch = store.write(lambda session: outbox.lease(session, CLINIC, clock()))
            taken.extend(one.call for one in batch)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert (len(taken), len(set(taken))) == (12, 12)


def test_a_worker_that_was_overtaken_does_not_undo_what_the_other_marked(
    store: Store, clock: Clock
) -> None:
    contact(store, "somewhere")
    page(store, clock)
    (slow,) = store.write(lambda session: outbox.lease(session, CLINIC, clock()))
    clock.forward(minutes=2)
    (quick,) = store.write(lambda session: outbox.lease(session, CLINIC, clock()))
    store.write(lambda session: outbox.sent(session, CLINIC, quick.call, clock()))
    store.write(lambda session: outbox.failed(session, CLINIC, slow, "TimeoutError", clock()))
    assert [(call.unsent, call.fault, call.tries) for call in calls(store)] == [(False, None, 0)]


def test_whatever_a_way_raises_the_message_is_kept(
    store: Store, told: Config, clock: Clock
) -> None:
    def broken(_: Config, __: Letter) -> None:
        raise RuntimeError("not ours to know")

    contact(store, "somewhere")
    page(store, clock)
    outbox.deliver(store, told, clock, {"webhook": broken})
    assert [(call.unsent, call.fault) for call in calls(store)] == [(True, "RuntimeError")]


@pytest.mark.stores
def test_when_the_page_is_not_written_neither_is_its_message(store: Store, clock: Clock) -> None:
    contact(store, "somewhere")

    def fails(session: Session) -> None:
        pages.raise_page(session, CLINIC, None, "test", clock())
        session.flush()
        raise LookupError

    with pytest.raises(LookupError):
        store.write(fails)
    assert calls(store) == []


def test_an_address_inside_is_refused_unless_the_clinic_allows_it(
    config: Config, told: Config, receiver: Receiver
) -> None:
    one = Letter("1", receiver.url, "link")
    with pytest.raises(SendError, match="inside"):
        webhook.post(config, one)
    webhook.post(told, one)
    assert len(receiver.got) == 1


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1",
        "::1", "fe80::1", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "ff02::1",
    ],
)  # fmt: skip
def test_every_address_inside_is_known_as_one(address: str) -> None:
    assert not webhook.is_outside(ip_address(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700::1111"])
def test_a_public_address_is_outside(address: str) -> None:
    assert webhook.is_outside(ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.org/a", "ftp://hooks.example.org", "https://", "https://a b.org",
        "https://user:word@hooks.example.org/", "https://hooks.example.org:99999/",
        "https://hooks.example.org/\r\nHost: other", "javascript:alert(1)", "",
        "https://ex\u00e4mple.org",
    ],
)  # fmt: skip
def test_odd_addresses_are_refused(config: Config, url: str) -> None:
    served = replace(config, testing=False)
    assert webhook.fault_of(url, served)
    assert webhook.fault_of("https://hooks.example.org/a?b=c", served) is None
