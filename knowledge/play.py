"""Run a case through the engine, and say what came out otherwise than written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.cases import Conversation, PlayedCase, RuleCase, SpokenCase
from triage.assess import View, holds
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

MOST = 12  # turns; no case needs more, and a loop of questions must end
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
        if status not in seen or (status is not Status.PRESENT and Status.PRESENT in seen):
            yield Failure(
                case.file, f"`{case.say}`: {concept} is {_told(seen)} instead of {status}"
            )


def run_played(case: PlayedCase, knowledge: Knowledge) -> Iterator[Failure]:
    """Where the end of a conversation is not what its case says."""
    last = play(case, knowledge)
    for what in _differences(case, last, knowledge):
        yield Failure(case.file, f"`{case.name}`: {what}")


def statuses(text: str, knowledge: Knowledge) -> dict[str, tuple[Status, ...]]:
    """Concept (or fact) -> the statuses of its mentions in a first message."""
    heard = hear(Message(text), None, Picture(), knowledge)
    found: dict[str, tuple[Status, ...]] = dict.fromkeys(heard.facts, (Status.PRESENT,))
    for finding in heard.findings:
        found[finding.concept] = (*found.get(finding.concept, ()), finding.status)
    return found


def play(case: PlayedCase, knowledge: Knowledge) -> Turn:
    """The last turn of a case: all that is said, and then each question answered."""
    first, *others = (Message(text, profile=case.profile) for text in case.say)
    last = take_turn(None, first, knowledge)
    for message in others:
        last = take_turn(last, message, knowledge)
    while case.answers is not None and last.question is not None and last.number < MOST:
        last = take_turn(last, _reply(last.question, case), knowledge)
    return last


def fires(rule: str, turn: Turn, knowledge: Knowledge) -> bool:
    """Whether a rule holds at a turn, be it in doubt, and whatever else is more urgent."""
    truth = holds(knowledge.rules[rule].when, View(turn.picture, knowledge))
    return truth >= Truth.DOUBT


def _reply(question: Question, case: PlayedCase) -> Message:
    answers = case.answers or {}
    if len(question.about) > 1:
        ticks = tuple((concept, answers.get(concept, Answer.NO)) for concept in question.about)
        return Message("", profile=case.profile, ticks=ticks)
    otherwise = Answer.NOT_SURE if question.drug else Answer.NO
    matters = (*question.about, *question.events, *(("drug",) if question.drug else ()))
    answer = next((answers[matter] for matter in matters if matter in answers), otherwise)
    return Message(SAID[answer], profile=case.profile)


def _differences(case: PlayedCase, last: Turn, knowledge: Knowledge) -> Iterator[str]:
    match case:
        case RuleCase():
            yield from _tier(case.urgency, last)
            fired = case.slug in knowledge.rules and fires(case.slug, last, knowledge)
            if fired != case.fires:
                seen = ", ".join(map(_finding, last.findings)) or "nothing found"
                yield f"the rule {'fires' if fired else 'does not fire'} ({seen})"
        case Conversation():
            yield from _tier(case.urgency, last)
            yield from _others(case, last, knowledge)


def _tier(wanted: Urgency | None, last: Turn) -> Iterator[str]:
    if wanted is not None and last.urgency is not wanted:
        got = last.urgency.slug if last.urgency is not None else "no tier"
        rules = ", ".join(suspicion.rule for suspicion in last.assessment.suspicions)
        asked = f"; asks {last.question.id}" if last.question else ""
        yield f"{got} instead of {wanted.slug} ({rules or 'nothing suspected'}{asked})"


def _others(case: Conversation, last: Turn, knowledge: Knowledge) -> Iterator[str]:
    if case.outcome is not None and last.outcome is not case.outcome:
        yield f"{last.outcome} instead of {case.outcome}"
    suspected = {suspicion.risk for suspicion in last.assessment.suspicions}
    for risk in case.risks:
        if risk not in suspected:
            yield f"{risk} is not suspected"
    for rule in case.rules:
        if not fires(rule, last, knowledge):
            yield f"the rule {rule} does not fire"


def _finding(finding: Finding) -> str:
    return f"{finding.concept} {finding.status}"


def _told(seen: tuple[Status, ...]) -> str:
    return " and ".join(seen) or "not found"


def failures_of(case: SpokenCase | PlayedCase, knowledge: Knowledge) -> Iterator[Failure]:
    """What any case finds wrong; nothing when it holds."""
    if isinstance(case, SpokenCase):
        yield from run_spoken(case, knowledge)
    else:
        yield from run_played(case, knowledge)
