"""Every question says why it is asked, and can be put to whoever writes."""

import re

import pytest

from knowledge import load
from knowledge.words import GRADE, grade
from triage.model import Question

QUESTIONS = load().questions
ALL = pytest.mark.parametrize("question", QUESTIONS.values(), ids=list(QUESTIONS))
TO_THE_PATIENT = re.compile(r"\b(?:you|your|yourself)\b", re.IGNORECASE)


@ALL
def test_a_question_says_why_it_is_asked(question: Question) -> None:
    assert question.why
    assert question.why != question.ask


@ALL
def test_a_carer_is_asked_about_the_patient_and_not_about_themselves(question: Question) -> None:
    assert question.carer
    if TO_THE_PATIENT.search(question.ask):
        assert question.carer != question.ask


@ALL
def test_both_wordings_are_at_the_sixth_grade_or_below(question: Question) -> None:
    for ask in (question.ask, question.carer or ""):
        assert grade(f"{ask}\n{question.why}") <= GRADE
        assert ask.endswith("?")
