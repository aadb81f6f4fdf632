"""The open rules to the one question that matters most (law 3: rules ask the questions)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from triage.leaves import leaves
from triage.model import (
    Assessment,
    AtLeast,
    Condition,
    Drug,
    Has,
    Knowledge,
    Picture,
    Question,
    Rule,
    Since,
    Status,
    Truth,
    Urgency,
)
from triage.truth import View, holds

IN_A_ROW = 3
IN_A_ROW_FOR_AN_EMERGENCY = 6
TWICE = 2


@dataclass(frozen=True, slots=True)
class Gap:
    """What an open rule lacks: the question that could fill it, and how far that would go.

    A symptom that is a kind of a reported one is such a rule too: numb, so numb where?
    """

    rule: str
    urgency: Urgency
    question: Question
    lacking: int


def next_question(
    picture: Picture, assessment: Assessment, knowledge: Knowledge
) -> Question | None:
    """The question to ask now, or None when the answer stands."""
    if assessment.urgency is Urgency.EMERGENCY:
        return None
    gaps = gaps_in(picture, assessment, knowledge)
    if not gaps or _asked_in_a_row(picture) >= _most(gaps):
        return None
    return _weightiest(gaps, picture)


def gaps_in(picture: Picture, assessment: Assessment, knowledge: Knowledge) -> list[Gap]:
    """What the open rules lack and may still be asked."""
    view = View(picture, knowledge)
    gaps = [gap for rule in assessment.open for gap in _gaps(knowledge.rules[rule], view)]
    gaps.extend(_narrower(assessment.urgency, view))
    return [gap for gap in gaps if _may_ask(gap.question, picture)]


def _narrower(urgency: Urgency | None, view: View) -> Iterator[Gap]:
    """The graver kinds of what is reported, where nothing was said of them yet."""
    for symptom in view.knowledge.symptoms.values():
        if not symptom.kind_of or symptom.urgency is None:
            continue
        if urgency is not None and symptom.urgency <= urgency:
            continue
        reported = any(view.truth_of(broad) >= Truth.DOUBT for broad in symptom.kind_of)
        question = questions_by_matter(view.knowledge).get(symptom.id)
        if reported and question is not None and view.truth_of(symptom.id) is Truth.OPEN:
            yield Gap(f"symptom:{symptom.id}", symptom.urgency, question, 1)


def _most(gaps: list[Gap]) -> int:
    urgent = any(gap.urgency is Urgency.EMERGENCY for gap in gaps)
    return IN_A_ROW_FOR_AN_EMERGENCY if urgent else IN_A_ROW


def _weightiest(gaps: list[Gap], picture: Picture) -> Question:
    """The question of the most urgent rules; then of the nearest to firing; then of most rules."""
    weights: dict[str, tuple[bool, int, int, int]] = {}
    questions = {gap.question.id: gap.question for gap in gaps}
    for name, question in questions.items():
        mine = [gap for gap in gaps if gap.question.id == name]
        top = max(gap.urgency for gap in mine)
        highest = [gap for gap in mine if gap.urgency is top]
        least = min(gap.lacking for gap in highest)
        first = question.first_with and _in_play(question, picture)
        weights[name] = (bool(first), int(top), -least, len({gap.rule for gap in highest}))
    return questions[max(sorted(weights), key=lambda name: weights[name])]


def _in_play(question: Question, picture: Picture) -> bool:
    return any(
        finding.concept in question.first_with
        and finding.status in (Status.PRESENT, Status.UNCERTAIN)
        for finding in picture.findings
    )


def _may_ask(question: Question, picture: Picture) -> bool:
    """Once; a second time only where the first was passed over; never what is answered."""
    before = [asked for asked in picture.asked if asked.id == question.id]
    return len(before) < TWICE and not any(asked.answered for asked in before)


def _asked_in_a_row(picture: Picture) -> int:
    """Questions asked since a complaint was last volunteered."""
    volunteered = max(
        (
            finding.turn
            for finding in picture.findings
            if not finding.asked
            and finding.status in (Status.PRESENT, Status.UNCERTAIN)
            and not _follows_question(finding.turn, picture)
        ),
        default=0,
    )
    return sum(asked.turn >= volunteered for asked in picture.asked)


def _follows_question(turn: int, picture: Picture) -> bool:
    """Whether a question was put in the turn before this one."""
    return any(asked.turn == turn - 1 for asked in picture.asked)


def _gaps(rule: Rule, view: View) -> Iterator[Gap]:
    """The questions whose answer could make this rule fire, where it stands on something said."""
    if rule.urgency is None or not _stands(rule.when, view):
        return
    lacking = _lacking(rule.when, view)
    asked = (_question_for(leaf, view.knowledge) for leaf in _missing(rule.when, view))
    for question in {question.id: question for question in asked if question is not None}.values():
        yield Gap(rule.id, rule.urgency, question, lacking)


_NAMING: dict[int, tuple[AtLeast, tuple[Condition, ...]]] = {}
MOST_KEPT = 20_000  # compound conditions whose naming parts are remembered


def _naming(condition: AtLeast) -> tuple[Condition, ...]:
    """The parts that name a concept; kept with the condition, which never changes."""
    kept = _NAMING.get(id(condition))
    if kept is None:
        if len(_NAMING) >= MOST_KEPT:
            _NAMING.clear()
        naming = tuple(
            part for part in condition.parts if any(isinstance(leaf, Has) for leaf in leaves(part))
        )
        kept = _NAMING[id(condition)] = (condition, naming)
    return kept[1]


def _stands(condition: Condition, view: View) -> bool:
    """Whether the complaint holds: the first part of a rule that names a concept.

    It must have been said: a fact about the person opens no question.
    """
    if isinstance(condition, Has):
        return view.truth_of(condition.concept) >= Truth.DOUBT and _said(condition.concept, view)
    if not isinstance(condition, AtLeast):
        return False
    naming = _naming(condition)
    whole = condition.count == len(condition.parts)
    return any(_stands(part, view) for part in (naming[:1] if whole else naming))


def _said(concept: str, view: View) -> bool:
    symptom = view.knowledge.symptoms.get(concept)
    return (symptom is None or not symptom.person) and bool(view.by_concept.get(concept))


def _missing(condition: Condition, view: View) -> Iterator[Condition]:
    """The open leaves that stand between this condition and yes."""
    truth = holds(condition, view)
    if truth in (Truth.YES, Truth.NO):
        return
    if isinstance(condition, AtLeast):
        for part in condition.parts:
            yield from _missing(part, view)
    elif truth is Truth.OPEN or isinstance(condition, Drug):
        yield condition


def _lacking(condition: Condition, view: View) -> int:
    """How many answers this condition still needs at the least."""
    truth = holds(condition, view)
    if truth >= Truth.DOUBT:
        return 0
    if not isinstance(condition, AtLeast):
        return 1
    needs = sorted(_lacking(part, view) for part in condition.parts)
    return sum(needs[: condition.count])


def _question_for(leaf: Condition, knowledge: Knowledge) -> Question | None:
    index = questions_by_matter(knowledge)
    match leaf:
        case Has(concept):
            return index.get(concept)
        case Drug():
            return index.get("drug:")
        case Since(event, within, more):
            return _dated(event, within if within is not None else more or 0.0, knowledge)
        case _:
            return None


def _dated(event: str, days: float, knowledge: Knowledge) -> Question | None:
    """The question about this event with the nearest window that is no narrower."""
    fitting = [
        question
        for question in knowledge.questions.values()
        if event in question.events and question.days is not None and question.days >= days
    ]
    return min(fitting, key=lambda question: (question.days or 0.0, question.id), default=None)


_INDEX: dict[int, tuple[Mapping[str, Question], Mapping[str, Question]]] = {}


def questions_by_matter(knowledge: Knowledge) -> Mapping[str, Question]:
    """The question about each concept, and under `drug:` the one about the drug."""
    kept = _INDEX.get(id(knowledge.questions))
    if kept is None:
        if len(_INDEX) > 8:
            _INDEX.clear()
        index: dict[str, Question] = {}
        for question in knowledge.questions.values():
            for concept in question.about:
                index.setdefault(concept, question)
            if question.drug:
                index["drug:"] = question
        kept = _INDEX[id(knowledge.questions)] = (knowledge.questions, index)
    return kept[1]
