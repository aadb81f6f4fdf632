"""What is asked next, after a message and after what was told beside one."""

from __future__ import annotations

from dataclasses import replace

from triage.ask import next_question
from triage.find import Heard
from triage.model import (
    Assessment,
    Knowledge,
    Picture,
    Question,
    Status,
    Turn,
    Urgency,
)
from triage.picture import NOW, SCREEN, with_question


def question_after(
    picture: Picture,
    assessment: Assessment,
    heard: Heard,
    pending: Question | None,
    urgency: Urgency | None,
    knowledge: Knowledge,
) -> Question | None:
    """What to ask after a message."""
    if urgency is Urgency.EMERGENCY:
        return None
    so_far = replace(assessment, urgency=urgency)
    question = next_question(picture, so_far, knowledge) if urgency is not None else None
    if (
        question is None
        and urgency is None
        and (pending is None or pending.id not in (NOW, SCREEN))
    ):
        return _is_it_now(heard, knowledge) or _screened(picture, heard, knowledge)
    return question


def _screened(picture: Picture, heard: Heard, knowledge: Knowledge) -> Question | None:
    """The signs that cannot wait, asked once where a message was not understood (ADR 16)."""
    if (
        heard.understood
        or heard.asks_person
        or not heard.worded
        or any(asked.id == SCREEN for asked in picture.asked)
    ):
        return None
    return knowledge.questions.get(SCREEN)


def _is_it_now(heard: Heard, knowledge: Knowledge) -> Question | None:
    """After a what-if about a danger sign: one question."""
    dangers = [
        finding
        for finding in heard.findings
        if finding.status is Status.HYPOTHETICAL
        and (knowledge.symptoms[finding.concept].urgency or Urgency.SELF_CARE) >= Urgency.URGENT
    ]
    if not dangers or NOW not in knowledge.questions:
        return None
    return knowledge.questions[NOW]


def question_kept(
    before: Turn | None, picture: Picture, assessment: Assessment, knowledge: Knowledge
) -> tuple[Question | None, Picture]:
    """The open question, if nothing told meanwhile answers it; else the next one, put anew."""
    if before is None or assessment.urgency is Urgency.EMERGENCY:
        return None, picture
    held = before.question
    if held is not None and not _told(held, picture):
        return held, picture
    if held is not None or assessment.urgency is not None:
        question = next_question(picture, assessment, knowledge)
        return question, with_question(picture, question, before.number + 1)
    return None, picture


def _told(question: Question, picture: Picture) -> bool:
    """Whether the passport says what was asked."""
    if question.drug:
        return bool(picture.drugs)
    return bool(question.events) and all(event in picture.spans for event in question.events)
