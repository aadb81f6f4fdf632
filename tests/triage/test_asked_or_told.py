"""A question of fact reports nothing; a report in the form of a question is heard."""

from pathlib import Path

import yaml

from triage import Message, Turn, converse
from triage.model import Knowledge, Status

PAIRS = yaml.safe_load((Path(__file__).parent / "asked_or_told.yaml").read_text(encoding="utf-8"))
LIKELY = (Status.PRESENT, Status.UNCERTAIN)
FACTS = 0.5  # the share that must come out right
REPORTS = 0.85


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
