"""R3: a form that comes again, alone or many times at once, is kept once and answered the same."""

from __future__ import annotations

import copy
import secrets
import threading
import time
from collections import Counter
from collections.abc import Iterator

from sqlalchemy import select

from harness.counts import Counts
from harness.databases import KINDS, Database, database
from harness.served import serving
from harness.storm import KEY
from harness.visitor import Visitor
from web.database import open_store
from web.tables import Conversation, Message

CHATS = 6
MESSAGES = 4  # of each chat
TIMES = 5  # each is sent at once


def run() -> Iterator[Counts]:
    """Every first message and every later one five times at once; other words under an old key."""
    control = _harm("sqlite", "forgets keys")[1]
    for kind in KINDS:
        tries, harm = _harm(kind)
        yield Counts("R3", kind, tries, harm, control, needs=CHATS * MESSAGES)


def _harm(kind: str, broken: str = "") -> tuple[int, int]:
    with database(kind) as where, serving(where, broken=broken) as server:
        refused = sum(_chat(server.port, number) for number in range(CHATS))
        time.sleep(0.3)
        wrong = _wrong(where)
    return CHATS * (1 + 2 * MESSAGES) * TIMES, wrong + refused


def _chat(port: int, number: int) -> int:
    """How many of the answers were not "kept"."""
    visitor = Visitor(port)
    visitor.begin(time.monotonic() + 10)
    refused = _at_once(
        visitor, "/start", {"text": f"My head hurts. ({number}-0)"}, secrets.token_hex(8)
    )
    visitor.read_chat(time.monotonic() + 10)
    for count in range(1, MESSAGES + 1):
        key = secrets.token_hex(8)
        refused += _at_once(visitor, "/chat", {"text": f"It hurts. ({number}-{count})"}, key)
        refused += _at_once(visitor, "/chat", {"text": f"It itches. ({number}-{count + 100})"}, key)
    return refused


def _at_once(visitor: Visitor, path: str, fields: dict[str, str], key: str) -> int:
    phones = [copy.copy(visitor) for _ in range(TIMES)]
    for phone in phones:
        phone.cookies, phone.seen = dict(visitor.cookies), {}
    sent = {**fields, "key": key}
    tries = [threading.Thread(target=phone.post, args=(path, sent)) for phone in phones]
    for one in tries:
        one.start()
    for one in tries:
        one.join()
    if path == "/start":
        visitor.cookies = phones[0].cookies
    return sum(1 for phone in phones if phone.seen.get(303) != 1)


def _wrong(where: Database) -> int:
    """Messages that are missing or there twice, and conversations too many."""
    store = open_store(where.url, KEY)
    with store.reads() as session:
        texts = Counter(one.text for one in session.scalars(select(Message)))
        chats = len(session.scalars(select(Conversation.id)).all())
    store.engine.dispose()
    expected = CHATS * (1 + 2 * MESSAGES)
    return (
        abs(len(texts) - expected) + sum(many - 1 for many in texts.values()) + abs(chats - CHATS)
    )
