"""Whole conversations are measured together; the gates are what may be off at most."""

from dataclasses import replace
from pathlib import Path

import pytest

from knowledge import HERE, load
from knowledge.cases import Conversation, collect, read_cases
from knowledge.check import check
from knowledge.figures import (
    DOUBTING_GATES,
    GATES,
    MEASURES,
    Figures,
    figures_of,
    figures_of_both,
    gaps_of,
    gate_failures,
)
from knowledge.play import SAID
from knowledge.reading import Shelf
from knowledge.rehearse import Ended, odd_failures, rehearse
from tests.knowledge.small import change, put, write
from triage.model import Answer, Knowledge, Urgency

SHIPPED = collect(Shelf(HERE, [])).conversations


@pytest.fixture(scope="session")
def measured(known: Knowledge) -> tuple[Figures, Figures]:
    endings = [
        rehearse(case, known, doubting=doubting) for case in SHIPPED for doubting in (False, True)
    ]
    return figures_of_both(SHIPPED, endings)


def off(figures: Figures, measure: str, gates: dict[str, float]) -> list[str]:
    return [str(told) for told in gate_failures(figures, {measure: gates[measure]})]


# --- the gates ---


def test_there_are_at_least_one_hundred_and_fifty_conversations() -> None:
    assert len(SHIPPED) >= 150


def test_no_emergency_ends_below_its_lowest_tier(measured: tuple[Figures, Figures]) -> None:
    assert off(measured[0], "emergencies missed", GATES) == []


def test_an_emergency_plain_at_the_opening_is_told_at_once(
    measured: tuple[Figures, Figures],
) -> None:
    assert off(measured[0], "emergencies told too late", GATES) == []


def test_nineteen_in_twenty_end_within_the_range_that_a_nurse_allows(
    measured: tuple[Figures, Figures],
) -> None:
    assert off(measured[0], "out of range", GATES) == []


def test_of_those_that_can_be_few_are_over_triaged(measured: tuple[Figures, Figures]) -> None:
    assert off(measured[0], "over-triaged", GATES) == []


def test_the_right_risk_is_named_in_nineteen_of_twenty(measured: tuple[Figures, Figures]) -> None:
    assert off(measured[0], "right risk not named", GATES) == []


def test_hardly_anybody_is_flagged_without_need(measured: tuple[Figures, Figures]) -> None:
    assert off(measured[0], "flagged without need", GATES) == []


def test_two_questions_are_enough_for_most(measured: tuple[Figures, Figures]) -> None:
    assert measured[0].questions <= 2


def test_with_every_open_answer_in_doubt_no_emergency_is_missed(
    measured: tuple[Figures, Figures],
) -> None:
    assert off(measured[1], "emergencies missed", DOUBTING_GATES) == []


def test_with_every_open_answer_in_doubt_at_most_one_in_five_is_over_triaged(
    measured: tuple[Figures, Figures],
) -> None:
    assert off(measured[1], "over-triaged", DOUBTING_GATES) == []


@pytest.mark.parametrize("case", SHIPPED, ids=[case.slug for case in SHIPPED])
def test_a_conversation_wants_nothing_that_contradicts_itself(case: Conversation) -> None:
    assert list(odd_failures(case)) == []


# --- how they are measured ---


@pytest.fixture
def case(tmp_path: Path) -> Conversation:
    return read_cases(write(tmp_path)).conversations[0]


def ended(case: Conversation, last: Urgency | None, **other: object) -> Ended:
    plain = Ended(case.slug, last, last, frozenset({"itching"}), flagged=False, questions=1)
    return replace(plain, **other)  # type: ignore[arg-type]


def shares(case: Conversation, end: Ended) -> dict[str, float]:
    figures = figures_of([case], [end])
    return {name: figure.share for name, figure in figures.by_measure.items() if figure.slugs}


def test_what_ends_as_wanted_is_off_in_nothing(case: Conversation) -> None:
    assert shares(case, ended(case, Urgency.SELF_CARE)) == {}


def test_what_ends_too_low_is_out_of_range_and_an_emergency_is_missed(case: Conversation) -> None:
    grave = replace(case, min=Urgency.EMERGENCY, max=Urgency.EMERGENCY, best=Urgency.EMERGENCY)
    assert shares(grave, ended(grave, Urgency.URGENT)) == {
        "under-triaged": 1.0, "out of range": 1.0, "emergencies missed": 1.0,
    }  # fmt: skip


def test_an_emergency_that_may_end_a_step_lower_is_not_missed_there(case: Conversation) -> None:
    grave = replace(case, min=Urgency.URGENT, max=Urgency.EMERGENCY, best=Urgency.EMERGENCY)
    assert shares(grave, ended(grave, Urgency.URGENT)) == {}


def test_what_ends_too_high_is_over_triaged(case: Conversation) -> None:
    assert shares(case, ended(case, Urgency.ROUTINE)) == {"over-triaged": 1.0, "out of range": 1.0}


def test_no_tier_is_below_every_tier(case: Conversation) -> None:
    assert "under-triaged" in shares(case, ended(case, None))
    nothing = replace(case, min=None, max=None, best=None)
    assert "over-triaged" in shares(nothing, ended(nothing, Urgency.SELF_CARE))


def test_a_first_reply_below_what_was_plain_is_too_late(case: Conversation) -> None:
    plain = replace(
        case, max=Urgency.EMERGENCY, best=Urgency.EMERGENCY, at_opening_min=Urgency.EMERGENCY
    )
    late = ended(plain, Urgency.EMERGENCY, first=Urgency.URGENT)
    assert set(shares(plain, late)) == {"emergencies told too late", "told too late"}


def test_a_risk_missed_and_a_risk_wrongly_named_are_counted_apart(case: Conversation) -> None:
    other = ended(case, Urgency.SELF_CARE, suspected=frozenset({"drug-withdrawal"}))
    assert set(shares(case, other)) == {"right risk not named", "risk wrongly named"}


def test_a_flag_without_need_is_one_below_same_day_that_nobody_wants(case: Conversation) -> None:
    unwanted = replace(case, flagged=False)
    assert "flagged without need" in shares(
        unwanted, ended(unwanted, Urgency.SELF_CARE, flagged=True)
    )
    open_ended = replace(unwanted, max=Urgency.SAME_DAY)
    assert shares(open_ended, ended(open_ended, Urgency.SELF_CARE, flagged=True)) == {}


def test_every_gate_is_on_a_measure_that_there_is() -> None:
    assert {*GATES, *DOUBTING_GATES} <= set(MEASURES)


def test_a_gate_that_is_not_passed_names_the_conversations(case: Conversation) -> None:
    figures = figures_of([case], [ended(case, Urgency.URGENT)])
    told = [str(failure) for failure in gate_failures(figures)]
    assert "conversations: over-triaged: 1 of 1 (100.0%), more than 8.0%: one" in told


def test_what_a_conversation_leaves_open_can_be_answered_with_doubt(tmp_path: Path) -> None:
    folder = write(tmp_path)
    change(folder, "conversations/one.yaml", "answers: [{if_asked: fever, reply: not that I know}]",
           "answers: []")  # fmt: skip
    change(folder, "conversations/one.yaml", "{drug: morphine}",
           "{drug: baclofen, days_since_refill: 1}")  # fmt: skip
    (case,) = read_cases(folder).conversations
    known = load(folder)
    assert rehearse(case, known).last is Urgency.SELF_CARE
    doubting = rehearse(case, known, doubting=True)
    assert doubting.last is Urgency.EMERGENCY  # in this small knowledge fever is a grave sign
    assert SAID[Answer.NOT_SURE] == "not sure"


# --- what is told ---


def test_a_conversation_tells_all_that_is_not_as_wanted(tmp_path: Path) -> None:
    folder = write(tmp_path)
    text = (folder / "conversations/one.yaml").read_text(encoding="utf-8")
    put(
        folder,
        "conversations/two.yaml",
        text.replace("min: self_care", "min: urgent")
        .replace("max: self_care", "max: emergency")
        .replace("[itching]", "[drug-withdrawal]")
        .replace("[drug-withdrawal]\noutcome: guidance", "[itching]\noutcome: human\nflagged: yes"),
    )
    case = read_cases(folder).conversations[1]
    what = "\n".join(map(str, gaps_of([rehearse(case, load(folder))])))
    assert "self_care instead of urgent to emergency" in what
    assert "suspected is itching, none of drug-withdrawal" in what
    assert "itching is suspected, and must not be" in what
    assert "a nurse does not see it" in what
    assert "guidance instead of human" in what
    assert [told.what for told in odd_failures(case)] == [
        "its best tier is not between its min and its max"
    ]


def test_what_is_off_within_the_gates_is_a_known_gap_and_no_failure(tmp_path: Path) -> None:
    folder = write(tmp_path / "knowledge")
    change(folder, "conversations/one.yaml", "outcome: guidance", "outcome: human")
    report = check(folder, workers=1)
    gap = "conversations/one.yaml: guidance instead of human"
    assert gap in map(str, report.gaps)
    assert gap not in map(str, report.failures)


def test_a_gate_that_is_not_passed_fails_the_check(tmp_path: Path) -> None:
    folder = write(tmp_path / "knowledge")
    change(folder, "conversations/one.yaml", "risks_any: [itching]", "risks_any: [other-symptom]")
    told = [failure.file for failure in check(folder, workers=1).failures]
    assert "conversations" in told
    assert "conversations" not in [f.file for f in check(folder, ["one"], workers=1).failures]
