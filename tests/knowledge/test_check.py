"""One command tells everything that does not hold."""

from pathlib import Path

import pytest

from knowledge.__main__ import main
from knowledge.check import check
from knowledge.play import Failure
from tests.knowledge.small import change, put, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "knowledge")


def failures(folder: Path, *words: str) -> list[str]:
    return [str(failure) for failure in check(folder, words, workers=1).failures]


@pytest.mark.parametrize(
    ("file", "old", "new", "failure"),
    [
        ("questions/fever.yaml", "about: [fever]", "drug: true",
         "rules/two-signs.yaml: no question asks about fever"),
        ("rules/two-signs.yaml", "within_days: 3", "within_days: 9",
         "rules/two-signs.yaml: no question asks about refill in 9 days or more"),
        ("rules/two-signs.yaml", "fires: no", "fires: yes",
         "rules/two-signs.yaml: a case in which it does not fire is missing"),
        ("symptoms/itching.yaml", "find: {itching: denied}", "find: {}",
         "symptoms/itching.yaml: a denied case is missing"),
        ("symptoms/itching.yaml", "{itching: denied}", "{itchng: denied}",
         "a case names an unknown concept: `itchng`; did you mean `itching`?"),
        ("rules/two-signs.yaml", "age: 70", "conditions: [fevr]",
         "rules/two-signs.yaml: a case names an unknown concept: `fevr`; did you mean `fever`?"),
        ("rules/two-signs.yaml", "name: one alone", "name: both",
         "rules/two-signs.yaml: two cases are called `both`"),
        ("conversations/one.yaml", "[itching]", "[itchin]",
         "conversations/one.yaml: a case names an unknown risk: `itchin`; did you mean `itching`?"),
        ("references.yaml", "box:", "other: {cite: Nobody}\nbox:",
         "references.yaml: nothing refers to other"),
    ],
)  # fmt: skip
def test_what_is_missing_or_left_over_is_told(
    folder: Path, file: str, old: str, new: str, failure: str
) -> None:
    assert failure not in "\n".join(failures(folder))
    change(folder, file, old, new)
    assert failure in "\n".join(failures(folder))


def test_a_question_that_no_rule_needs_is_told(folder: Path) -> None:
    put(folder, "questions/itch.yaml", "about: [itching]\nask: Do you itch?\nwhy: It helps us.\n")
    change(folder, "rules/two-signs.yaml", "[itching, fever,", "[fever,")
    assert "questions/itch.yaml: no rule needs an answer to it" in failures(folder)


def test_a_question_that_another_comes_before_is_told(folder: Path) -> None:
    put(folder, "questions/heat.yaml", "about: [fever]\nask: Are you hot?\nwhy: It helps us.\n")
    assert (
        "questions/heat.yaml: it is never asked: questions before it are about the same"
        in failures(folder)
    )


def test_a_fault_does_not_hide_what_fails_elsewhere(folder: Path) -> None:
    change(folder, "symptoms/fever.yaml", "grave:", "garve:")
    change(folder, "symptoms/itching.yaml", "say: no itching", "say: itching")
    told = failures(folder)
    assert "symptoms/fever.yaml:3: no such field: `garve`; did you mean `grave`?" in told
    what = "symptoms/itching.yaml: `itching`: itching is present instead of denied"
    assert what in told


def test_only_the_files_that_are_named_are_run(folder: Path) -> None:
    change(folder, "symptoms/itching.yaml", "say: no itching", "say: itching")
    assert any(told.startswith("symptoms/itching") for told in failures(folder, "itching"))
    assert not any(told.startswith("symptoms/itching") for told in failures(folder, "fever"))


# --- the phrases by themselves ---


def test_every_phrase_of_a_symptom_must_find_it(folder: Path) -> None:
    change(folder, "symptoms/fever.yaml", "phrases: [fever,", "phrases: [fever, the,")
    told = "symptoms/fever.yaml: `the` reads as nothing, not as fever present"
    assert told in failures(folder)


def test_a_phrase_of_two_symptoms_may_be_in_doubt(folder: Path) -> None:
    change(folder, "symptoms/fever.yaml", "phrases: [fever,", "phrases: [fever, itching,")
    assert not any("`itching` reads as" in told for told in failures(folder, "symptoms/"))


def test_every_phrase_of_a_fact_must_find_it(folder: Path) -> None:
    change(folder, "symptoms/fever.yaml", "phrases: [fever,", "phrases: [fever, hello there you,")
    change(folder, "facts/hello.yaml", "[hello]", "[hello, '...']")
    assert "facts/hello.yaml: phrase `it` does not find it" in failures(folder)


# --- the source and the hazards ---


def test_each_slug_of_the_source_is_reached_and_is_a_risk(folder: Path) -> None:
    put(folder, "source.yaml", "itching: The sensation of itching\nnausea: Nausea\n")
    told = failures(folder)
    assert "source.yaml: no case reaches nausea" in told
    assert "source.yaml: nausea is no risk" in told
    assert "source.yaml: no case reaches itching" not in told
    assert "risks/itching.yaml: its source is None, on the page The sensation of itching" in told
    assert "risks/drug-withdrawal.yaml: drug-withdrawal is not in the source" in told


def log(folder: Path, tests: str) -> list[str]:
    put(folder.parent, "tests/test_it.py", "def test_that_it_holds(): ...\n")
    text = f"- hazard: too low\n  cause: a slip\n  control: a rule\n  {tests}\n"
    put(folder, "hazards.yaml", text)
    return [told for told in failures(folder) if told.startswith(("hazards", "conversations"))]


def test_a_hazard_names_tests_that_exist(folder: Path) -> None:
    named = "[tests/test_it.py::test_that_it_holds, tests/test_it.py::test_that_it, tests/gone.py]"
    assert log(folder, f"test: {named}") == [
        "hazards.yaml: no such test in the file: tests/test_it.py::test_that_it",
        "hazards.yaml: no such test: tests/gone.py",
    ]


def test_a_hazard_without_a_test_says_that_one_is_owed_and_is_counted(folder: Path) -> None:
    what = "hazards.yaml: `too low` has no test, and does not say that one is owed"
    assert log(folder, "test: []") == [what]
    assert log(folder, "owed: that it holds") == []
    assert ", 1 hazards owe a test, " in check(folder, workers=1).counts


def test_a_hazard_has_a_cause_and_a_control(folder: Path) -> None:
    put(folder, "hazards.yaml", "- hazard: too low\n  test: knowledge/rules/two-signs.yaml\n")
    told = [what for what in failures(folder) if what.startswith("hazards")]
    assert told == [
        "hazards.yaml: `too low` has no cause", "hazards.yaml: `too low` has no control",
    ]  # fmt: skip


def test_a_conversation_that_proves_a_control_must_end_as_wanted(folder: Path) -> None:
    named = "test: knowledge/conversations/one.yaml"
    assert log(folder, named) == []
    change(folder, "conversations/one.yaml", "outcome: guidance", "outcome: human")
    assert log(folder, named) == ["conversations/one.yaml: guidance instead of human"]


# --- the command ---


def test_the_command_prints_every_failure_then_the_figures_and_the_counts(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--folder", str(folder)]) == 1
    *told, plain, doubting, counts = capsys.readouterr().out.splitlines()
    told = [line for line in told if not line.startswith("known gap: ")]
    assert plain.startswith("conversations: under-triaged 0 of 1 (0.0%), over-triaged 0 of 1")
    assert doubting.startswith("all answered not sure: ")
    assert "symptoms/fever.yaml: a present case is missing" in told
    assert counts.startswith("2 symptoms, 3 risks, 1 rules, 1 questions, 1 facts, 1 advice,")
    assert counts.endswith(f", {len(told)} failures")


def test_failures_are_told_in_order_and_once(folder: Path) -> None:
    told = check(folder, workers=1).failures
    assert list(told) == sorted(set(told))
    assert str(Failure("rules/x.yaml", "it fails")) == "rules/x.yaml: it fails"
