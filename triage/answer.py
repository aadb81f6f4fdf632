"""What the patient reads, and whether a nurse must see it. Every sentence comes from knowledge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from triage.find import Heard
from triage.model import (
    Advice,
    Assessment,
    Knowledge,
    Outcome,
    Picture,
    Place,
    Reply,
    Status,
    Suspicion,
    Turn,
    Urgency,
)

SELF_HARM = "self-harm"
# Warnings to call that a tier makes idle: read beside "call now", they look like a condition.
IDLE = {Urgency.EMERGENCY: "Call ", Urgency.URGENT: "Call the pump team"}
UNKNOWN_WORDS = 4  # gibberish of so many words is a part not understood


def answer_to(
    picture: Picture,
    assessment: Assessment,
    urgency: Urgency | None,
    outcome: Outcome,
    heard: Heard,
    knowledge: Knowledge,
) -> Reply:
    """The reply to one turn: the tier's advice, the top risk's, facts asked for, notes."""
    advice = _advice(assessment, urgency, outcome, heard, knowledge)
    facts = _facts(urgency, heard, knowledge)
    reply = replace(
        _heeded(_composed(advice, facts, tuple(_notes(urgency, heard, knowledge))), urgency),
        why_not_lower=_why_not_lower(picture, assessment, knowledge),
    )
    return _filled(reply, place_of(picture, knowledge), knowledge)


def place_of(picture: Picture, knowledge: Knowledge) -> Place:
    """Whom to call: the country said or configured; elsewhere "your local emergency number"."""
    country = (picture.profile.country or "US").upper()
    texts = knowledge.language.texts
    fallback = Place(country, country, texts.get("local_emergency", "112"))
    return knowledge.places.get(country, fallback)


def _advice(
    assessment: Assessment,
    urgency: Urgency | None,
    outcome: Outcome,
    heard: Heard,
    knowledge: Knowledge,
) -> tuple[Advice, ...]:
    if urgency is None:
        name = "unknown" if heard.understood and outcome is not Outcome.HUMAN else "human"
        if outcome is Outcome.INFORMATION and heard.facts:
            return ()
        return tuple(filter(None, (knowledge.advice.get(name),)))
    top = _top(assessment, urgency)
    names = [urgency.slug, *([top.risk] if top else [])]
    if SELF_HARM in names and SELF_HARM in knowledge.advice:
        names = [SELF_HARM]  # a card of its own: nothing about the pump beside it
    return tuple(knowledge.advice[name] for name in names if name in knowledge.advice)


def _top(assessment: Assessment, urgency: Urgency) -> Suspicion | None:
    """The most urgent suspicion, where it is what the tier stands on."""
    first = assessment.suspicions[0] if assessment.suspicions else None
    return first if first is not None and first.urgency >= urgency else None


def _composed(advice: tuple[Advice, ...], facts: tuple[str, ...], notes: tuple[str, ...]) -> Reply:
    slots: dict[str, str] = {}
    for piece in reversed(advice):
        slots = {**piece.slots, **slots}
    return Reply(
        headline=advice[0].headline if advice else "",
        do=_in_order(advice, tuple(slots.values())),
        watch=_once(line for piece in advice for line in piece.watch),
        bring=_once(line for piece in advice for line in piece.bring),
        facts=facts,
        notes=notes,
    )


def _in_order(advice: tuple[Advice, ...], slots: tuple[str, ...]) -> tuple[str, ...]:
    """What to do: in an emergency first what the top risk needs in the next minute."""
    general, *own = advice or (Advice("", ""),)
    mine = tuple(line for piece in own for line in piece.do)
    if general.id == Urgency.EMERGENCY.slug:
        return _once(iter((*mine, *slots, *general.do)))
    return _once(iter((*general.do, *mine))) + slots


def _heeded(reply: Reply, urgency: Urgency | None) -> Reply:
    """The reply without warnings to call for whom it already tells to call."""
    idle = IDLE.get(urgency) if urgency is not None else None
    if idle is None:
        return reply
    return replace(reply, watch=tuple(line for line in reply.watch if not line.startswith(idle)))


def _once(lines: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(lines))


def _why_not_lower(picture: Picture, assessment: Assessment, knowledge: Knowledge) -> str:
    """The patient's own words that hold the tier up."""
    if not assessment.suspicions or assessment.suspicions[0].urgency is Urgency.SELF_CARE:
        return ""
    said = (picture.findings[index] for index in assessment.suspicions[0].because)
    words = dict.fromkeys(finding.text for finding in said if not finding.asked)
    quoted = ", ".join(f"“{word}”" for word in list(words)[:3])
    return knowledge.language.texts.get("why_not_lower", "").format(words=quoted) if words else ""


def _facts(urgency: Urgency | None, heard: Heard, knowledge: Knowledge) -> tuple[str, ...]:
    """Questions of fact are answered below the triage, at `urgent` and above not at all."""
    if urgency is not None and urgency >= Urgency.URGENT:
        return ()
    facts = [knowledge.facts[name] for name in heard.facts if name in knowledge.facts]
    told = [fact.answer for fact in facts if not fact.greeting]
    return tuple(told or [fact.answer for fact in facts if urgency is None])


def _notes(urgency: Urgency | None, heard: Heard, knowledge: Knowledge) -> Iterator[str]:
    texts = knowledge.language.texts
    if urgency is not Urgency.EMERGENCY and somebody_in_danger(heard, knowledge):
        yield texts.get("somebody_else", "")
    if heard.asks_person and urgency is not None:
        yield texts.get("person_wanted", "")
    if urgency is not None and len(heard.unknown) >= UNKNOWN_WORDS:
        yield texts.get("not_all_understood", "")


def somebody_in_danger(heard: Heard, knowledge: Knowledge) -> bool:
    """Whether somebody else has a danger sign now."""
    return any(
        finding.status is Status.OTHER_PERSON
        and finding.days_ago is None
        and finding.concept in knowledge.symptoms
        and knowledge.symptoms[finding.concept].urgency is Urgency.EMERGENCY
        for finding in heard.findings
    )


def _filled(reply: Reply, place: Place, knowledge: Knowledge) -> Reply:
    texts = knowledge.language.texts
    words = {
        "emergency": place.emergency,
        "on_call": texts.get("on_call", ""),
        "crisis": place.crisis_call or place.emergency,
        "poison": place.poison or place.emergency,
    }

    def fill(lines: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_put(line, words) for line in lines if line)

    return Reply(
        _put(reply.headline, words),
        fill(reply.do),
        fill(reply.watch),
        fill(reply.bring),
        fill(reply.facts),
        fill(reply.notes),
        _put(reply.why_not_lower, words),
    )


def _put(line: str, words: dict[str, str]) -> str:
    for name, word in words.items():
        line = line.replace("{" + name + "}", word)
    return line


def flags(turn: Turn, before: Turn | None, heard: Heard, knowledge: Knowledge) -> tuple[str, ...]:
    """Why a nurse must see the conversation, as slugs; once flagged it stays so."""
    reasons = list(before.flag_reasons) if before else []
    if turn.urgency is not None and turn.urgency >= Urgency.SAME_DAY:
        reasons.append(turn.urgency.slug)
    if turn.outcome is Outcome.HUMAN or not heard.understood:
        reasons.append("not_understood")
    if heard.asks_person:
        reasons.append("person_wanted")
    if any(suspicion.risk == SELF_HARM for suspicion in turn.assessment.suspicions):
        reasons.append("self_harm")
    if somebody_in_danger(heard, knowledge):
        reasons.append("somebody_else")
    if len(heard.unknown) >= UNKNOWN_WORDS:
        reasons.append("not_all_understood")
    return tuple(dict.fromkeys(reasons))
