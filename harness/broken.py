"""Ways to break a promise on purpose: a harness that does not notice them proves nothing."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from flask import Flask, Response
from sqlalchemy import event

from web.database import Store
from web.house import NAME, House, house_of

LATE = 0.3  # seconds between an answer and what it promised


@dataclass(frozen=True, slots=True)
class AnswersFirst(Store):
    """A store that says "kept" and keeps it a moment later."""

    def write(self, work: Callable[[Any], Any]) -> Any:
        """Run `work` to see what it returns, then commit it after the answer is out."""
        session = self.writes()
        try:
            kept = work(session)
            session.flush()
        finally:
            session.rollback()
            session.close()
        threading.Thread(target=self._later, args=(work,), daemon=True).start()
        return kept

    def _later(self, work: Callable[[Any], Any]) -> None:
        time.sleep(LATE)
        with self.writes.begin() as session:
            work(session)


def _with_store(app: Flask, kind: type[Store]) -> None:
    here, old = house_of(app), house_of(app).store
    store = kind(old.engine, old.reads, old.writes)
    app.extensions[NAME] = House(here.config, store, here.triage, here.place, here.clock)


def answers_first(app: Flask) -> None:
    """A message is acknowledged before it is committed."""
    _with_store(app, AnswersFirst)


def forgets_keys(_: Flask) -> None:
    """A message that comes again is taken for a new one."""
    from web.conversations import Said

    number = iter(range(10**9))
    Said.fingerprint = property(lambda _: f"{next(number)} {time.time_ns()}")  # type: ignore[assignment]


def careless(app: Flask) -> None:
    """SQLite does not wait until the disk has what it was given."""
    engine = house_of(app).store.engine

    @event.listens_for(engine, "connect")
    def hurry(connection: Any, _: Any) -> None:
        connection.execute("PRAGMA synchronous=OFF")


def counts_alone(_: Flask) -> None:
    """Each worker counts tries for itself, in memory."""
    from web import throttle

    tried: Counter[str] = Counter()

    def take(_session: Any, _clinic: str, limit: throttle.Limit, *_: Any) -> bool:
        tried[limit.kind] += 1
        return tried[limit.kind] <= limit.most

    throttle.take = take  # type: ignore[assignment]


def bare_errors(app: Flask) -> None:
    """What fails is answered with nothing but its number."""

    @app.after_request
    def bare(response: Response) -> Response:
        if response.status_code >= 500:
            response.set_data("error")
        return response


def verdict_later(_: Flask) -> None:
    """A message is committed before it is judged."""
    receive = import_module("web.conversations.receive")
    judge = receive.assess

    def later(session: Any, *rest: Any) -> Any:
        session.flush()
        session.connection().commit()
        return judge(session, *rest)

    receive.assess = later  # type: ignore[attr-defined]


WAYS = {
    "answers first": answers_first,
    "bare errors": bare_errors,
    "careless": careless,
    "counts alone": counts_alone,
    "forgets keys": forgets_keys,
    "verdict later": verdict_later,
}
