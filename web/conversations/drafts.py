"""A changed tier becomes a draft case: what was found, and a text of a nurse that names nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import yaml
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from triage.model import Turn
from web.conversations.nameless import faults
from web.conversations.replay import Triage, facts_of, history
from web.tables import ContactDetails, Conversation, DraftCase, Message, Review

LISTED = 100
OLDEST = 89  # years; a greater age may name somebody
NONE = "null"


@dataclass(frozen=True, slots=True)
class Changed:
    """A review that changed the tier."""

    conversation: UUID
    codename: str
    seq: int
    was: str | None
    urgency: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What a nurse wrote in place of the patient's words, why, and whether it names nobody."""

    text: str
    why: str
    confirmed: bool


class RefusedError(ValueError):
    """The text may not leave. `faults` by field: empty, email, phone, date, name, words."""

    def __init__(self, found: dict[str, tuple[str, ...]]) -> None:
        super().__init__(str(found))
        self.faults = found


def changed(session: Session, conversation: Conversation) -> Changed | None:
    """The last review that changed the tier, where no draft was made of it yet."""
    found = (
        _changes(conversation.clinic_id)
        .where(Review.conversation_id == conversation.id)
        .order_by(Review.seq.desc())
    )
    row = session.execute(found.limit(1)).first()
    return None if row is None else Changed(*row)


def undrafted(session: Session, clinic: str, since: datetime) -> tuple[Changed, ...]:
    """Reviews since then that changed a tier and of which no draft was made, the latest first."""
    found = _changes(clinic).where(Review.written_at >= since)
    rows = session.execute(found.order_by(Review.written_at.desc()).limit(LISTED))
    return tuple(Changed(*row) for row in rows)


def draft(
    session: Session,
    triage: Triage,
    conversation: Conversation,
    nurse: UUID,
    rewritten: Rewritten,
    now: datetime,
) -> None:
    """Keep a draft of the last change; RefusedError where its words may not leave.

    Without a change there is nothing to keep.
    """
    change = changed(session, conversation)
    if change is None:
        return
    _refuse(session, conversation, rewritten)
    turn = _before(session, triage, conversation, change.seq)
    session.add(
        DraftCase(
            clinic_id=conversation.clinic_id,
            id=uuid4(),
            conversation_id=conversation.id,
            review_seq=change.seq,
            nurse_id=nurse,
            was=change.was,
            urgency=change.urgency,
            why=rewritten.why,
            text=rewritten.text,
            findings=[] if turn is None else _findings(turn),
            profile={} if turn is None else _profile(turn),
            knowledge=triage.knowledge.version,
            written_at=now,
        )
    )


def drafts(session: Session, clinic: str) -> tuple[DraftCase, ...]:
    """The drafts that stand, the latest first."""
    found = select(DraftCase).filter_by(clinic_id=clinic, dropped_at=None)
    return tuple(session.scalars(found.order_by(DraftCase.written_at.desc(), DraftCase.id)))


def find_draft(session: Session, clinic: str, name: UUID) -> DraftCase | None:
    """A draft that stands."""
    found = session.get(DraftCase, (clinic, name))
    return None if found is None or found.dropped_at is not None else found


def drop(session: Session, clinic: str, name: UUID, now: datetime) -> None:
    """Take a draft off the list, words and all: somebody saw what should not be in it."""
    found = session.get(DraftCase, (clinic, name))
    if found is not None and found.dropped_at is None:
        found.text = found.why = ""
        found.findings, found.profile, found.dropped_at = [], {}, now


def written(one: DraftCase) -> str:
    """A draft in the form of `knowledge/conversations/*.yaml`; what no field reads is a comment."""
    heard = "; ".join(_told(finding) for finding in one.findings) or "nothing"
    fields = {
        "why": one.why,
        **({"profile": one.profile} if one.profile else {}),
        "opening": one.text,
        "otherwise": "no",
        "min": one.urgency,
        "max": one.urgency,
        "best": one.urgency,
        "flagged": True,
    }
    body = yaml.safe_dump(fields, sort_keys=False, allow_unicode=True, width=100)
    return f"# found: {heard}\n# tier: {one.was or NONE} -> {one.urgency}, {one.knowledge}\n{body}"


def file_name(one: DraftCase) -> str:
    """What its file is called: a slug that says nothing of the patient."""
    return f"draft-{one.id.hex[:12]}.yaml"


def _changes(clinic: str) -> Any:
    of = (Review.conversation_id, Conversation.codename, Review.seq, Review.was)
    moved = or_(Review.was.is_(None), Review.was != Review.urgency)
    made = select(DraftCase.id).where(
        DraftCase.clinic_id == Review.clinic_id,
        DraftCase.conversation_id == Review.conversation_id,
        DraftCase.review_seq == Review.seq,
    )
    found = select(*of, Review.urgency, Review.written_at).join(
        Conversation,
        (Conversation.clinic_id == Review.clinic_id) & (Conversation.id == Review.conversation_id),
    )
    kept = Conversation.words_gone_at.is_(None)
    return found.where(Review.clinic_id == clinic, moved, kept, ~made.exists())


def _refuse(session: Session, conversation: Conversation, rewritten: Rewritten) -> None:
    place = (conversation.clinic_id, conversation.id)
    said = [row.text for row in facts_of(session, Message, *place)]
    left = facts_of(session, ContactDetails, *place)
    names, codename = [row.name for row in left], conversation.codename
    found = {
        field: faults(text, said, names, codename) if text else ("empty",)
        for field, text in (("text", rewritten.text), ("why", rewritten.why))
    }
    found["confirmed"] = () if rewritten.confirmed else ("empty",)
    if any(found.values()):
        raise RefusedError({field: told for field, told in found.items() if told})


def _before(session: Session, triage: Triage, conversation: Conversation, seq: int) -> Turn | None:
    """The turn that the nurse judged."""
    past = history(session, conversation)
    inputs = [one for number, one in zip(past.seqs, past.inputs, strict=True) if number < seq]
    return triage.converse(inputs, triage.knowledge)[-1] if inputs else None


def _findings(turn: Turn) -> list[dict[str, Any]]:
    """The findings without the words that they were made of."""
    return [
        {"concept": one.concept, "status": one.status.value, "value": one.value, "unit": one.unit}
        for one in turn.findings
    ]


def _profile(turn: Turn) -> dict[str, Any]:
    """The profile in days, as the files of knowledge have it."""
    picture, profile = turn.picture, turn.picture.profile
    days = {
        f"days_since_{event}": span.low
        for event, span in picture.spans.items()
        if span.low == span.high
    }
    told: dict[str, Any] = {
        "drug": list(picture.drugs),
        **days,
        "days_until_refill": profile.days_until_refill,
        "age": None if profile.age is None else min(profile.age, OLDEST),
        "pregnant": profile.pregnant,
        "writer": profile.writer,
        "conditions": list(profile.conditions),
        "usual": list(profile.usual),
    }
    return {name: value for name, value in told.items() if value not in (None, [])}


def _told(finding: dict[str, Any]) -> str:
    value = "" if finding["value"] is None else f" {finding['value']:g} {finding['unit'] or ''}"
    return f"{finding['concept']} {finding['status']}{value}".strip()


def all_written(session: Session, clinic: str) -> Iterator[tuple[str, str]]:
    """Every draft that stands: the name of its file, and what is in it."""
    for one in drafts(session, clinic):
        yield file_name(one), written(one)
