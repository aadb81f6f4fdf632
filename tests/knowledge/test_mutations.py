"""A part of a rule that can be left out without a case failing is not defended."""

from pathlib import Path

import pytest

from knowledge import HERE, load
from knowledge.cases import collect, read_cases
from knowledge.mutate import describe, mutants, shorter, undefended
from knowledge.reading import Shelf
from tests.knowledge.small import change, write
from triage.model import (
    Age,
    AtLeast,
    Condition,
    Drug,
    Has,
    Knowledge,
    Reads,
    Rule,
    Since,
    Until,
    Urgency,
)

SHIPPED = collect(Shelf(HERE, []))
RULES = sorted(path.stem for path in HERE.glob("rules/*.yaml"))
A, B, C = Has("a"), Has("b"), Has("c")


@pytest.mark.slow
@pytest.mark.parametrize("slug", RULES)
def test_some_case_defends_every_part_of_a_rule(slug: str, known: Knowledge) -> None:
    cases = [case for case in SHIPPED.rules if case.slug == slug]
    failures = undefended(known.rules[slug], cases, known)
    assert [failure.what for failure in failures] == []


def rest(when: Condition) -> list[Condition]:
    return [left for _, left in shorter(when)]


def test_all_without_a_part_is_all_of_the_others() -> None:
    assert rest(AtLeast(3, (A, B, C))) == [
        AtLeast(2, (B, C)),
        AtLeast(2, (A, C)),
        AtLeast(2, (A, B)),
    ]


def test_any_without_a_part_is_any_of_the_others() -> None:
    assert rest(AtLeast(1, (A, B))) == [AtLeast(1, (B,)), AtLeast(1, (A,))]


def test_two_of_three_without_a_part_is_two_of_two() -> None:
    assert rest(AtLeast(2, (A, B, C)))[0] == AtLeast(2, (B, C))


def test_parts_within_parts_are_left_out_one_at_a_time() -> None:
    within = AtLeast(2, (A, AtLeast(1, (B, C))))
    assert rest(within) == [
        AtLeast(1, (AtLeast(1, (B, C)),)),
        AtLeast(2, (A, AtLeast(1, (C,)))),
        AtLeast(2, (A, AtLeast(1, (B,)))),
    ]


def test_a_single_leaf_is_only_left_out_with_its_rule() -> None:
    rule = Rule("r", "risk", A, "because", Urgency.URGENT)
    assert [mutant.left_out for mutant in mutants(rule)] == ["the rule"]
    assert rest(AtLeast(1, (A,))) == []


@pytest.mark.parametrize(
    ("leaf", "told"),
    [
        (A, "a"),
        (Drug(("opioid", "baclofen")), "drug: opioid, baclofen"),
        (Reads("temperature", at_least=38.0, unit="C"), "reads: temperature at least 38 C"),
        (Reads("breaths", at_most=9.0, unit="breaths/min"), "reads: breaths at most 9 breaths/min"),
        (Since("refill", within=3.0), "since: refill within 3 days"),
        (Since("implant", more=30.0), "since: implant more than 30 days"),
        (Until(-1.0), "until: refill within -1 days"),
        (Age(at_least=65.0), "age: at least 65"),
        (Age(under=12.0), "age: under 12"),
        (AtLeast(1, (A, B)), "1 of 2"),
    ],
)
def test_a_leaf_is_told_as_it_is_written(leaf: Condition, told: str) -> None:
    assert describe(leaf) == told


def test_what_no_case_defends_is_told(tmp_path: Path) -> None:
    change(write(tmp_path), "rules/two-signs.yaml", "urgency: urgent", "urgency: self_care")
    change(tmp_path, "rules/two-signs.yaml", ", itching: not sure", "")
    change(tmp_path, "rules/two-signs.yaml", "age: 70, ", "age: 70, days_since_refill: 1, ")
    known, cases = load(tmp_path), read_cases(tmp_path)
    told = [failure.what for failure in undefended(known.rules["two-signs"], cases.rules, known)]
    assert "no case defends the rule" not in told
    assert "no case defends `since: refill within 3 days`" not in told
    assert "no case defends `drug: baclofen`" in told
    assert "no case defends `reads: temperature at least 38 C`" in told
    assert "no case defends `age: under 12`" in told
