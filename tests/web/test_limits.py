"""Limits are counted in the database: exact whoever counts, and never in the way of the number."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from multiprocessing import get_context

import pytest
from passlib.context import CryptContext  # type: ignore[import-untyped]

from tests.web.conftest import MORNING, Browser, Clock, sign_in
from web import throttle
from web.database import Store, open_store
from web.throttle import Limit, give_back, take

LIMIT = Limit("start", 20, timedelta(hours=1))
LINE = "Call 911 if someone can’t be woken"


def tries(address: str, many: int) -> int:
    """How many of so many tries are allowed, as another process would see it."""
    store = open_store(address, bytes(32))
    allowed = sum(
        store.write(lambda session: take(session, "clinic", LIMIT, "somebody", MORNING))
        for _ in range(many)
    )
    store.engine.dispose()
    return allowed


@pytest.mark.stores
def test_two_processes_together_allow_just_so_many(address: str) -> None:
    with get_context("spawn").Pool(2) as pool:
        allowed = pool.starmap(tries, [(address, 30)] * 2)
    assert sum(allowed) == LIMIT.most


@pytest.mark.stores
def test_threads_together_allow_just_so_many(address: str, store: Store) -> None:
    allowed: list[int] = []
    running = [
        threading.Thread(target=lambda: allowed.append(tries(address, 10))) for _ in range(4)
    ]
    for one in running:
        one.start()
    for one in running:
        one.join()
    assert sum(allowed) == LIMIT.most


def test_what_is_counted_in_a_process_alone_allows_twice_as_much() -> None:
    """The control: why the count is in the database."""

    def counted_in_memory(many: int) -> int:
        return min(many, LIMIT.most)

    assert sum(counted_in_memory(30) for _ in range(2)) == 2 * LIMIT.most


@pytest.mark.stores
def test_a_window_begins_with_its_first_use_and_ends(store: Store) -> None:
    def once(now: object) -> bool:
        return store.write(lambda session: take(session, "clinic", LIMIT, "x", now))  # type: ignore[arg-type]

    assert [once(MORNING) for _ in range(21)] == [True] * 20 + [False]
    assert not once(MORNING + timedelta(minutes=59))
    assert once(MORNING + timedelta(minutes=60))


@pytest.mark.stores
def test_what_is_given_back_may_be_used_again(store: Store) -> None:
    def work(session: object) -> bool:
        return take(session, "clinic", LIMIT, "x", MORNING)  # type: ignore[arg-type]

    assert [store.write(work) for _ in range(20)] == [True] * 20
    store.write(lambda session: give_back(session, "clinic", LIMIT, "x"))
    assert [store.write(work) for _ in range(2)] == [True, False]


@pytest.mark.parametrize("door", ["start", "chat"])
def test_who_sends_too_much_keeps_the_words_and_sees_whom_to_call(
    patient: Browser, monkeypatch: pytest.MonkeyPatch, door: str
) -> None:
    monkeypatch.setattr(throttle, "START_ONE", replace(throttle.START_ONE, most=1))
    monkeypatch.setattr(throttle, "SAY", replace(throttle.SAY, most=1))
    patient.start("headache")
    if door == "start":
        patient.get("/")
        answer = patient.send("/start", {"text": "now I can't wake him"})
    else:
        patient.say("a fever")
        answer = patient.send("/chat", {"text": "now I can't wake him"})
    assert answer.status_code == 429
    assert LINE in patient.page.text
    assert "this was not sent" in patient.page.text
    assert patient.page.texts["text"].strip() == "now I can't wake him"


def test_a_stranger_locks_no_nurse_out(nurse: Browser, another_browser: object) -> None:
    stranger: Browser = another_browser()  # type: ignore[operator]
    refused = [sign_in(stranger, "wrong").status_code for _ in range(7)]
    assert refused[-1] == 429
    nurse.client.delete_cookie("desk")
    assert sign_in(nurse).status_code == 302
    assert nurse.client.get("/desk/").status_code == 200


def test_a_known_browser_is_no_way_round_the_limit(nurse: Browser, clock: Clock) -> None:
    nurse.client.delete_cookie("desk")
    tried = [sign_in(nurse, "wrong").status_code for _ in range(12)]
    assert tried == [200] * 10 + [429] * 2
    clock.forward(hours=1)
    assert sign_in(nurse).status_code == 302


def test_a_browser_is_known_for_its_own_nurse_alone(nurse: Browser) -> None:
    nurse.client.delete_cookie("desk")
    tried = [sign_in(nurse, "x", "eve@example.org").status_code for _ in range(6)]
    assert tried == [200] * 5 + [429]


def noted(real: Callable[..., object], done: list[str]) -> Callable[..., object]:
    def work(*args: object, **more: object) -> object:
        done.append(real.__name__)
        return real(*args, **more)

    return work


def test_an_unknown_address_is_as_much_work_as_a_known_one(
    nurse: Browser, another_browser: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody learns from the clock who has an account: one slow hash either way."""
    done: list[str] = []
    for name in ("hash", "verify"):
        monkeypatch.setattr(CryptContext, name, noted(getattr(CryptContext, name), done))
    work = []
    for email in ("ada@example.org", "nobody@example.org"):
        done.clear()
        browser: Browser = another_browser()  # type: ignore[operator]
        sign_in(browser, "wrong password here", email)
        work.append(len(done))
    assert work == [1, 1]
