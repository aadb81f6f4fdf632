"""What a patient is shown of a turn: the card, the question and the reasons, kept as shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from triage.model import Knowledge, Outcome, Question, Status, Suspicion, Turn, Urgency

CRISIS = "self-harm"
# The page's words for these play the danger down; beside a red wound they are not shown.
REASSURING = frozenset({"infection"})
COUNTS = frozenset({Status.PRESENT, Status.UNCERTAIN})


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the card says so: the patient's `words`, what it may be about, the page's line.

    `page` None: the page does not name it; empty: it does, in words that are not for this place.
    """

    words: tuple[str, ...]
    plain: str
    page: str | None


@dataclass(frozen=True, slots=True)
class Box:
    """One concept of a question that asks about several, with the label beside its box."""

    concept: str
    label: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The question that is open, why it is asked, its boxes; `drug`: what is in the pump."""

    id: str
    text: str
    why: str
    boxes: tuple[Box, ...] = ()
    drug: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """A mention that counts, so that the patient can say that it was misread."""

    seq: int
    start: int
    concept: str
    words: str
    name: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The whole answer to one input. `urgency` None: nothing was assessed, which is not "fine"."""

    urgency: str | None
    outcome: str
    headline: str
    do: tuple[str, ...] = ()
    watch: tuple[str, ...] = ()
    bring: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    why_not_lower: str = ""
    reasons: tuple[Reason, ...] = ()
    read: tuple[Read, ...] = ()
    question: Asked | None = None
    crisis: bool = False


def show(turn: Turn, seqs: tuple[int, ...], knowledge: Knowledge) -> Shown:
    """The answer that `turn` gives; `seqs` are the numbers of the inputs, in order."""
    reply = turn.reply
    return Shown(
        urgency=None if turn.urgency is None else turn.urgency.slug,
        outcome=turn.outcome.value,
        headline=reply.headline,
        do=reply.do,
        watch=reply.watch,
        bring=reply.bring,
        facts=reply.facts,
        notes=reply.notes,
        why_not_lower=reply.why_not_lower,
        reasons=tuple(_reasons(turn, knowledge)),
        read=tuple(_read(turn, seqs, knowledge)),
        question=None if turn.question is None else _asked(turn.question, turn, knowledge),
        crisis=any(suspicion.risk == CRISIS for suspicion in turn.assessment.suspicions),
    )


def held_up(shown: Shown, before: Shown) -> Shown:
    """`shown` with the card of `before`: a change of knowledge lowers no tier by itself."""
    if _tier(shown.urgency) >= _tier(before.urgency):
        return shown
    question = None if before.urgency == Urgency.EMERGENCY.slug else shown.question
    return replace(
        before,
        outcome=(Outcome.QUESTION if question else Outcome.GUIDANCE).value,
        question=question,
        facts=shown.facts,
        notes=shown.notes,
        read=shown.read,
    )


def _tier(slug: str | None) -> int:
    return -1 if slug is None else int(Urgency.of(slug))


def _reasons(turn: Turn, knowledge: Knowledge) -> Iterable[Reason]:
    """One reason for each risk of the card's own tier, most urgent first, none twice."""
    seen: set[str] = set()
    for suspicion in turn.assessment.suspicions:
        risk = knowledge.risks.get(suspicion.risk)
        if risk is not None and suspicion.urgency == turn.urgency and risk.id not in seen:
            seen.add(risk.id)
            page = "" if risk.id in REASSURING else risk.source
            yield Reason(words_of(suspicion, turn, knowledge), risk.plain, page)


def _read(turn: Turn, seqs: tuple[int, ...], knowledge: Knowledge) -> Iterable[Read]:
    for finding in turn.findings:
        name = concept_name(finding.concept, knowledge)
        if finding.text and finding.status in COUNTS and finding.turn > turn.picture.settled_at:
            yield Read(seqs[finding.turn - 1], finding.start, finding.concept, finding.text, name)


def concept_name(concept: str, knowledge: Knowledge) -> str:
    """What people call a concept."""
    symptom = knowledge.symptoms.get(concept)
    return symptom.name if symptom else concept


def words_of(suspicion: Suspicion, turn: Turn, knowledge: Knowledge) -> tuple[str, ...]:
    """What a suspicion stands on: the patient's words, or what they said yes to; none twice."""
    findings = (turn.findings[place] for place in suspicion.because)
    words = (
        concept_name(finding.concept, knowledge) if finding.asked else finding.text
        for finding in findings
    )
    return tuple(dict.fromkeys(filter(None, words)))


def _asked(question: Question, turn: Turn, knowledge: Knowledge) -> Asked:
    labels = tuple(_label(question, concept, knowledge) for concept in question.about)
    boxes = tuple(map(Box, question.about, labels)) if len(labels) > 1 else ()
    return Asked(question.id, turn.question_text, question.why, boxes, question.drug)


def _label(question: Question, concept: str, knowledge: Knowledge) -> str:
    return question.labels.get(concept) or concept_name(concept, knowledge)
