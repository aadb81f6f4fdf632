"""A question of fact reports nothing; a report in the form of a question is heard."""

from pathlib import Path

import pytest
import yaml

from triage import Message, Turn, converse
from triage.model import Knowledge, Status

PAIRS = yaml.safe_load((Path(__file__).parent / "asked_or_told.yaml").read_text(encoding="utf-8"))
LIKELY = (Status.PRESENT, Status.UNCERTAIN)
FACTS = 0.9  # the share that must come out right
REPORTS = 0.88


def said(text: str, known: Knowledge) -> Turn:
    return converse([Message(text)], known)[0]


def reported(turn: Turn, known: Knowledge) -> set[str]:
    """What is there or may be, with the broader concepts that each also is."""
    held = {one.concept for one in turn.findings if one.status in LIKELY}
    broader = {
        broad for name in held if name in known.symptoms for broad in known.symptoms[name].kind_of
    }
    return held | broader


def test_there_are_eighty_pairs_and_each_names_a_known_concept(known: Knowledge) -> None:
    assert len(PAIRS) >= 80
    assert {pair["of"] for pair in PAIRS} <= set(known.symptoms)


def test_a_question_of_fact_reports_nothing(known: Knowledge) -> None:
    wrong = [pair["asks"] for pair in PAIRS if reported(said(pair["asks"], known), known)]
    assert len(wrong) <= (1 - FACTS) * len(PAIRS), wrong


def test_a_report_in_the_form_of_a_question_is_heard(known: Knowledge) -> None:
    missed = [
        pair["tells"]
        for pair in PAIRS
        if pair["of"] not in reported(said(pair["tells"], known), known)
    ]
    assert len(missed) <= (1 - REPORTS) * len(PAIRS), missed


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("what do i do cant breathe", "short-of-breath"),
        ("can barely breathe", "slow-breathing"),
        ("can someone help, chest pain", "chest-pain"),
        ("can somebody come quick slow breathing blue lips", "blue-lips"),
        ("is this a seizure", "seizure"),
        ("is he having a stroke", "stroke-signs"),
        ("is vomiting all night and confused", "confusion"),
        ("will not wake up", "hard-to-wake"),
        ("how do I stop vomiting", "vomiting"),
        ("what helps with nausea", "nausea"),
        ("what is wrong, numb between the legs", "saddle-numbness"),
        ("I had a refill yesterday, is it normal to be sleepy", "drowsy"),
        ("why does it hurt so much at the pump site", "pump-site-pain"),
        ("is it normal to be so confused", "confusion"),
        ("is it ok to want to die", "suicidal"),
        ("what is the best way to kill myself", "suicidal"),
        ("does he need help, his lips are blue", "blue-lips"),
        ("why is the pump alarming", "alarm"),
        ("do you know why my legs are numb", "numbness"),
        ("can't you help me I have a fever", "fever"),
    ],
)
def test_a_cry_for_help_is_no_question_of_fact(text: str, concept: str, known: Knowledge) -> None:
    assert concept in reported(said(text, known), known)
