"""What patients read is short and says nothing that only a clinician may say."""

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from knowledge import load
from knowledge.words import forbidden, grade, syllables, word_failures
from tests.knowledge.small import write
from triage.model import Knowledge


def test_every_text_for_patients_is_plain_and_says_nothing_forbidden(known: Knowledge) -> None:
    assert [str(failure) for failure in word_failures(known)] == []


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("call", 1), ("called", 1), ("wanted", 2), ("muscles", 2), ("muscle", 2), ("breathe", 1),
        ("medicine", 3), ("movement", 2), ("someone", 2), ("spasm", 2), ("serious", 3),
        ("nausea", 3), ("emergency", 4), ("clothes", 1), ("wishes", 2), ("being", 2), ("don't", 1),
        ("area", 3), ("create", 2), ("question", 2), ("refilled", 2), ("911", 1), ("the", 1),
    ],
)  # fmt: skip
def test_syllables_are_counted_as_they_are_spoken(word: str, count: int) -> None:
    assert syllables(word) == count


def test_short_words_in_short_sentences_are_of_a_low_grade() -> None:
    assert grade("Call {emergency} now. Do not drive. Wait for help.") < 2


def test_long_words_in_a_long_sentence_are_of_a_high_grade() -> None:
    hard = "Immediate communication with appropriately qualified professionals is recommended."
    assert grade(hard) > 12


def test_a_text_of_a_few_words_has_no_grade() -> None:
    assert grade("Hello.") == 0


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Take 5 mg at night.", "names a dose"),
        ("Use half a tablet.", "names a dose"),
        ("It is 300 times stronger.", "gives a ratio of doses"),
        ("Stop your pain medicine.", "advises to take, stop or change a medicine"),
        ("Rest, and skip the next dose.", "advises to take, stop or change a medicine"),
        ("You can take your pills.", "advises to take, stop or change a medicine"),
        ("It is half the dose by mouth.", "gives a ratio of doses"),
        ("They relate as 1:300.", "gives a ratio of doses"),
        ("Press on the pump.", "advises to handle the pump"),
        ("Massage the skin over the pump.", "advises to handle the pump"),
        ("Hold a magnet near the pump.", "advises to handle the pump"),
        ("You can put ice on it.", "advises to handle the pump"),
        ("Put a warm cloth on the pump.", "advises to handle the pump"),
        ("Use the bolus button.", "advises to handle the pump"),
        ("Use your left-over pain cream.", "advises left-over or other people's medicine"),
        ("Squeeze it out.", "advises to open, drain or unstitch"),
        ("Drain it with a needle.", "advises to open, drain or unstitch"),
        ("Remove the stitches at home.", "advises to open, drain or unstitch"),
        ("No alarm means it is working.", "takes silence for a pump that works"),
        ("Have a coffee and lie flat.", "advises coffee"),
        ("Wait for your next refill.", "puts it off to the next visit"),
        ("You are fine.", "says that all is well"),
        ("There is nothing to worry about.", "says that all is well"),
        ("It is safe to swim.", "says that all is well"),
    ],
)
def test_what_a_machine_must_not_say_is_told(text: str, what: str) -> None:
    assert [told.partition(":")[0] for told in forbidden(text)] == [what]


@pytest.mark.parametrize(
    "text",
    [
        "Do not stop any medicine.",
        "Never change a dose by yourself.",
        "Only a nurse can stop the pump.",
        "Do not drive.",
        "Bring all your medicines.",
        "If you are not safe, call {emergency}.",
        "Do not press, turn or flip the pump.",
        "Put no heat or magnet near it.",
        "Let no one put a needle in it. Do not squeeze it.",
        "A pump that is silent can still have stopped.",
        "Do not wait for your next refill.",
        "Ask your clinic about coffee.",
        "If it bleeds, press on it with a clean cloth.",
    ],
)
def test_a_warning_is_no_such_advice(text: str) -> None:
    assert list(forbidden(text)) == []


def test_advice_in_haste_must_be_plainer(tmp_path: Path) -> None:
    known = load(write(tmp_path))
    same_day = replace(
        known.advice["same_day"],
        do=("Contact your clinic before the evening and describe every symptom.",),
    )
    urgent = replace(same_day, id="urgent")
    advice = MappingProxyType({"same_day": same_day, "urgent": urgent})
    told = [failure.file for failure in word_failures(replace(known, advice=advice))]
    assert told == ["advice/urgent.md"]


def test_a_long_answer_and_the_name_of_a_disease_are_told(tmp_path: Path) -> None:
    known = load(write(tmp_path))
    fact = replace(known.facts["hello"], answer="It may be sepsis. " + "We can see. " * 20)
    told = [
        failure.what
        for failure in word_failures(replace(known, facts=MappingProxyType({"hello": fact})))
    ]
    assert told == ["names a disease: `sepsis`", "the answer has 64 words, more than 60"]
