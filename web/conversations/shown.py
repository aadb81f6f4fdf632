"""What a patient is shown of a turn: the card, the question and the reasons, kept as shown."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace

from triage.model import Knowledge, Outcome, Question, Status, Suspicion, Turn, Urgency
from web.conversations.known import Known, concept_name, is_carer, known_of

DROWSY = "drowsy"  # a question put first with it asks whether somebody stays awake
CRISIS = "self-harm"
# The page's words for these play the danger down; beside a red wound they are not shown.
REASSURING = frozenset({"infection"})
__all__ = ["Shown", "concept_name", "held_up", "show", "words_of"]
COUNTS = frozenset({Status.PRESENT, Status.UNCERTAIN})


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the card says so: the patient's `words`, what it may be about, the page's line.

    `page` None: the page does not name it; empty: it does, in words that are not for this place.
    `told` is what was known of the person and the pump that counted, `cite` the references.
    """

    words: tuple[str, ...]
    plain: str
    page: str | None
    told: tuple[Known, ...] = ()
    cite: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """One concept of a question that asks about several, with the label beside its box."""

    concept: str
    label: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The question that is open, why it is asked, its boxes; `drug`: what is in the pump.

    `number` counts the questions so far; `drowsy`: who is asked may be falling asleep.
    """

    id: str
    text: str
    why: str
    boxes: tuple[Box, ...] = ()
    drug: bool = False
    number: int = 1
    drowsy: bool = False


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
    """The whole answer to one input. `urgency` None: nothing was assessed, which is not "fine".

    `carer`: somebody else than the one with the pump is writing.
    """

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
    carer: bool = False


def show(
    turn: Turn,
    seqs: tuple[int, ...],
    knowledge: Knowledge,
    confirmed: Container[str] = frozenset(),
) -> Shown:
    """The answer that `turn` gives; `seqs` are the numbers of the inputs, in order.

    `confirmed` names what the clinic told of the person and the pump.
    """
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
        reasons=tuple(_reasons(turn, knowledge, confirmed)),
        read=tuple(_read(turn, seqs, knowledge)),
        question=None if turn.question is None else _asked(turn.question, turn, knowledge),
        crisis=any(suspicion.risk == CRISIS for suspicion in turn.assessment.suspicions),
        carer=is_carer(turn.picture),
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


def _reasons(turn: Turn, knowledge: Knowledge, confirmed: Container[str]) -> Iterable[Reason]:
    """One reason for each risk of the card's own tier, most urgent first, none twice."""
    seen: set[str] = set()
    for suspicion in turn.assessment.suspicions:
        risk = knowledge.risks.get(suspicion.risk)
        if risk is not None and suspicion.urgency == turn.urgency and risk.id not in seen:
            seen.add(risk.id)
            page = "" if risk.id in REASSURING else risk.source
            yield Reason(
                words_of(suspicion, turn, knowledge),
                risk.plain,
                page,
                tuple(known_of(suspicion, turn.picture, knowledge, confirmed)),
                tuple(knowledge.references[name].cite for name in suspicion.references),
            )


def _read(turn: Turn, seqs: tuple[int, ...], knowledge: Knowledge) -> Iterable[Read]:
    for finding in turn.findings:
        name = concept_name(finding.concept, knowledge)
        if finding.text and finding.status in COUNTS and finding.turn > turn.picture.settled_at:
            yield Read(seqs[finding.turn - 1], finding.start, finding.concept, finding.text, name)


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
    return Asked(
        question.id,
        turn.question_text,
        question.why,
        boxes,
        question.drug,
        number=max(len(turn.picture.asked), 1),
        drowsy=DROWSY in question.first_with,
    )


def _label(question: Question, concept: str, knowledge: Knowledge) -> str:
    return question.labels.get(concept) or concept_name(concept, knowledge)
