"""One row of the queue: what a nurse must see of a conversation in the first five seconds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from web.conversations.replay import Told, plain
from web.conversations.sought import Key
from web.conversations.standing import tier_of
from web.conversations.trace import Trace
from web.tables import Assessment, Conversation, QueueEntry

WORDS_IN_QUEUE = 10
RISKS_IN_QUEUE = 2
SOON = 3  # days to a refill that are worth a word


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row of the queue. `tier` is a tier's slug or `human`; `waits` None: answered already.

    `left` is the time until the promise ends (negative: overdue), `holder` who holds it, `did` what
    the patient did when told to call. `event` is what the clock of the pump says: `refill_late`,
    `refill_soon` or an event, and how many days. `unread`: the patient wrote since this nurse
    looked; `changed`: anything happened.
    """

    conversation: UUID
    codename: str
    tier: str
    words: tuple[str, ...]
    caregiver: bool
    drugs: tuple[str, ...]
    drugs_confirmed: bool
    event: tuple[str, int] | None
    risks: tuple[str, ...]
    reasons: tuple[str, ...]
    waits: timedelta | None
    left: timedelta | None
    holder: str | None
    held_since: datetime | None
    on_call: bool
    told: bool
    did: str | None
    number_left: bool
    patient_at: datetime
    unread: bool
    changed: bool
    closed: bool
    reopened: bool
    key: Key


@dataclass(frozen=True, slots=True)
class Found:
    """What the database holds of a row. `holder` is a nurse's name, `seen` her last fact seen."""

    entry: QueueEntry
    conversation: Conversation
    assessment: Assessment
    holder: str | None
    seen: int | None
    did: str | None
    number_left: bool


def row(found: Found, now: datetime) -> Waiting:
    """The row as it stands at `now`."""
    entry, conversation, seen = found.entry, found.conversation, found.seen or 0
    trace = plain.structure(found.assessment.trace, Trace)
    held, since = is_held(entry, now), entry.waiting_since
    return Waiting(
        conversation=conversation.id,
        codename=conversation.codename,
        tier=tier_of(entry.rank) if entry.waiting else found.assessment.urgency or "human",
        words=worst_words(trace),
        caregiver=trace.told.writer == "caregiver",
        drugs=trace.drugs,
        drugs_confirmed=trace.drugs_confirmed,
        event=event_clock(trace.told, now.date()),
        risks=tuple(dict.fromkeys(step.risk for step in trace.steps))[:RISKS_IN_QUEUE],
        reasons=trace.flag_reasons,
        waits=None if since is None else max(now - since, timedelta()),
        left=None if since is None else entry.due_at - now,
        holder=found.holder if held else None,
        held_since=entry.held_since if held else None,
        on_call=held and entry.on_call,
        told=entry.told is not None,
        did=found.did,
        number_left=found.number_left,
        patient_at=entry.patient_at,
        unread=entry.seq > seen,
        changed=conversation.last_seq > seen,
        closed=conversation.status == "closed",
        reopened=entry.reopened,
        key=Key(entry.rank, entry.due_at, since, conversation.id),
    )


def is_held(entry: QueueEntry, now: datetime) -> bool:
    """Whether a nurse holds it; nobody has to be told when that ends."""
    return entry.held_until is not None and entry.held_until > now


def event_clock(told: Told, today: date) -> tuple[str, int] | None:
    """What the pump's clock says: a late or near refill, else the latest event, and the days."""
    if told.refill_due is not None and (late := (today - told.refill_due).days) > -SOON:
        return ("refill_late", late) if late > 0 else ("refill_soon", -late)
    ages = {event: max((today - day).days, 0) for event, day in told.on.items()}
    return min(ages.items(), key=lambda pair: pair[1], default=None)


def worst_words(trace: Trace) -> tuple[str, ...]:
    """What the most urgent steps stand on, else what was not understood: ten words at most."""
    said = dict.fromkeys(word for step in trace.steps for word in step.words)
    return tuple(_cut(tuple(said) or trace.unknown_words))


def _cut(phrases: Iterable[str]) -> Iterator[str]:
    left = WORDS_IN_QUEUE
    for phrase in phrases:
        words = phrase.split()
        if left <= 0:
            return
        yield phrase if len(words) <= left else " ".join([*words[:left], "…"])
        left -= len(words)
