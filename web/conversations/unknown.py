"""Words that nobody understood, counted over conversations: what the knowledge should learn next.

They are read from the sealed traces whenever somebody asks, and kept nowhere else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from web.conversations.again import each_since
from web.conversations.replay import facts_of
from web.database import Store
from web.tables import Assessment, Conversation

AT_LEAST = 3  # conversations; what fewer say may be somebody's name
LONGEST = 30
Ranked = tuple[tuple[str, int], ...]


def words_of_each(store: Store, clinic: str, since: datetime) -> Iterable[frozenset[str]]:
    """The words that were not understood in each conversation begun since then."""
    return each_since(store, clinic, since, _words)


def ranked(conversations: Iterable[frozenset[str]]) -> Ranked:
    """Single words with the number of conversations, most first; those of few are left out."""
    counted: Counter[str] = Counter()
    for words in conversations:
        counted.update(words)
    often = [(word, times) for word, times in counted.items() if times >= AT_LEAST]
    return tuple(sorted(often, key=lambda one: (-one[1], one[0])))


def _words(session: Session, conversation: Conversation) -> frozenset[str]:
    rows = facts_of(session, Assessment, conversation.clinic_id, conversation.id)
    said = (word.casefold() for row in rows for word in row.trace.get("unknown_words", ()))
    return frozenset(word for word in said if word.isalpha() and len(word) <= LONGEST)
