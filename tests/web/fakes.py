"""A small engine made by hand: it knows seven phrases, keeps the laws, and says what it is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

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
PLAIN = {
    "respiratory-depression": "Too much of the medicine can slow breathing.",
    "self-harm": "You matter, and there is help right now.",
    "pump-alarm": "The pump says that it needs a check.",
    "spinal-headache": "Fluid around the spine may leak after the operation.",
    "meningitis": "This can be a sign of something serious.",
    "itching": "The medicine can make skin itch.",
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


def knowledge(version: str = "fake-1") -> Knowledge:
    """What the small engine knows."""
    nothing = MappingProxyType({})
    return Knowledge(
        version=version,
        symptoms=MappingProxyType(
            {concept: Symptom(concept, concept, (phrase,)) for phrase, (concept, _, _) in PHRASES.items()}
        ),
        risks=MappingProxyType(
            {
                risk: Risk(risk, risk, plain, plain, source=None if risk == "self-harm" else risk)
                for risk, plain in PLAIN.items()
            }
        ),
        rules=MappingProxyType(
            {
                f"{concept}-rule": Rule(f"{concept}-rule", risk, Has(concept), f"{concept} counts", tier)
                for concept, tier, risk in PHRASES.values()
            }
        ),
        questions=MappingProxyType({GROUP.id: GROUP, DRUG.id: DRUG}),
        facts=MappingProxyType({"hello": Fact("hello", "hello", ("hello",), "Hello.", greeting=True)}),
        advice=nothing,
        places=MappingProxyType(
            {
                "US": Place(
                    "US", "United States", "911", "Text 911 where it works.", "711", "988", "988",
                    "1-800-222-1222",
                )
            }
        ),  # fmt: skip
        references=MappingProxyType({"ref": Reference("ref", "A book, page 7.")}),
        language=Language(nothing, frozenset(), nothing, nothing, nothing, frozenset(), nothing, nothing, nothing),
    )


def converse(inputs: Sequence[Input], known: Knowledge) -> tuple[Turn, ...]:
    """One turn for each input."""
    turns: list[Turn] = []
    for one in inputs:
        turns.append(_turn(turns[-1] if turns else None, one, known))
    return tuple(turns)


def triage(version: str = "fake-1") -> Triage:
    """The small engine as the application takes it."""
    return Triage(converse, knowledge(version))


def _turn(before: Turn | None, one: Input, known: Knowledge) -> Turn:
    number = before.number + 1 if before else 1
    picture = before.picture if before else Picture()
    tier = before.urgency if before else None
    unknown: tuple[str, ...] = ()
    match one:
        case Message():
            found = _found(one, number, before)
            picture = replace(
                picture, profile=one.profile, findings=picture.findings + found, drugs=one.profile.drugs
            )
            said = one.text.lower()
            if not found and not one.ticks and "hello" not in said and (before is None or not before.question):
                unknown = tuple(said.split()[:3])
        case Correction():
            picture = replace(picture, findings=tuple(
                replace(f, status=one.status) if (f.turn, f.start) == (one.turn, one.start) else f
                for f in picture.findings
            ))  # fmt: skip
            tier = None
        case Review():
            picture = replace(picture, settled_at=number)
            tier = one.urgency
    suspicions = tuple(_suspicions(picture))
    tier = max([s.urgency for s in suspicions] + ([] if tier is None else [tier]), default=None)
    question = _question(picture, tier, one)
    if question:
        picture = replace(picture, asked=(*picture.asked, Asked(question.id, number, question.about)))
    return Turn(
        number, one, picture, Assessment(tier, suspicions), _outcome(tier, question, unknown),
        _reply(tier, unknown), tier, question, question.ask if question else "",
        _flags(before, tier, unknown), unknown, known.version,
    )  # fmt: skip


def _found(message: Message, number: int, before: Turn | None) -> tuple[Finding, ...]:
    text = message.text.lower()
    found = [
        Finding(concept, Status.DENIED if f"no {phrase}" in text else Status.PRESENT, number, at, at + len(phrase),
                message.text[at : at + len(phrase)])
        for phrase, (concept, _, _) in PHRASES.items()
        if (at := text.find(phrase)) >= 0
    ]  # fmt: skip
    found += [
        Finding(concept, Status.PRESENT, number, 0, 0, "", asked=True)
        for concept, answer in message.ticks
        if answer is Answer.YES
    ]
    if before and before.question and text in ("yes", "not sure"):
        status = Status.UNCERTAIN
        found += [Finding(c, status, number, 0, len(text), message.text, asked=True) for c in before.question.about]
    return tuple(found)


def _suspicions(picture: Picture) -> list[Suspicion]:
    of = {concept: (tier, risk) for concept, tier, risk in PHRASES.values()}
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
        return Reply("A nurse needs to read this." if unknown else "", facts=() if unknown else ("Hello.",))
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
