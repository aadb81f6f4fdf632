"""Messages to turns: the fold that ties finding, assessing, asking and answering together.

State is replay (law 4): the turns of a prefix are a prefix of the turns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from triage.answer import answer_to, flags
from triage.ask import gaps_in
from triage.assess import assess
from triage.find import Heard, hear
from triage.followed import question_after, question_kept
from triage.model import (
    Assessment,
    Correction,
    Input,
    Knowledge,
    Message,
    Outcome,
    Passport,
    Picture,
    Question,
    Review,
    Turn,
    Urgency,
)
from triage.picture import NOW, SCREEN, with_heard, with_profile, with_question


def converse(inputs: Sequence[Input], knowledge: Knowledge) -> tuple[Turn, ...]:
    """Fold everything that came in, in order, into one turn each."""
    turns: tuple[Turn, ...] = ()
    last: Turn | None = None
    for incoming in inputs:
        last = take_turn(last, incoming, knowledge)
        turns = (*turns, last)
    return turns


def take_turn(before: Turn | None, incoming: Input, knowledge: Knowledge) -> Turn:
    """The next turn of a conversation whose last turn was `before` (None at its beginning)."""
    match incoming:
        case Message():
            return _hear(before, incoming, knowledge)
        case Correction():
            return _correct(before, incoming, knowledge)
        case Review():
            return _settle(before, incoming, knowledge)
        case Passport():
            return _note(before, incoming, knowledge)


# --- a message ---


def _hear(before: Turn | None, message: Message, knowledge: Knowledge) -> Turn:
    number = before.number + 1 if before else 1
    picture = before.picture if before else Picture()
    pending = _pending(before, message, knowledge)
    heard = hear(message, pending, picture, knowledge, number)
    picture = with_heard(picture, heard, pending, message, number)
    assessment = assess(picture, knowledge)
    urgency = _never_falls(before, assessment)
    assessment = _opened(assessment, urgency, knowledge)
    question = question_after(picture, assessment, heard, pending, urgency, knowledge)
    urgency = _not_yet_self_care(urgency, question, picture, assessment, knowledge)
    screened = pending is not None and pending.id == SCREEN
    outcome = _outcome(urgency, question, heard, screened=screened)
    turn = Turn(
        number=number,
        input=message,
        picture=with_question(picture, question, number),
        assessment=assessment,
        outcome=outcome,
        reply=answer_to(picture, assessment, urgency, outcome, heard, knowledge),
        urgency=urgency,
        question=question,
        question_text=_wording(question, picture),
        unknown_words=heard.unknown,
        knowledge=knowledge.version,
    )
    return replace(turn, flag_reasons=flags(turn, before, heard, knowledge))


def _pending(before: Turn | None, message: Message, knowledge: Knowledge) -> Question | None:
    """The question this message was put under."""
    if message.question is not None and message.question not in (NOW, SCREEN):
        return knowledge.questions.get(message.question)
    return before.question if before else None


def _never_falls(before: Turn | None, assessment: Assessment) -> Urgency | None:
    known = [
        tier
        for tier in (before.urgency if before else None, assessment.urgency)
        if tier is not None
    ]
    return max(known, default=None)


def _opened(assessment: Assessment, urgency: Urgency | None, knowledge: Knowledge) -> Assessment:
    """Only rules that would say more than the conversation's tier are worth a question."""
    if urgency is None:
        return assessment
    still = tuple(
        name for name in assessment.open if (knowledge.rules[name].urgency or 0) > urgency
    )
    return replace(assessment, open=still)


def _not_yet_self_care(
    urgency: Urgency | None,
    question: Question | None,
    picture: Picture,
    assessment: Assessment,
    knowledge: Knowledge,
) -> Urgency | None:
    """`self_care` needs a closed answer to the rules that the complaint opens (law 6)."""
    if urgency is not Urgency.SELF_CARE or question is not None:
        return urgency
    so_far = replace(assessment, urgency=urgency)
    return Urgency.ROUTINE if gaps_in(picture, so_far, knowledge) else urgency


def _wording(question: Question | None, picture: Picture) -> str:
    if question is None:
        return ""
    carer = picture.wearer == "other" or picture.profile.writer == "caregiver"
    return question.carer if carer and question.carer else question.ask


def _outcome(
    urgency: Urgency | None, question: Question | None, heard: Heard, *, screened: bool
) -> Outcome:
    if urgency is Urgency.EMERGENCY:
        return Outcome.GUIDANCE
    if question is not None:
        return Outcome.QUESTION
    if urgency is not None:
        return Outcome.GUIDANCE
    if heard.understood and not heard.asks_person and not screened:
        return Outcome.INFORMATION
    return Outcome.HUMAN


# --- what is not a message ---


def _correct(before: Turn | None, correction: Correction, knowledge: Knowledge) -> Turn:
    """The patient struck a misreading: the card is computed anew, and the flags stay (law 5)."""
    picture = before.picture if before else Picture()
    findings = tuple(
        replace(finding, status=correction.status, cue="corrected")
        if (finding.turn, finding.start, finding.concept)
        == (correction.turn, correction.start, correction.concept)
        else finding
        for finding in picture.findings
    )
    picture = replace(picture, findings=findings)
    assessment = assess(picture, knowledge)
    return _after(before, correction, picture, assessment, assessment.urgency, knowledge)


def _settle(before: Turn | None, review: Review, knowledge: Knowledge) -> Turn:
    """A nurse settled the tier; what was found before counts no more by itself (law 5)."""
    number = before.number + 1 if before else 1
    picture = replace(before.picture if before else Picture(), settled_at=number)
    assessment = assess(picture, knowledge)
    return _after(before, review, picture, assessment, review.urgency, knowledge)


def _note(before: Turn | None, passport: Passport, knowledge: Knowledge) -> Turn:
    """What was told of the person and the pump counts at once; a question that is open stays."""
    picture = with_profile(before.picture if before else Picture(), passport.profile)
    assessment = assess(picture, knowledge)
    urgency = _never_falls(before, assessment)
    assessment = _opened(assessment, urgency, knowledge)
    question, picture = question_kept(
        before, picture, replace(assessment, urgency=urgency), knowledge
    )
    turn = _after(before, passport, picture, assessment, urgency, knowledge)
    if before is not None and urgency is None:
        turn = replace(turn, outcome=before.outcome, reply=before.reply)
    if question is None:
        return turn
    asked = replace(turn, question=question, question_text=_wording(question, picture))
    return replace(asked, outcome=Outcome.QUESTION)


def _after(
    before: Turn | None,
    incoming: Input,
    picture: Picture,
    assessment: Assessment,
    urgency: Urgency | None,
    knowledge: Knowledge,
) -> Turn:
    number = before.number + 1 if before else 1
    heard = Heard(understood=True)
    outcome = Outcome.GUIDANCE if urgency is not None else Outcome.INFORMATION
    reply = answer_to(picture, assessment, urgency, outcome, heard, knowledge)
    turn = Turn(
        number, incoming, picture, assessment, outcome, reply, urgency, knowledge=knowledge.version
    )
    return replace(turn, flag_reasons=flags(turn, before, heard, knowledge))
