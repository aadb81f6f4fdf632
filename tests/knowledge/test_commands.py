"""What else `python -m knowledge` does: explain, sign, compare, print the book."""

import re
from pathlib import Path
from shutil import copytree

import pytest

from knowledge.__main__ import main
from knowledge.book import choices, example
from knowledge.signing import SigningError, signatures, standing
from tests.knowledge.small import change, put, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "knowledge")


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> list[str]:
    assert main([str(argument) for argument in arguments]) == 0
    return capsys.readouterr().out.splitlines()


# --- explain ---


def test_explain_tells_what_is_found_and_what_would_move_the_tier(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = said(
        capsys, "explain", "I itch", "--drug", "baclofen", "--since", "refill=2", "--folder", folder
    )
    assert lines[0] == "question, self_care: Do you have a fever?"
    assert "found   itching present: `itch`" in lines
    assert "says    itching self_care: symptom:itching" in lines
    assert "nearly  two-signs with fever" in lines
    assert "lower   without itching: no tier" in lines
    assert "higher  two-signs with fever: emergency" in lines


def test_explain_tells_which_rules_fire(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(
        capsys, "explain", "I itch", "and a fever", "--drug=baclofen", "--since=refill=2",
        "--folder", folder,
    )  # fmt: skip
    assert "fires   two-signs: emergency" in lines
    assert "lower   without fever: self_care" in lines


# --- sign ---


def test_a_signature_stands_until_the_file_is_changed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys, "sign", "rules/two-signs.yaml", "--by", 'A "nurse"', "--on", "2026-11-20",
         "--folder", folder)  # fmt: skip
    said(capsys, "sign", "facts/hello.yaml", "--by", "B", "--on", "2026-11-21", "--folder", folder)
    assert standing(folder)["rules/two-signs.yaml"].by == 'A "nurse"'
    change(folder, "rules/two-signs.yaml", "Two signs together.", "Two of them.")
    assert set(standing(folder)) == {"facts/hello.yaml"}
    assert set(signatures(folder)) == {"facts/hello.yaml", "rules/two-signs.yaml"}


@pytest.mark.parametrize(("file", "by"), [("rules/gone.yaml", "A"), ("facts/hello.yaml", " ")])
def test_what_is_not_there_or_by_nobody_is_not_signed(
    folder: Path, file: str, by: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["sign", file, "--by", by, "--on", "2026-11-20", "--folder", str(folder)])
    assert status == 1
    assert capsys.readouterr().err
    assert not (folder / "signed.yaml").exists()


def test_what_is_outside_the_folder_is_not_signed(folder: Path) -> None:
    put(folder.parent, "other.yaml", "name: x\n")
    assert main(["sign", "../other.yaml", "--by", "A", "--on", "2026-11-20",
                 "--folder", str(folder)]) == 1  # fmt: skip


def test_signatures_that_cannot_be_read_are_refused(folder: Path) -> None:
    put(folder, "signed.yaml", "a: &x {}\n")
    with pytest.raises(SigningError):
        signatures(folder)


# --- compare ---


def test_compare_tells_whose_tier_moves_and_by_which_rule(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = copytree(folder, folder.parent / "new")
    assert said(capsys, "compare", folder, new) == ["0 of 3 conversations move"]
    put(
        new,
        "rules/itch.yaml",
        "risk: itching\nurgency: routine\nwhen: itching\nbecause: It lasts.\n",
    )
    assert said(capsys, "compare", folder, new) == [
        "conversations/one.yaml `one`: self_care -> routine by itch",
        "rules/two-signs.yaml `one alone`: self_care -> routine by itch",
        "2 of 3 conversations move",
    ]
    assert said(capsys, "compare", new, folder)[0].endswith(": routine -> self_care by itch")


# --- book ---


def test_the_book_is_one_page_with_every_rule_as_a_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = "\n".join(said(capsys, "book", "--folder", folder))
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
    assert (
        "Given baclofen in the pump and at least 2 of (itching, fever, temperature of 38 C or more)"
        " and (within 3 days of a refill or an age under 12)." in plain
    )
    assert "drug withdrawal" in plain
    assert "A label, section 1" in plain
    assert "not reviewed" in plain
    assert not re.search(r"(?:src|href)=.(?!#)", page)


def test_the_book_names_who_reviewed_a_file(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys, "sign", "rules/two-signs.yaml", "--by", "A <b>", "--on", "2026-11-20",
         "--folder", folder)  # fmt: skip
    page = "\n".join(said(capsys, "book", "--folder", folder))
    assert "reviewed by A &lt;b&gt;, 2026-11-20" in page


# --- what cannot be read ---


@pytest.mark.parametrize("command", [("book",), ("explain", "I itch")])
def test_a_fault_is_told_and_ends_the_command(
    folder: Path, command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    change(folder, "symptoms/fever.yaml", "grave:", "garve:")
    assert main([*command, "--folder", str(folder)]) == 1
    assert "symptoms/fever.yaml:3: no such field: `garve`" in capsys.readouterr().err


def test_a_phrase_is_written_for_people_who_never_programmed() -> None:
    assert choices("no (relief|help|) ... at all") == "no (relief / help / nothing) … at all"
    assert example("(my|his) pump (beeps|alarms)") == "my pump beeps"


def test_the_book_says_that_it_is_not_for_patients_until_every_rule_is_reviewed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert any("Not for patients" in line for line in said(capsys, "book", "--folder", folder))
    said(capsys, "sign", "rules/two-signs.yaml", "--by", "A", "--on", "2026-11-20",
         "--folder", folder)  # fmt: skip
    assert not any("Not for patients" in line for line in said(capsys, "book", "--folder", folder))
