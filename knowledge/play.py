"""Run a case through the engine, and say what came out otherwise than written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge.cases import Conversation, PlayedCase, RuleCase, SpokenCase
from triage.converse import take_turn
from triage.find import hear
from triage.model import (
    Answer,
    Finding,
    Knowledge,
    Message,
    Picture,
    Question,
    Status,
    Truth,
    Turn,
    Urgency,
)
from triage.truth import View, holds

COUNTS = (Status.PRESENT, Status.UNCERTAIN)
MOST = 12  # turns; no case needs more, and a loop of questions must end
NOW = "now"  # the question whether what was asked about is happening
SAID = {Answer.YES: "yes", Answer.NO: "no", Answer.NOT_SURE: "not sure"}


@dataclass(frozen=True, slots=True, order=True)
class Failure:
    """That something a file says does not hold."""

    file: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}: {self.what}"


def run_spoken(case: SpokenCase, knowledge: Knowledge) -> Iterator[Failure]:
    """What is not found in a message as its case says, or is found though it should not be."""
    found = statuses(case.say, knowledge)
    if not case.find and case.slug in found:
        yield Failure(
            case.file, f"`{case.say}` must not be found, and is {_told(found[case.slug])}"
        )
    for concept, status in case.find.items():
        seen = found.get(concept, ())
        if status in COUNTS and status not in seen:
            seen = _narrower(concept, found, knowledge) or seen
        if status not in seen or (status is not Status.PRESENT and Status.PRESENT in seen):
            yield Failure(
                case.file, f"`{case.say}`: {concept} is {_told(seen)} instead of {status}"
            )


def run_rule(case: RuleCase, knowledge: Knowledge) -> Iterator[Failure]:
    """Where the end of a rule's case is not what it says."""
    last = play(case, knowledge)[-1]
    if case.urgency is not None and last.urgency is not case.urgency:
        yield Failure(case.file, f"`{case.name}`: {other_tier(last, case.urgency.slug)}")
    fired = case.slug in knowledge.rules and fires(case.slug, last, knowledge)
    if fired != case.fires:
        seen = ", ".join(map(_finding, last.findings)) or "nothing found"
        what = f"the rule {'fires' if fired else 'does not fire'} ({seen})"
        yield Failure(case.file, f"`{case.name}`: {what}")


def _narrower(
    concept: str, found: Mapping[str, tuple[Status, ...]], knowledge: Knowledge
) -> tuple[Status, ...]:
    """The statuses of what also counts as the concept, being a kind of it."""
    return tuple(
        status
        for slug, seen in found.items()
        if slug in knowledge.symptoms and concept in knowledge.symptoms[slug].kind_of
        for status in seen
    )


def statuses(text: str, knowledge: Knowledge) -> dict[str, tuple[Status, ...]]:
    """Concept (or fact) -> the statuses of its mentions in a first message."""
    heard = hear(Message(text), None, Picture(), knowledge)
    found: dict[str, tuple[Status, ...]] = dict.fromkeys(heard.facts, (Status.PRESENT,))
    for finding in heard.findings:
        found[finding.concept] = (*found.get(finding.concept, ()), finding.status)
    return found


def play(case: PlayedCase, knowledge: Knowledge) -> list[Turn]:
    """The turns of a case: all that is said, and then each question answered."""
    turns: list[Turn] = []
    for text in _said(case):
        turns.append(_next(turns, Message(text, profile=case.profile), knowledge))
    while (question := turns[-1].question) is not None and len(turns) < MOST:
        reply = _reply(question, turns[-1].question_text, case)
        if reply is None:
            break
        turns.append(_next(turns, reply, knowledge))
    return turns


def other_tier(last: Turn, wanted: str) -> str:
    """That the turn has another tier than wanted, and what it stands on."""
    rules = ", ".join(suspicion.rule for suspicion in last.assessment.suspicions)
    asked = f"; asks {last.question.id}" if last.question else ""
    return f"{slug(last.urgency)} instead of {wanted} ({rules or 'nothing suspected'}{asked})"


def slug(urgency: Urgency | None) -> str:
    """A tier as it is told to developers."""
    return urgency.slug if urgency is not None else "no tier"


def fires(rule: str, turn: Turn, knowledge: Knowledge) -> bool:
    """Whether a rule holds at a turn, be it in doubt, and whatever else is more urgent."""
    truth = holds(knowledge.rules[rule].when, View(turn.picture, knowledge))
    return truth >= Truth.DOUBT


def _said(case: PlayedCase) -> tuple[str, ...]:
    return case.say if isinstance(case, RuleCase) else (case.opening, *case.then)


def _next(turns: Sequence[Turn], message: Message, knowledge: Knowledge) -> Turn:
    return take_turn(turns[-1] if turns else None, message, knowledge)


def _reply(question: Question, wording: str, case: PlayedCase) -> Message | None:
    if isinstance(case, Conversation):
        return Message(_told_to(question, wording, case), profile=case.profile)
    return _by_concept(question, case) if case.answers is not None else None


def _told_to(question: Question, wording: str, case: Conversation) -> str:
    """All that the patient knows of what is asked, three things at most."""
    told = dict.fromkeys(one.reply for one in case.answers if one.if_asked.search(wording))
    otherwise = case.otherwise
    if question.id == NOW:  # a what-if is not happening, whatever else is in doubt
        otherwise = "yes" if case.best is not None else "no"
    return ". ".join(list(told)[:3]) or otherwise


def _by_concept(question: Question, case: RuleCase) -> Message:
    answers = case.answers or {}
    if len(question.about) > 1:
        ticks = tuple((concept, answers.get(concept, Answer.NO)) for concept in question.about)
        return Message("", profile=case.profile, ticks=ticks)
    otherwise = Answer.NOT_SURE if question.drug else Answer.NO
    matters = (*question.about, *question.events, *(("drug",) if question.drug else ()))
    answer = next((answers[matter] for matter in matters if matter in answers), otherwise)
    return Message(SAID[answer], profile=case.profile)


def _finding(finding: Finding) -> str:
    return f"{finding.concept} {finding.status}"


def _told(seen: tuple[Status, ...]) -> str:
    return " and ".join(seen) or "not found"
