"""After the storm: what the database holds, beside what was acknowledged."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import select

from web.database import Store, open_store
from web.tables import Assessment, Message

NUMBER = re.compile(r"\((\d+)-(\d+)\)")  # a client and its message: "My head hurts. (3-17)"
Name = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Reckoning:
    """Of what was acknowledged: how many are gone, kept twice, out of order, not judged."""

    acknowledged: int
    lost: int
    twice: int
    turned: int
    without_verdict: int
    gaps: int

    @property
    def harm(self) -> int:
        """Everything that must not be."""
        return self.lost + self.twice + self.turned + self.without_verdict + self.gaps


def said(client: int, number: int) -> str:
    """What a client writes as its message with this number."""
    return f"My head hurts a bit today. ({client}-{number})"


def reckon(url: str, key: bytes, acknowledged: Iterable[Name]) -> Reckoning:
    """Read everything back and compare."""
    store = open_store(url, key)
    with closing_all(store), store.reads() as session:
        rows = session.scalars(select(Message))
        kept = [(row.conversation_id, row.seq, _name(row.text)) for row in rows]
        judged = session.execute(select(Assessment.conversation_id, Assessment.seq))
        verdicts = {(row.conversation_id, row.seq) for row in judged}
    counted, wanted = Counter(name for _, _, name in kept), set(acknowledged)
    told = defaultdict(list)
    for conversation, seq, name in sorted(kept, key=lambda one: (str(one[0]), one[1])):
        told[conversation].append((seq, name[1]))
    return Reckoning(
        acknowledged=len(wanted),
        lost=sum(name not in counted for name in wanted),
        twice=sum(many - 1 for many in counted.values()),
        turned=sum(_turned([number for _, number in them]) for them in told.values()),
        without_verdict=sum((where, seq) not in verdicts for where, seq, _ in kept),
        gaps=sum(_gaps([seq for seq, _ in them]) for them in told.values()),
    )


@contextmanager
def closing_all(store: Store) -> Iterator[None]:
    """Whatever happens, no connection is left open."""
    try:
        yield
    finally:
        store.engine.dispose()


def _name(text: str) -> Name:
    found = NUMBER.search(text)
    return (int(found[1]), int(found[2])) if found else (-1, -1)


def _turned(numbers: list[int]) -> int:
    return sum(later < earlier for earlier, later in pairwise(numbers))


def _gaps(seqs: list[int]) -> int:
    return sum(later != earlier + 1 for earlier, later in pairwise(seqs))
