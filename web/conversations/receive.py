"""A patient's side of a conversation: begin, say, strike out, come back, leave a number.

A message, its verdict and its place in the nurses' queue are written in one transaction: the caller
commits them together or none of them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from triage.model import Turn
from web.codes import new_codename
from web.conversations.called import call_somebody
from web.conversations.replay import History, Told, Triage, history, plain
from web.conversations.shown import Shown, held_up, show
from web.conversations.standing import enqueue, reopened
from web.conversations.trace import trace
from web.tables import (
    Assessment,
    Conversation,
    Correction,
    Message,
    Review,
)

TRIES_FOR_A_NAME = 20
YES = "choice_yes"  # boxes ticked without a word say yes to their question
ALWAYS_SEEN = frozenset({"same_day", "urgent", "emergency"})


@dataclass(frozen=True, slots=True)
class Said:
    """What came in, under a `key` made there; `at` is when it was written, if not just now."""

    text: str
    key: str
    question: str | None = None
    ticks: tuple[tuple[str, str], ...] = ()
    told: Told = field(default_factory=Told)
    at: datetime | None = None

    @property
    def fingerprint(self) -> str:
        """The same for the same words sent again; other words under an old key are new."""
        parts = [self.key, self.text, self.question, self.ticks]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Struck:
    """A mention in the message `seq` that was misread, and how it was meant."""

    seq: int
    start: int
    concept: str
    status: str


def begin(
    session: Session,
    clinic: str,
    country: str,
    code_hash: str,
    now: datetime,
    *,
    with_code: bool = False,
) -> Conversation:
    """A new conversation, with a codename that no other of the clinic has.

    `with_code`: it was begun with the clinic's code, so it may page somebody.
    """
    conversation = Conversation(
        clinic_id=clinic,
        id=uuid4(),
        codename=_free_codename(session, clinic),
        code_hash=code_hash,
        status="open",
        country=country,
        started_at=now,
        last_seq=0,
        with_code=with_code,
        told_seq=0,
    )
    session.add(conversation)
    session.flush()
    return conversation


def receive(
    session: Session, triage: Triage, conversation: Conversation, said: Said, now: datetime
) -> Assessment:
    """Store what was said, what it means and who must look, and give the assessment back.

    What was stored before (the browser sent it twice) is answered as it was then.
    """
    before = _heard_before(session, conversation, said)
    if before is not None:
        return before
    message = Message(
        clinic_id=conversation.clinic_id,
        conversation_id=conversation.id,
        seq=next_seq(conversation),
        key=said.fingerprint,
        text=said.text or triage.knowledge.language.texts.get(YES, ""),
        question=said.question if said.question in triage.knowledge.questions else None,
        ticks=[tick for tick in said.ticks if tick[0] in triage.knowledge.symptoms],
        told=plain.unstructure(said.told),
        written_at=said.at or now,
    )
    session.add(message)
    reopened(session, conversation, now)
    return assess(session, triage, conversation, now)


def strike(
    session: Session, triage: Triage, conversation: Conversation, struck: Struck, now: datetime
) -> None:
    """Take a misread mention as the patient means it; the card is worked out anew.

    A mention that is not on the card any more (struck on another page) is left as it is.
    """
    before = latest(session, conversation)
    read = () if before is None else plain.structure(before.shown, Shown).read
    if not any(one.seq == struck.seq and one.start == struck.start for one in read):
        return
    wrong = Correction(
        clinic_id=conversation.clinic_id,
        conversation_id=conversation.id,
        seq=next_seq(conversation),
        message_seq=struck.seq,
        start=struck.start,
        concept=struck.concept,
        status=struck.status,
        written_at=now,
    )
    session.add(wrong)
    reopened(session, conversation, now)
    assess(session, triage, conversation, now)


def assess(
    session: Session, triage: Triage, conversation: Conversation, now: datetime
) -> Assessment:
    """Fold all that came in and append what the last input amounts to."""
    session.flush()
    past = history(session, conversation)
    turn = triage.converse(past.inputs, triage.knowledge)[-1]
    shown = _shown(session, triage, conversation, turn, past)
    assessment = Assessment(
        clinic_id=conversation.clinic_id,
        conversation_id=conversation.id,
        seq=past.seqs[-1],
        urgency=shown.urgency,
        outcome=shown.outcome,
        flagged=turn.flagged or shown.urgency in ALWAYS_SEEN,
        shown=plain.unstructure(shown),
        trace=plain.unstructure(trace(turn, past, triage.knowledge)),
        knowledge=turn.knowledge,
        made_at=now,
    )
    session.add(assessment)
    risks = {suspicion.risk for suspicion in turn.assessment.suspicions}
    enqueue(session, assessment, risks, now)
    call_somebody(session, conversation, now)
    return assessment


def locked(session: Session, clinic: str, conversation: UUID) -> Conversation:
    """The conversation, held until the end of the transaction; NoResultFound when there is none."""
    found = select(Conversation).filter_by(clinic_id=clinic, id=conversation)
    return session.scalars(found.with_for_update()).one()


def next_seq(conversation: Conversation, *, told: bool = True) -> int:
    """The number of the next fact of a locked conversation; `told`: the patient's page shows it."""
    conversation.last_seq += 1
    if told:
        conversation.told_seq = conversation.last_seq
    return conversation.last_seq


def latest(session: Session, conversation: Conversation) -> Assessment | None:
    """The assessment that stands."""
    found = select(Assessment).filter_by(
        clinic_id=conversation.clinic_id, conversation_id=conversation.id
    )
    return session.scalars(found.order_by(Assessment.seq.desc()).limit(1)).first()


def _heard_before(session: Session, conversation: Conversation, said: Said) -> Assessment | None:
    place = (conversation.clinic_id, conversation.id)
    found = select(Message.seq).filter_by(
        clinic_id=place[0], conversation_id=place[1], key=said.fingerprint
    )
    seq = session.scalar(found)
    return None if seq is None else session.get_one(Assessment, (*place, seq))


def _shown(
    session: Session, triage: Triage, conversation: Conversation, turn: Turn, past: History
) -> Shown:
    """What `turn` shows; the tier shown before is a floor, unless a person moves it now.

    With the same knowledge the engine sees to that; the floor holds when knowledge has changed.
    """
    shown = show(turn, past.seqs, triage.knowledge, past.confirmed)
    before = latest(session, conversation)
    if before is None or _moved(session, conversation, past.seqs[-1]):
        return shown
    return held_up(shown, plain.structure(before.shown, Shown))


def _moved(session: Session, conversation: Conversation, seq: int) -> bool:
    place = (conversation.clinic_id, conversation.id, seq)
    return any(session.get(table, place) is not None for table in (Review, Correction))


def _free_codename(session: Session, clinic: str) -> str:
    for _ in range(TRIES_FOR_A_NAME):
        name = new_codename()
        taken = select(Conversation.id).filter_by(clinic_id=clinic, codename=name)
        if session.scalar(taken) is None:
            return name
    raise RuntimeError("no codename is free")
