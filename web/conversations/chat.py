"""A conversation as it is read: what was said by whom, in order, and what is shown now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from web.conversations.beside import Beside, beside
from web.conversations.receive import latest
from web.conversations.replay import Told, facts_of, plain
from web.conversations.shown import Asked, Shown
from web.tables import (
    Assessment,
    ContactDetails,
    Conversation,
    Correction,
    Message,
    Notice,
    Nurse,
    NurseAct,
    NurseReply,
    PassportEntry,
    PatientAct,
    PatientSign,
    Review,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the transcript.

    `by` is patient, pumpline, nurse or clinic; `about` is message, answer, correction, act, sign,
    passport, notice, reply or review.
    An answer has `shown`, a message the `labels` of its ticks, an act or a sign its label, a
    passport the names of what it tells, a review its `urgency` and the tier that `was`.
    """

    seq: int
    by: str
    about: str
    at: datetime
    text: str = ""
    labels: tuple[str, ...] = ()
    shown: Shown | None = None
    urgency: str | None = None
    was: str | None = None
    nurse: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """A question that the answer `seq` put, and what the patient then wrote or ticked."""

    seq: int
    question: Asked
    said: str


@dataclass(frozen=True, slots=True)
class Chat:
    """What the patient's page shows. `seq` is where the next look begins."""

    conversation: UUID
    codename: str
    seq: int
    shown: Shown
    shown_at: datetime
    entries: tuple[Entry, ...]
    reviewed: bool
    contact: bool
    closed: bool
    closed_by_nurse: bool
    beside: Beside

    @property
    def messages(self) -> int:
        """How many messages the patient wrote."""
        return sum(entry.about == "message" for entry in self.entries)

    @property
    def replies(self) -> tuple[Entry, ...]:
        """What nurses wrote, in order."""
        return tuple(entry for entry in self.entries if entry.about == "reply")

    @property
    def answered(self) -> tuple[Answered, ...]:
        """The questions that were answered, in order; of one asked twice the last answer."""
        found: dict[str, Answered] = {}
        asked: Entry | None = None
        for entry in self.entries:
            if entry.about == "message" and asked and asked.shown and asked.shown.question:
                said = ", ".join((*entry.labels, entry.text)).strip(", ")
                found[asked.shown.question.id] = Answered(asked.seq, asked.shown.question, said)
            if entry.about in ("message", "answer"):
                asked = entry if entry.about == "answer" else None
        return tuple(found.values())

    @property
    def verdict(self) -> Entry | None:
        """The nurse's verdict that the card stands on, if it does."""
        verdicts = [entry for entry in self.entries if entry.about == "review"]
        return verdicts[-1] if verdicts and self.reviewed else None

    @property
    def did(self) -> Entry | None:
        """What the patient did last, if the card still asks for the same."""
        acts = [entry for entry in self.entries if entry.about == "act"]
        return acts[-1] if acts and acts[-1].urgency == self.shown.urgency else None


def chat(session: Session, conversation: Conversation) -> Chat | None:
    """The page of a conversation; None before anything was assessed."""
    assessed = latest(session, conversation)
    if assessed is None:
        return None
    reviewed = session.get(Review, (assessed.clinic_id, conversation.id, assessed.seq))
    lines = entries(session, conversation)
    return Chat(
        conversation=conversation.id,
        codename=conversation.codename,
        seq=conversation.told_seq,
        shown=plain.structure(assessed.shown, Shown),
        shown_at=assessed.made_at,
        entries=lines,
        beside=beside(session, conversation, assessed, lines),
        reviewed=reviewed is not None,
        closed_by_nurse=_closed_by_nurse(session, conversation),
        closed=conversation.status == "closed",
        contact=bool(facts_of(session, ContactDetails, conversation.clinic_id, conversation.id)),
    )


def _closed_by_nurse(session: Session, conversation: Conversation) -> bool:
    """Whether it is closed, and by a nurse: what goes quiet is closed by the clock."""
    place = {"clinic_id": conversation.clinic_id, "conversation_id": conversation.id}
    found = select(NurseAct.seq).filter_by(**place, act="closed").limit(1)
    return conversation.status == "closed" and session.scalar(found) is not None


def entries(session: Session, conversation: Conversation) -> tuple[Entry, ...]:
    """The transcript: messages, answers, nurses' replies and reviews, in order."""
    place = (conversation.clinic_id, conversation.id)
    reviews = facts_of(session, Review, *place)
    passports = facts_of(session, PassportEntry, *place)
    unsaid = {row.seq for row in reviews} | {row.seq for row in passports}
    answers = [_answer(row) for row in facts_of(session, Assessment, *place)]
    labels = _labels(answers)
    lines = [_message(row, labels) for row in facts_of(session, Message, *place)]
    lines += [answer for answer in answers if answer.seq not in unsaid]
    lines += [_reply(session, row) for row in facts_of(session, NurseReply, *place)]
    lines += [_correction(row, answers) for row in facts_of(session, Correction, *place)]
    lines += [_act(row) for row in facts_of(session, PatientAct, *place)]
    lines += [_sign(row) for row in facts_of(session, PatientSign, *place)]
    lines += [_passport(row) for row in passports]
    lines += [_notice(row) for row in facts_of(session, Notice, *place)]
    lines += [_review(session, row) for row in reviews]
    return tuple(_in_order(lines))


def _correction(row: Correction, answers: Iterable[Entry]) -> Entry:
    """What was struck, in the patient's words, and the tier that stood before."""
    before = [one.shown for one in answers if one.seq < row.seq and one.shown]
    words = [read.words for read in before[-1].read if read.start == row.start] if before else []
    return Entry(
        row.seq,
        "patient",
        "correction",
        row.written_at,
        text=", ".join(words),
        labels=(row.status,),
        was=before[-1].urgency if before else None,
    )


def _in_order(lines: Iterable[Entry]) -> list[Entry]:
    """By number; an answer has its message's number and comes after it."""
    return sorted(lines, key=lambda entry: (entry.seq, entry.about == "answer"))


def _labels(answers: Iterable[Entry]) -> Mapping[str, str]:
    """The words beside every box that was shown, by concept."""
    asked = (answer.shown.question for answer in answers if answer.shown)
    return {box.concept: box.label for question in asked if question for box in question.boxes}


def _message(row: Message, labels: Mapping[str, str]) -> Entry:
    ticked = tuple(labels.get(concept, concept) for concept, _ in row.ticks)
    return Entry(row.seq, "patient", "message", row.written_at, text=row.text, labels=ticked)


def _act(row: PatientAct) -> Entry:
    return Entry(row.seq, "patient", "act", row.written_at, labels=(row.act,), urgency=row.urgency)


def _sign(row: PatientSign) -> Entry:
    return Entry(row.seq, "patient", "sign", row.written_at, labels=(row.sign,))


def _passport(row: PassportEntry) -> Entry:
    known = tuple(sorted(plain.structure(row.told, Told).known))
    return Entry(row.seq, row.speaker, "passport", row.written_at, labels=known)


def _answer(row: Assessment) -> Entry:
    return Entry(
        row.seq, "pumpline", "answer", row.made_at, shown=plain.structure(row.shown, Shown)
    )


def _reply(session: Session, row: NurseReply) -> Entry:
    nurse = session.get_one(Nurse, (row.clinic_id, row.nurse_id))
    return Entry(row.seq, "nurse", "reply", row.written_at, text=row.text, nurse=nurse.name)


def _notice(row: Notice) -> Entry:
    return Entry(
        row.seq, "pumpline", "notice", row.written_at, labels=(row.about,), urgency=row.urgency
    )


def _review(session: Session, row: Review) -> Entry:
    nurse = session.get_one(Nurse, (row.clinic_id, row.nurse_id))
    return Entry(
        row.seq,
        "nurse",
        "review",
        row.written_at,
        text=row.note,
        urgency=row.urgency,
        was=row.was,
        nurse=nurse.name,
    )
