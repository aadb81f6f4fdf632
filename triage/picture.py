"""What is held to be so, turn by turn: a picture with what was heard put in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

from triage.find import Heard
from triage.model import Answer, Asked, Finding, Message, Picture, Profile, Question, Span, Status

NOW = "now"  # the id of the question "Do you have this now?" after a what-if
SCREEN = "screen"  # the id of the question about danger signs after a message not understood


def with_heard(
    picture: Picture, heard: Heard, pending: Question | None, message: Message, turn: int
) -> Picture:
    """The picture with what was heard put in."""
    answered = heard.answer is not None
    done = answered or (pending is not None and _passed_over_twice(picture.asked, pending))
    found = heard.findings
    if pending is not None and pending.id == NOW:
        found += _now(picture, heard.answer, message, turn)
    elif pending is not None and pending.id == SCREEN:
        found += _screened(pending, heard, message, turn)
    elif pending is not None and done and not answered:
        found += _as_not_sure(pending, message, found, turn)
    return replace(
        picture,
        profile=_profile(message.profile, heard),
        findings=picture.findings + found,
        asked=_marked(picture.asked, pending, done=done),
        spans=_spans(picture, message.profile, heard),
        drugs=_drugs(picture, heard, message.profile),
        drug_unknown=picture.drug_unknown
        or (pending is not None and pending.drug and done and not heard.drugs),
        wearer=heard.wearer or picture.wearer,
    )


def with_profile(picture: Picture, profile: Profile) -> Picture:
    """The picture with what was told of the person and the pump put in."""
    return replace(
        picture,
        profile=profile,
        spans=_spans(picture, profile, Heard()),
        drugs=_drugs(picture, Heard(), profile),
    )


def _marked(asked: tuple[Asked, ...], pending: Question | None, *, done: bool) -> tuple[Asked, ...]:
    """The questions put, the one that was answered (perhaps an earlier one) or passed over."""
    places = [place for place, one in enumerate(asked) if pending and one.id == pending.id]
    if not places:
        return asked
    last = places[-1]
    marked = replace(asked[last], answered=done or asked[last].answered)
    return (*asked[:last], marked, *asked[last + 1 :])


def _screened(pending: Question, heard: Heard, message: Message, turn: int) -> tuple[Finding, ...]:
    """A bare yes to the list of danger signs leaves each of them possible."""
    named = any(one.status in (Status.PRESENT, Status.UNCERTAIN) for one in heard.findings)
    if heard.answer is not Answer.YES or named:
        return ()
    return tuple(_whole(concept, Status.UNCERTAIN, message, turn) for concept in pending.labels)


def _profile(profile: Profile, heard: Heard) -> Profile:
    if heard.until_refill is None:
        return profile
    return replace(profile, days_until_refill=heard.until_refill)


def _drugs(picture: Picture, heard: Heard, profile: Profile) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*profile.drugs, *picture.drugs, *heard.drugs)))


def _spans(picture: Picture, profile: Profile, heard: Heard) -> MappingProxyType[str, Span]:
    about = {event: Span(low, high) for event, (low, high) in profile.days_between.items()}
    told = {**about, **{event: Span(days, days) for event, days in profile.days_since.items()}}
    before = {event: span for event, span in picture.spans.items() if event not in told}
    said = {
        event: span
        for event, span in (heard.spans or {}).items()
        if event not in told and (span.sure or event not in before or not before[event].sure)
    }
    return MappingProxyType({**before, **said, **told})


def _passed_over_twice(asked: Sequence[Asked], pending: Question) -> bool:
    return sum(one.id == pending.id for one in asked) > 1


def _as_not_sure(
    pending: Question, message: Message, found: tuple[Finding, ...], turn: int
) -> tuple[Finding, ...]:
    """A question passed over twice reads as "not sure"."""
    named = {finding.concept for finding in found}
    return tuple(
        _whole(concept, Status.UNCERTAIN, message, turn)
        for concept in pending.about
        if concept not in named
    )


def _whole(concept: str, status: Status, message: Message, turn: int) -> Finding:
    """A finding that the whole reply makes."""
    text = message.text
    return Finding(concept, status, turn, 0, len(text), text, cue="answer", asked=True)


def _now(
    picture: Picture, answer: Answer | None, message: Message, turn: int
) -> tuple[Finding, ...]:
    """A yes to "Do you have this now?" makes what was only supposed present."""
    status = {Answer.YES: Status.PRESENT, Answer.NOT_SURE: Status.UNCERTAIN}.get(
        answer or Answer.NO
    )
    if status is None:
        return ()
    supposed = (one.concept for one in picture.findings if one.status is Status.HYPOTHETICAL)
    return tuple(_whole(concept, status, message, turn) for concept in dict.fromkeys(supposed))


def with_question(picture: Picture, question: Question | None, number: int) -> Picture:
    """The picture with a question put in this turn."""
    if question is None:
        return picture
    about = question.about or question.events or (("drug:",) if question.drug else ())
    return replace(picture, asked=(*picture.asked, Asked(question.id, number, about)))
