"""Every case that stands beside a fact is a test of its own."""

from pathlib import Path

import pytest

from knowledge import HERE, KnowledgeError, load
from knowledge.cases import (
    PlayedCase,
    RuleCase,
    SpokenCase,
    collect,
    read_cases,
    stem,
)
from knowledge.check import failures_of
from knowledge.play import play
from knowledge.reading import Shelf
from tests.knowledge.small import change, write
from triage.model import Answer, Knowledge, Profile, Status, Urgency

SHIPPED = collect(Shelf(HERE, []))  # what cannot be read fails in test_load


@pytest.mark.parametrize(
    "case", SHIPPED.spoken, ids=[f"{stem(case.file)}: {case.say[:60]}" for case in SHIPPED.spoken]
)
def test_a_message_is_read_as_its_case_says(case: SpokenCase, known: Knowledge) -> None:
    assert [str(failure) for failure in failures_of(case, known)] == []


@pytest.mark.parametrize(
    "case", SHIPPED.rules, ids=[f"{stem(case.file)}: {case.name}" for case in SHIPPED.rules]
)
def test_a_rule_fires_and_decides_as_its_case_says(case: RuleCase, known: Knowledge) -> None:
    assert [str(failure) for failure in failures_of(case, known)] == []


# --- reading them ---


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path)


def test_cases_are_read_apart_from_the_knowledge(folder: Path) -> None:
    cases = read_cases(folder)
    assert [case.slug for case in cases.symptoms] == ["itching", "itching", "itching"]
    assert [case.find for case in cases.symptoms] == [
        {"itching": Status.PRESENT},
        {"itching": Status.DENIED},
        {},
    ]


def test_a_profile_is_written_in_the_words_of_the_contract(folder: Path) -> None:
    both, alone = read_cases(folder).rules
    assert both.profile == Profile(drugs=("baclofen",), days_since={"refill": 2.0})
    assert alone.profile == Profile(drugs=("baclofen",), age=70.0, pregnant=False)


def test_answers_may_be_not_sure_and_a_rule_may_not_fire(folder: Path) -> None:
    _, alone = read_cases(folder).rules
    assert alone.answers == {"fever": Answer.NO, "itching": Answer.NOT_SURE}
    assert not alone.fires


def test_a_conversation_without_a_tier_has_null(folder: Path) -> None:
    change(folder, "conversations/one.yaml", "min: self_care", "min: null")
    (conversation,) = read_cases(folder).conversations
    assert (conversation.min, conversation.max) == (None, Urgency.SELF_CARE)


@pytest.mark.parametrize(
    ("file", "old", "new", "what"),
    [
        ("symptoms/itching.yaml", "find: {itching: denied}", "find: {itching: denid}",
         "symptoms/itching.yaml:9: unknown: `denid`; did you mean `denied`?"),
        ("symptoms/itching.yaml", "say: no itching", "sya: no itching",
         "symptoms/itching.yaml:8: no such field: `sya`; did you mean `say`?"),
        ("rules/two-signs.yaml", "days_since_refill: 2", "days_since_refil: 2",
         "no such field: `days_since_refil`"),
        ("rules/two-signs.yaml", "age: 70", "age: old", "a number is wanted here, not `old`"),
        ("conversations/one.yaml", "if_asked: fever", "if_asked: '(fever'", "this is no pattern"),
        ("conversations/one.yaml", "max: self_care", "",
         "conversations/one.yaml:1: the field `max` is missing"),
    ],
)  # fmt: skip
def test_a_case_that_cannot_be_read_is_told(
    folder: Path, file: str, old: str, new: str, what: str
) -> None:
    change(folder, file, old, new)
    with pytest.raises(KnowledgeError) as caught:
        read_cases(folder)
    assert what in str(caught.value)


# --- running them ---


def told(folder: Path, case: SpokenCase | PlayedCase) -> list[str]:
    return [failure.what for failure in failures_of(case, load(folder))]


def test_what_is_found_otherwise_is_told(folder: Path) -> None:
    change(folder, "symptoms/itching.yaml", "{itching: denied}", "{itching: uncertain}")
    case = read_cases(folder).symptoms[1]
    assert told(folder, case) == ["`no itching`: itching is denied instead of uncertain"]


def test_an_empty_find_means_that_the_concept_is_not_found(folder: Path) -> None:
    case = SpokenCase("symptoms/itching.yaml", "my skin is itching", {})
    assert told(folder, case) == ["`my skin is itching` must not be found, and is present"]


def test_a_present_mention_beside_a_denied_one_is_not_denied(folder: Path) -> None:
    say = "no itching on my arms. my back is itching"
    case = SpokenCase("symptoms/itching.yaml", say, {"itching": Status.DENIED})
    assert told(folder, case) == [f"`{say}`: itching is denied and present instead of denied"]


def test_a_narrower_concept_counts_as_the_broader_one(folder: Path) -> None:
    change(folder, "symptoms/fever.yaml", "grave: yes", "kind_of: [itching]")
    found = SpokenCase("symptoms/itching.yaml", "a fever", {"itching": Status.PRESENT})
    assert told(folder, found) == []
    denied = SpokenCase("symptoms/itching.yaml", "no fever", {"itching": Status.DENIED})
    assert told(folder, denied) == ["`no fever`: itching is not found instead of denied"]


def test_another_tier_and_a_rule_that_does_not_fire_are_told(folder: Path) -> None:
    case = RuleCase("rules/two-signs.yaml", "one sign", ("I itch",), urgency=Urgency.URGENT)
    tier, fires = told(folder, case)
    assert tier == "`one sign`: self_care instead of urgent (symptom:itching; asks fever)"
    assert fires == "`one sign`: the rule does not fire (itching present)"


def test_questions_stay_unanswered_without_answers(folder: Path) -> None:
    case = RuleCase("rules/two-signs.yaml", "", ("I itch",), Profile(drugs=("baclofen",)))
    turns = play(case, load(folder))
    assert [turn.number for turn in turns] == [1]


def test_every_question_is_answered_by_its_concept(folder: Path) -> None:
    profile = Profile(drugs=("baclofen",), days_since={"refill": 1.0})
    case = RuleCase(
        "rules/two-signs.yaml", "", ("I itch",), profile, {"fever": Answer.YES}, Urgency.EMERGENCY
    )
    assert told(folder, case) == []
