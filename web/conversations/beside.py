"""What the patient's page shows besides the card and the transcript."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from web.conversations.replay import Told, facts_of, history
from web.conversations.signs import last_tap
from web.promised import promised
from web.tables import Assessment, Conversation, PatientSign, QueueEntry

if TYPE_CHECKING:
    from web.conversations.chat import Entry

BY_PATIENT = frozenset({"message", "act", "sign", "correction", "passport"})
SOON = frozenset({"urgent", "emergency"})  # no waiting time is told: people wait for it
CHILD, GROWN = 12, 18
AGE = re.compile(
    r"(?i)(?<!pump )(?<!pump is )(?<!pump's )\b(\d{1,2})[ -]*(?:years?|yrs?|y/?o)[ -]*old\b"
)
YOUNG = re.compile(r"(?i)\b(?:my|our|the) (?:baby|toddler|little (?:boy|girl)|child|kid)\b")


@dataclass(frozen=True, slots=True)
class Beside:
    """What was told of the person, the taps, and until when a nurse should have read this.

    `together` and `alone` are the last taps about that, or nothing; `silent`: the last thing known
    is that nobody tapped; `age_group` is child, teen or nothing; `unread` are the numbers of the
    nurses' replies since the patient last did anything.
    """

    told: Told
    confirmed: Mapping[str, datetime]
    together: str
    alone: str
    silent: bool
    tapped_at: datetime
    waiting: bool
    read_by: datetime | None
    unread: frozenset[int]
    age_group: str


def beside(
    session: Session, conversation: Conversation, assessed: Assessment, lines: Sequence[Entry]
) -> Beside:
    """All of it, as it stands."""
    past = history(session, conversation)
    place = (conversation.clinic_id, conversation.id)
    signs = [(row.seq, row.sign) for row in facts_of(session, PatientSign, *place)]
    mine = max((line.seq for line in lines if line.about in BY_PATIENT), default=0)
    entry = session.get(QueueEntry, place)
    return Beside(
        told=past.told,
        confirmed=past.confirmed,
        together=_last(signs, ("with_them", "not_with_them")),
        alone=_last(signs, ("alone", "not_alone")),
        silent=any(seq == mine and sign == "silent" for seq, sign in signs),
        tapped_at=last_tap(session, conversation),
        waiting=entry is not None and entry.waiting,
        read_by=_read_by(session, assessed, entry),
        unread=frozenset(line.seq for line in lines if line.about == "reply" and line.seq > mine),
        age_group=_age_group(past.told.age, (line.text for line in lines)),
    )


def _last(signs: Iterable[tuple[int, str]], which: tuple[str, ...]) -> str:
    return next((sign for _, sign in sorted(signs, reverse=True) if sign in which), "")


def _read_by(session: Session, assessed: Assessment, entry: QueueEntry | None) -> datetime | None:
    """By when a nurse should have read it, where one must and no danger makes that idle."""
    if entry is None or not entry.waiting or entry.waiting_since is None:
        return None
    if assessed.urgency in SOON:
        return None
    tier = "human" if assessed.outcome == "human" else assessed.urgency
    return promised(session).due_at(tier or "human", entry.waiting_since)


def _age_group(told: int | None, texts: Iterable[str]) -> str:
    """Child, teen or nothing, as told or as somebody wrote it."""
    ages = [told] if told is not None else []
    said = " ".join(texts)
    ages += [int(age) for age in AGE.findall(said)] if not ages else []
    if any(age < CHILD for age in ages) or (not ages and YOUNG.search(said)):
        return "child"
    return "teen" if any(age < GROWN for age in ages) else ""
