"""What stands on one card contradicts nothing else on it, and asks nobody to wait."""

import re
from itertools import product

import pytest

from triage import converse
from triage.answer import _composed
from triage.model import Advice, Knowledge, Message, Profile, Urgency

TIERS = tuple(urgency.slug for urgency in Urgency)
# Words that belong into a slot, so that one file alone gives them.
SLOTTED = re.compile(
    r"\b(?:lie|lying|sit up|legs up|head up|on (?:the|your|their) (?:side|back)|stand up"
    r"|eat|(?:no|any|some) food|sips?|drink(?! no alcohol)s?)\b",
    re.IGNORECASE,
)
WAITING = re.compile(
    r"(?<!not )(?<!never )\bwait (?:here|for (?:a|the|our|us|an) (?:nurse|reply|answer|chat))"
    r"|\bwe will (?:reply|answer|get back)|\bstay in (?:the|this) chat"
    r"|\bkeep this (?:chat|page) open"
    r"|\btell me more",
    re.IGNORECASE,
)


def lists(advice: Advice) -> tuple[str, ...]:
    return (*advice.do, *advice.watch, *advice.bring)


def together(known: Knowledge) -> list[tuple[Advice, Advice]]:
    """Each tier with each risk that a rule or a symptom of that tier points to."""
    pointing = [
        (one.urgency.slug, one.risk)
        for part in (known.rules, known.symptoms)
        for one in part.values()
        if one.urgency is not None and one.risk
    ]
    return [
        (known.advice[tier], known.advice[risk])
        for tier, risk in sorted(set(pointing))
        if risk in known.advice
    ]


def test_every_tier_and_every_risk_has_its_advice(known: Knowledge) -> None:
    assert {*TIERS, "human", "unknown", *known.risks} - set(known.advice) == set()


def test_on_every_card_each_slot_is_filled_once(known: Knowledge) -> None:
    pairs = together(known)
    assert len(pairs) > 80
    for tier, risk in pairs:
        reply = _composed((tier, risk), (), ())
        slots = [line for line in reply.do if line not in (*tier.do, *risk.do)]
        assert len(slots) == len({*tier.slots, *risk.slots}), (tier.id, risk.id)


def test_of_two_pieces_of_advice_the_later_fills_a_slot_alone(known: Knowledge) -> None:
    for one, other in product(known.advice.values(), repeat=2):
        lines = _composed((one, other), (), ()).do
        for slot in one.slots.keys() & other.slots.keys():
            assert other.slots[slot] in lines
            if one.slots[slot] not in other.slots.values():
                assert one.slots[slot] not in lines, (one.id, other.id, slot)


def test_posture_food_and_drink_are_told_only_in_their_slots(known: Knowledge) -> None:
    told = [
        (advice.id, line)
        for advice in known.advice.values()
        for line in lists(advice)
        if SLOTTED.search(line)
    ]
    assert told == []


def test_a_tier_leaves_the_slots_to_the_risk(known: Knowledge) -> None:
    assert [tier for tier in TIERS if known.advice[tier].slots] == []


def test_urgent_and_above_ask_nobody_to_wait_for_the_chat(known: Knowledge) -> None:
    pairs = [pair for pair in together(known) if pair[0].id in {"urgent", "emergency"}]
    for pair in pairs:
        reply = _composed(pair, (), ())
        for line in (reply.headline, *reply.do, *reply.watch, *reply.bring):
            assert not WAITING.search(line), (pair[1].id, line)


def test_urgent_says_that_nobody_should_wait_here(known: Knowledge) -> None:
    assert any("Do not wait here" in line for line in known.advice["urgent"].do)


def test_above_routine_nothing_is_put_off_to_the_next_visit(known: Knowledge) -> None:
    graver = [pair for pair in together(known) if pair[0].id not in {"self_care", "routine"}]
    for _, risk in graver:
        assert not [line for line in lists(risk) if "next visit" in line], risk.id


@pytest.mark.parametrize(
    "said",
    ["I want to kill myself", "everyone would be better off without me", "I will end my life"],
)
def test_the_card_for_self_harm_stands_alone(said: str, known: Knowledge) -> None:
    turn = converse([Message(said, profile=Profile(country="US"))], known)[-1]
    card = known.advice["self-harm"]
    assert turn.urgency is Urgency.EMERGENCY
    assert turn.flagged
    assert turn.question is None
    assert turn.reply.headline == card.headline
    assert len(turn.reply.do) == len(card.do) + len(card.slots)
    assert (turn.reply.watch, turn.reply.bring) == ((), ())
    text = " ".join(turn.reply.do)
    assert "988" in text
    assert "911" in text
    assert "pump card" not in text


@pytest.mark.parametrize(
    "said",
    ["I can't feel my legs and they are weak", "he will not wake up", "fever and a stiff neck",
     "my throat is swelling", "I can't breathe", "chest pain and sweating"],
)  # fmt: skip
def test_at_emergency_no_warning_reads_like_a_condition(said: str, known: Knowledge) -> None:
    turn = converse([Message(said, profile=Profile(country="US"))], known)[-1]
    assert turn.urgency is Urgency.EMERGENCY
    assert turn.reply.headline == "Call 911 now."
    assert [line for line in turn.reply.watch if line.startswith("Call ")] == []


def test_below_emergency_the_warnings_name_the_number(known: Knowledge) -> None:
    turn = converse([Message("my skin itches", profile=Profile(drugs=("morphine",)))], known)[-1]
    assert any(line.startswith("Call 911 if") for line in turn.reply.watch)
