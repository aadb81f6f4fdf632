"""Questions of fact are answered by themselves, and give way to whatever else is reported."""

import re

import pytest

from knowledge import HERE, load
from knowledge.cases import collect
from knowledge.free import spellings
from knowledge.reading import Shelf
from triage import converse
from triage.model import Fact, Knowledge, Message, Outcome, Status, Urgency

FACTS = [fact for fact in load().facts.values() if not fact.greeting]
WRITTEN = [
    case
    for case in collect(Shelf(HERE, [])).facts
    if case.find.get(case.slug) is Status.PRESENT and case.slug in {fact.id for fact in FACTS}
]
ASKED = [(fact, phrase) for fact in FACTS for phrase in fact.phrases]
NAMES = [f"{fact.id}: {phrase[:60]}" for fact, phrase in ASKED]
# The machine cannot know these, and must not allow or refuse them.
ASKS_THE_CLINIC = (
    "pain-relievers", "allergy-pills", "alcohol", "driving", "hot-tubs-and-heat", "cannabis",
    "missed-appointment", "air-travel", "sleep-aids", "mri-and-the-pump",
)  # fmt: skip


def test_there_are_at_least_twenty() -> None:
    assert len(FACTS) >= 20


@pytest.mark.parametrize("fact", FACTS, ids=[fact.id for fact in FACTS])
def test_each_has_its_place_on_the_page_or_its_reference(fact: Fact, known: Knowledge) -> None:
    assert fact.source or fact.references
    assert set(fact.references) <= set(known.references)


@pytest.mark.parametrize("slug", ASKS_THE_CLINIC)
def test_what_a_clinician_must_allow_is_neither_allowed_nor_refused(
    slug: str, known: Knowledge
) -> None:
    answer = known.facts[slug].answer
    assert re.search(r"\b(?:pump team|clinic|pharmacist)\b", answer)
    assert not re.search(r"(?<!when )\byou (?:can|may) (?:take|drink|drive|use|fly|have)\b", answer)


def test_nine_in_ten_questions_of_fact_are_answered_and_nothing_assessed(known: Knowledge) -> None:
    """The others are taken for a report: a call too many, and never one too few."""
    assert len(WRITTEN) > 80
    taken = [case.say for case in WRITTEN if not answered(case.say, known)]
    assert len(taken) <= len(WRITTEN) / 10, taken


def answered(said: str, known: Knowledge) -> bool:
    """Whether the answer is shown; a what-if about a danger sign may end with one question."""
    turn = converse([Message(said)], known)[-1]
    asked = turn.question is None or turn.question.id == "now"
    return turn.urgency is None and asked and bool(turn.reply.facts)


@pytest.mark.parametrize(("fact", "phrase"), ASKED, ids=NAMES)
def test_a_question_of_fact_gives_way_to_weak_legs(
    fact: Fact, phrase: str, known: Knowledge
) -> None:
    for asked in spellings(phrase)[:2]:
        turn = converse([Message(f"{asked}. My legs are weak.")], known)[-1]
        assert turn.urgency is Urgency.EMERGENCY, asked
        assert turn.outcome is Outcome.GUIDANCE
        assert turn.reply.facts == ()
