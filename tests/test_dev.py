"""The two commands: what dev.py refuses and skips, what the locks hold, what README shows."""

import ast
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import dev
from triage import Message, converse
from triage.model import Knowledge

HOUSE = Path(__file__).resolve().parent.parent
LOCKS = sorted((HOUSE / "requirements").glob("*.lock"))
LOADED = "import sys; sys.version_info = (3, 9, 2); exec(open('dev.py').read())"


def versions(name: str) -> set[str]:
    """Every line of a lock that names a package."""
    text = (HOUSE / "requirements" / f"{name}.lock").read_text("utf-8")
    return {line for line in text.splitlines() if line[:1].isalnum()}


def test_an_old_python_can_read_it() -> None:
    ast.parse((HOUSE / "dev.py").read_text("utf-8"), feature_version=(3, 8))


def test_an_old_python_is_refused_in_one_line() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=HOUSE, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(r"Pumpline needs Python 3\.11 or newer; this is [\d.]+\.\n", done.stderr)


def test_before_anything_is_installed_it_needs_the_standard_library_alone() -> None:
    tree = ast.parse((HOUSE / "dev.py").read_text("utf-8"))
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {getattr(node, "module", None) or node.names[0].name for node in imports}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_without_words_it_says_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main([]) == 0
    said = capsys.readouterr().out
    assert [name for name in dev.COMMANDS if f"\n{name} " not in said] == []


def test_an_unknown_command_is_an_error() -> None:
    assert dev.main(["sing"]) == 2


def test_a_word_too_many_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["setup", "--fast"]) == 1
    assert capsys.readouterr().err == "\nnot understood here: --fast\n"


def test_a_taken_port_is_said_before_anything_long_begins() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(dev.Trouble, match=f"Port {port} is taken"):
            dev.free_port(["--port", str(port)])


def test_a_missing_venv_names_the_package_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "PYTHON", tmp_path / "python")
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(dev.Trouble, match="apt install python3-venv"):
        dev.make_venv()


def test_a_stamp_holds_until_a_source_changes(tmp_path: Path) -> None:
    source, stamp = tmp_path / "run.lock", tmp_path / "stamp"
    source.write_text("a==1")
    assert not dev.stamped(stamp, [source])
    stamp.write_text(dev.fingerprint([source]))
    assert dev.stamped(stamp, [source])
    source.write_text("a==2")
    assert not dev.stamped(stamp, [source])


def test_a_command_that_fails_is_shown_in_full() -> None:
    with pytest.raises(dev.Trouble, match=r"out\nwhy"):
        dev.quiet(sys.executable, "-c", "import sys; print('out'); sys.exit('why')")


def test_a_check_that_fails_fails_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    def probe() -> None:
        raise dev.Trouble("line 3")

    assert not dev.passes("style", probe)
    assert "FAILED\nline 3" in capsys.readouterr().out


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_a_lock_pins_every_package_by_content_and_names_no_place(lock: Path) -> None:
    text = lock.read_text("utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text)[1:]
    assert [
        entry for entry in entries if not re.match(r"\S+==\S+.*\\\n +--hash=sha256:", entry)
    ] == []
    assert re.findall(r"://|(?:^| )/\w+/|--index|--find-links", text) == []


def test_the_locks_are_made_from_the_project_as_it_is() -> None:
    done = subprocess.run(
        [sys.executable, "requirements", "check"],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    ("small", "large"),
    [("run", "postgres"), ("postgres", "service"), ("run", "test"), ("test", "check")],
)
def test_a_smaller_lock_keeps_to_the_versions_of_a_larger(small: str, large: str) -> None:
    assert versions(small) <= versions(large)


def test_the_conversation_on_the_first_page_is_what_happens(known: Knowledge) -> None:
    text = (HOUSE / "README.md").read_text("utf-8")
    rows = [row.split(" | ") for row in re.findall(r"^\| \d \| (.+) \|$", text, re.MULTILINE)]
    turns = converse([Message(row[0]) for row in rows], known)
    for (_, heard, tier, asked), turn in zip(rows, turns, strict=True):
        assert turn.urgency is not None
        assert f"`{turn.urgency.slug}`" == tier
        assert heard.split(":")[0] in {finding.concept for finding in turn.picture.findings}
        assert "?" not in asked or (turn.question and turn.question.ask == asked)
