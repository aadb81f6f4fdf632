"""A small engine made by hand: it knows seven phrases, keeps the laws, and says what it is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from triage.model import (
    Answer,
    Asked,
    Assessment,
    Correction,
    Fact,
    Finding,
    Has,
    Input,
    Knowledge,
    Language,
    Message,
    Outcome,
    Passport,
    Picture,
    Place,
    Question,
    Reference,
    Reply,
    Review,
    Risk,
    Rule,
    Status,
    Suspicion,
    Symptom,
    Turn,
    Urgency,
)
from web.conversations import Triage

PHRASES = {
    "can't wake": ("hard-to-wake", Urgency.EMERGENCY, "respiratory-depression"),
    "kill myself": ("suicidal", Urgency.EMERGENCY, "self-harm"),
    "beep": ("alarm", Urgency.URGENT, "pump-alarm"),
    "headache": ("headache", Urgency.SAME_DAY, "spinal-headache"),
    "fever": ("fever", Urgency.URGENT, "meningitis"),
    "stiff neck": ("stiff-neck", Urgency.URGENT, "meningitis"),
    "itch": ("itching", Urgency.SELF_CARE, "itching"),
}
ALL = tuple(PHRASES.items())
PLAIN = {
    "respiratory-depression": "slow or weak breathing",
    "self-harm": "thoughts of dying",
    "pump-alarm": "the pump beeping",
    "spinal-headache": "fluid around the spine",
    "meningitis": "something serious",
    "itching": "what the medicine does to the skin",
}
GROUP = Question(
    "fever-neck",
    "Do you have a fever or a stiff neck?",
    "These would need help sooner.",
    about=("fever", "stiff-neck"),
    labels=MappingProxyType({"fever": "Fever", "stiff-neck": "Stiff neck"}),
)
DRUG = Question(
    "medicine",
    "Is your pump for pain, for stiff muscles, or both?",
    "The same sign can mean different things.",
    drug=True,
)


NOTHING: MappingProxyType[str, Any] = MappingProxyType({})
USA = Place("US", "United States", "911", "911", "711", "988", "988", "1-800-222-1222")
LANGUAGE = Language(
    NOTHING, frozenset(), NOTHING, NOTHING, NOTHING, frozenset(), NOTHING, NOTHING, NOTHING
)


def knowledge(version: str = "fake-1") -> Knowledge:
    """What the small engine knows."""
    return Knowledge(
        version=version,
        symptoms=by_id(Symptom(concept, concept, (said,)) for said, (concept, _, _) in ALL),
        risks=by_id(_risk(name, plain) for name, plain in PLAIN.items()),
        rules=by_id(_rule(*counted) for _, counted in ALL),
        questions=by_id([GROUP, DRUG]),
        facts=by_id([Fact("hello", "hello", ("hello",), "Hello.", greeting=True)]),
        advice=NOTHING,
        places=MappingProxyType({"US": USA}),
        references=by_id([Reference("ref", "A book, page 7.")]),
        language=LANGUAGE,
    )


def by_id(known: Iterable[Any]) -> MappingProxyType[str, Any]:
    return MappingProxyType({one.id: one for one in known})


def _risk(name: str, plain: str) -> Risk:
    return Risk(name, name, plain, plain, source=None if name == "self-harm" else f"Page: {name}")


def _rule(concept: str, tier: Urgency, risk: str) -> Rule:
    return Rule(f"{concept}-rule", risk, Has(concept), f"{concept} counts", tier)


def converse(inputs: Sequence[Input], known: Knowledge) -> tuple[Turn, ...]:
    """One turn for each input."""
    turns: tuple[Turn, ...] = ()
    for one in inputs:
        turns = (*turns, _turn(turns[-1] if turns else None, one, known))
    return turns


def triage(version: str = "fake-1") -> Triage:
    """The small engine as the application takes it."""
    return Triage(converse, knowledge(version), lambda: knowledge(version))


def _turn(before: Turn | None, one: Input, known: Knowledge) -> Turn:
    number = before.number + 1 if before else 1
    picture = _picture(before, one, number)
    suspicions = tuple(_suspicions(picture))
    tier = max([s.urgency for s in suspicions] + _floor(before, one), default=None)
    question = _question(picture, tier, one)
    if question:
        asked = (*picture.asked, Asked(question.id, number, question.about))
        picture = replace(picture, asked=asked)
    unknown = () if tier is not None else _unknown(one, before)
    return Turn(
        number,
        one,
        picture,
        Assessment(tier, suspicions),
        _outcome(tier, question, unknown),
        _reply(tier, unknown),
        tier,
        question,
        question.ask if question else "",
        _flags(before, tier, unknown),
        unknown,
        known.version,
    )


def _picture(before: Turn | None, one: Input, number: int) -> Picture:
    picture = before.picture if before else Picture()
    match one:
        case Message():
            found = picture.findings + _found(one, number, before)
            return replace(picture, profile=one.profile, findings=found, drugs=one.profile.drugs)
        case Correction():
            return replace(picture, findings=tuple(_struck(f, one) for f in picture.findings))
        case Passport():
            return replace(picture, profile=one.profile, drugs=one.profile.drugs)
        case Review():
            return replace(picture, settled_at=number)


def _struck(finding: Finding, one: Correction) -> Finding:
    hit = (finding.turn, finding.start) == (one.turn, one.start)
    return replace(finding, status=one.status) if hit else finding


def _floor(before: Turn | None, one: Input) -> list[Urgency]:
    if isinstance(one, Review):
        return [one.urgency]
    kept = isinstance(one, Message | Passport) and before is not None and before.urgency is not None
    return [before.urgency] if kept and before and before.urgency is not None else []


def _unknown(one: Input, before: Turn | None) -> tuple[str, ...]:
    answered = before is not None and before.question is not None
    if not isinstance(one, Message) or answered or "hello" in one.text.lower():
        return ()
    return tuple(one.text.lower().split()[:3])


def _found(message: Message, number: int, before: Turn | None) -> tuple[Finding, ...]:
    said = _said(message, number)
    ticked = [_asked(c, number, "") for c, answer in message.ticks if answer is not Answer.NO]
    pending = before.question.about if before and before.question else ()
    bare = message.text.lower() in ("yes", "not sure")
    answers = [_asked(c, number, message.text, Status.UNCERTAIN) for c in pending if bare]
    return (*said, *ticked, *answers)


def _said(message: Message, number: int) -> Iterable[Finding]:
    text = message.text.lower()
    for phrase, (concept, _, _) in ALL:
        at, end = text.find(phrase), text.find(phrase) + len(phrase)
        status = Status.DENIED if f"no {phrase}" in text else Status.PRESENT
        if at >= 0:
            yield Finding(concept, status, number, at, end, message.text[at:end])


def _asked(concept: str, number: int, text: str, status: Status = Status.PRESENT) -> Finding:
    return Finding(concept, status, number, 0, len(text), text, asked=True)


def _suspicions(picture: Picture) -> list[Suspicion]:
    of = {concept: (tier, risk) for _, (concept, tier, risk) in ALL}
    made = [
        Suspicion(of[f.concept][1], f"{f.concept}-rule", of[f.concept][0], (place,), ("ref",))
        for place, f in enumerate(picture.findings)
        if f.status in (Status.PRESENT, Status.UNCERTAIN) and f.turn > picture.settled_at
    ]
    return sorted(made, key=lambda suspicion: -suspicion.urgency)


def _question(picture: Picture, tier: Urgency | None, one: Input) -> Question | None:
    if not isinstance(one, Message) or tier is Urgency.EMERGENCY:
        return None
    asked = {asked.id for asked in picture.asked}
    concepts = {finding.concept for finding in picture.findings}
    if "headache" in concepts and GROUP.id not in asked:
        return GROUP
    return DRUG if "alarm" in concepts and DRUG.id not in asked else None


def _outcome(tier: Urgency | None, question: Question | None, unknown: tuple[str, ...]) -> Outcome:
    if question:
        return Outcome.QUESTION
    if tier is not None:
        return Outcome.GUIDANCE
    return Outcome.HUMAN if unknown else Outcome.INFORMATION


def _reply(tier: Urgency | None, unknown: tuple[str, ...]) -> Reply:
    if tier is None:
        return Reply(
            "A nurse needs to read this." if unknown else "", facts=() if unknown else ("Hello.",)
        )
    words = {
        Urgency.EMERGENCY: "Call 911 now.",
        Urgency.URGENT: "Call your pump team now.",
        Urgency.SAME_DAY: "Talk to your pump team today.",
        Urgency.ROUTINE: "Tell your clinic soon.",
        Urgency.SELF_CARE: "You can start at home.",
    }
    return Reply(
        words[tier],
        do=("Do not drive. Have someone stay with you.",),
        watch=("Call 911 if you get very sleepy.",),
        bring=("Your pump card.",),
        why_not_lower="You told us of a sign that needs a look.",
    )


def _flags(before: Turn | None, tier: Urgency | None, unknown: tuple[str, ...]) -> tuple[str, ...]:
    reasons = list(before.flag_reasons) if before else []
    if tier is not None and tier >= Urgency.SAME_DAY:
        reasons.append(tier.slug)
    return tuple(dict.fromkeys([*reasons, *(["not_understood"] if unknown else [])]))
