"""What docs/safety.md says of the knowledge is so."""

import re
from pathlib import Path

import pytest

from knowledge import HERE
from knowledge.links import leaves
from knowledge.signing import standing
from triage import converse
from triage.model import Age, Knowledge, Message, Profile, Symptom, Urgency

SAFETY = (HERE.parent / "docs" / "safety.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`((?:rules|symptoms)/[a-z0-9-]+)`", SAFETY)))
ROWS = re.findall(r"^\| (R\d+b?) \|([^|]*)\|([^|]*)\|$", SAFETY, re.MULTILINE)
NEVER = "**Not a rule.**"


def test_each_of_the_combinations_has_its_row() -> None:
    wanted = {*(f"R{number}" for number in range(1, 73)), "R2b"}
    assert [row[0] for row in ROWS] == sorted({row[0] for row in ROWS}, key=order)
    assert {row[0] for row in ROWS} == wanted


def order(name: str) -> tuple[int, bool]:
    return int(name.strip("Rb")), name.endswith("b")


def test_each_row_names_a_file_or_says_why_there_is_none() -> None:
    for name, _, where in ROWS:
        assert "`rules/" in where or "`symptoms/" in where or NEVER in where, name
        assert NEVER not in where or len(where) > 80, name


@pytest.mark.parametrize("named", NAMED)
def test_every_file_that_it_names_exists(named: str) -> None:
    assert (HERE / f"{named}.yaml").is_file()


def test_every_path_that_it_names_exists() -> None:
    for path in re.findall(r"`((?:knowledge|tests|docs|benchmarks)/[\w./-]*[\w/])`", SAFETY):
        assert Path(HERE.parent, path).exists(), path


def test_it_says_that_nothing_is_signed_as_long_as_nothing_is() -> None:
    assert bool(standing(HERE)) or "nothing is signed" in SAFETY


# --- what a person is raises a complaint by one step at most ---


def test_only_complaints_are_raised_and_never_by_age_alone(known: Knowledge) -> None:
    for rule in known.rules.values():
        kinds = {type(leaf) for leaf in leaves(rule.when)}
        assert kinds - {Age}, rule.id


def test_no_emergency_hangs_on_a_great_age(known: Knowledge) -> None:
    old = [
        rule.id
        for rule in known.rules.values()
        if rule.urgency is Urgency.EMERGENCY
        for leaf in leaves(rule.when)
        if isinstance(leaf, Age) and leaf.at_least is not None
    ]
    assert old == []


def said(symptom: Symptom, known: Knowledge, age: float | None) -> Urgency | None:
    profile = Profile(age=age, drugs=("morphine",))
    return converse([Message(symptom.name, profile=profile)], known)[-1].urgency


def test_age_alone_makes_no_emergency_of_any_symptom(known: Knowledge) -> None:
    for symptom in known.symptoms.values():
        if said(symptom, known, 90.0) is Urgency.EMERGENCY:
            assert said(symptom, known, 40.0) is Urgency.EMERGENCY, symptom.id


def test_age_raises_by_one_step_at_most(known: Knowledge) -> None:
    for symptom in known.symptoms.values():
        old, adult = said(symptom, known, 90.0), said(symptom, known, 40.0)
        if old is not None and adult is not None:
            assert adult <= old <= adult + 1, symptom.id
