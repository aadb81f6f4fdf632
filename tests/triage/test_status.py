"""What is said of a mention, each way of saying it beside its opposite."""

import pytest

from triage import Message, Outcome, Turn, converse
from triage.model import Knowledge, Status

LIKELY = {Status.PRESENT, Status.UNCERTAIN}


def said(known: Knowledge, *texts: str) -> Turn:
    return converse([Message(text) for text in texts], known)[-1]


def of(turn: Turn, concept: str) -> set[Status]:
    return {one.status for one in turn.findings if one.concept == concept}


@pytest.mark.parametrize(
    ("text", "concept", "status"),
    [
        # what happens each time, and what might
        ("if I try to walk my legs give way", "leg-weakness", Status.PRESENT),
        ("if I try to walk will my legs give way", "leg-weakness", Status.HYPOTHETICAL),
        ("if I get a fever", "fever", Status.HYPOTHETICAL),
        ("in case I get constipated", "constipation", Status.HYPOTHETICAL),
        ("in case you ask, I am constipated", "constipation", Status.PRESENT),
        # looks, and cannot
        ("he doesn't seem confused", "confusion", Status.DENIED),
        ("he doesn't seem well, he is confused", "confusion", Status.PRESENT),
        ("he did not know my name", "confusion", Status.PRESENT),
        # films and the dead
        ("in the episode the hero can't breathe", "short-of-breath", Status.OTHER_PERSON),
        ("watching the episode I can't breathe", "short-of-breath", Status.PRESENT),
        ("I keep seeing my dead husband", "hallucination", Status.PRESENT),
        ("a friend of mine hallucinates", "hallucination", Status.OTHER_PERSON),
        # new since then, and gone since then
        ("this rash wasn't there last month", "rash", Status.PRESENT),
        ("the rash was there last month but it cleared up", "rash", Status.PAST),
        ("will the vomiting ever stop", "vomiting", Status.PRESENT),
        ("the vomiting has stopped", "vomiting", Status.PAST),
        # forms without marks
        ("fever no stiff neck no headache yes", "headache", Status.PRESENT),
        ("fever no stiff neck no headache yes", "stiff-neck", Status.DENIED),
        ("no fever no stiff neck", "stiff-neck", Status.DENIED),
        # lists without commas
        ("no fever rash hives or nausea", "hives", Status.DENIED),
        ("no fever rash and hives all over", "hives", Status.PRESENT),
        # since a year, and since Sunday
        ("my feet have been numb since the crash in 2004", "numbness", Status.USUAL),
        (
            "feet numb since the crash in 2004 but since sunday up to my knees",
            "numbness",
            Status.PRESENT,
        ),
    ],
)
def test_the_status_is_what_a_nurse_would_understand(
    text: str, concept: str, status: Status, known: Knowledge
) -> None:
    assert of(said(known, text), concept) == {status}


@pytest.mark.parametrize(
    "text",
    [
        "I heard beeping, it turned out to be the smoke detector",
        "it kept beeping. it was only the microwave",
        "the remote for the tv keeps beeping",
        "my phone is beeping",
    ],
)
def test_a_sound_of_something_else_is_no_alarm(text: str, known: Knowledge) -> None:
    turn = said(known, text)
    assert not of(turn, "alarm")
    assert turn.urgency is None


@pytest.mark.parametrize(
    "text",
    [
        "I thought it was the smoke detector but it turned out to be my pump beeping",
        "my pump is beeping, it sounds like a microwave",
        "my phone rang and my pump is beeping",
        "I heard a beep in the car and it came from my pump",
    ],
)
def test_a_sound_of_the_pump_is_one_whatever_else_is_named(text: str, known: Knowledge) -> None:
    assert of(said(known, text), "alarm") == {Status.PRESENT}


def test_a_carer_who_is_well_denies_nothing_of_the_patient(known: Knowledge) -> None:
    text = "no my breathings ok its him hes the one with the pump he stops for ages then gasps"
    assert Status.DENIED not in of(said(known, text), "slow-breathing")
    assert Status.PRESENT in of(said(known, text), "slow-breathing")


def test_a_patient_who_breathes_well_denies_it(known: Knowledge) -> None:
    assert of(said(known, "I have a pump and my breathing is ok"), "short-of-breath") == {
        Status.DENIED
    }


def test_what_the_pump_is_for_is_no_report(known: Knowledge) -> None:
    turn = said(known, "the pump is for stiff muscles")
    assert not of(turn, "spasticity")
    assert LIKELY & of(said(known, "my muscles are stiff today"), "spasticity")


def test_a_drug_in_the_pump_was_not_taken(known: Knowledge) -> None:
    turn = said(known, "my pump has dilaudid in it")
    assert not of(turn, "took-extra-opioid")
    assert turn.picture.drugs == ("hydromorphone",)
    assert turn.outcome is Outcome.INFORMATION
    assert of(said(known, "I took two dilaudid"), "took-extra-opioid") == {Status.PRESENT}


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("my neighbor can't breathe", True),
        ("in the episode the hero can't breathe", False),
        ("I have no chest pain, my wife has the pump", False),
    ],
)
def test_somebody_in_danger_is_flagged_and_nobody_in_a_film(
    text: str, flagged: bool, known: Knowledge
) -> None:
    turn = said(known, text)
    assert ("somebody_else" in turn.flag_reasons) is flagged
    assert any("911" in line for line in turn.reply.notes) is flagged
