"""Everything there is to do here, as `python3 dev.py COMMAND`. Needs Python 3.11 and nothing else.

run [--port N]   make ready what is missing, then serve: patients at /, nurses at /desk/
setup            only make ready: packages, pages' style and scripts, database
test [...]       all tests, or what pytest is told
check            style, types, templates, who imports whom, locks, knowledge, front end
bench [...]      the measured claims
fuzz [SECONDS]   inputs that nobody thought of, to the engine and the knowledge loader (Linux)
harness NAME     what is promised, tried by force (`list` names all)
knowledge [...]  what clinicians wrote: check it, or `book`, `explain`, `sign`
pictures         take the pictures in docs/pictures anew
lock             renew requirements/*.lock from pyproject.toml (needs uv)
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - this file meets whatever Python is there
    sys.exit(f"Pumpline needs Python 3.11 or newer; this is {sys.version.split()[0]}.")

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCKS = HERE / "requirements"
ASSETS = HERE / "web" / "assets"
BUILD = HERE / "web" / "static" / "build"
# Wheels only; Flask-Principal has none and is built by the setuptools of build.lock.
PIP = (
    "--quiet", "--disable-pip-version-check", "--require-hashes",
    "--only-binary=:all:", "--no-binary=flask-principal", "--no-build-isolation",
)  # fmt: skip


class Trouble(Exception):  # noqa: N818 - what it is, not that it is one
    """Something that the person at the keyboard can mend; the message says how."""


def main(words: Sequence[str]) -> int:
    """Do what `words` say; the exit code."""
    command, *rest = words or ["help"]
    if command not in COMMANDS:
        print(__doc__)
        return 0 if command in {"help", "-h", "--help"} else 2
    try:
        return COMMANDS[command](rest)
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def setup(rest: Sequence[str]) -> int:
    """Packages, front end and database, each only if something changed."""
    refuse(rest)
    install("run")
    build_front_end()
    with step("Bringing the database up to date"):
        quiet(PYTHON, "-m", "web", "upgrade")
    return 0


def run(rest: Sequence[str]) -> int:
    """Make ready, then serve until interrupted."""
    port = free_port(rest)
    os.environ.setdefault("PUMPLINE_URL", f"http://127.0.0.1:{port}")
    install("run")
    build_front_end()
    return python("-m", "web", "serve", str(port))


def check(rest: Sequence[str]) -> int:
    """Run every check, then say how many passed."""
    refuse(rest)
    install("check")
    failed = [name for name, probe in CHECKS.items() if not passes(name, probe)]
    print(f"\n{len(CHECKS) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


def forward(lock: str, *words: str) -> Callable[[Sequence[str]], int]:
    """The command that installs the lock and hands everything on to the Python of .venv."""

    def command(rest: Sequence[str]) -> int:
        install(lock)
        build_front_end()
        return python(*words, *rest)

    return command


def install(name: str) -> None:
    """What requirements/NAME.lock lists is in .venv; a stamp makes the second time instant."""
    make_venv()
    lock_file = LOCKS / f"{name}.lock"
    if stamped(VENV / f"{name}.stamp", [lock_file]):
        return
    if name != "build":
        install("build")
    with step(f"Installing {lock_file.read_text().count('==')} packages ({name})"):
        quiet(PYTHON, "-m", "pip", "install", *PIP, "-r", lock_file)
    (VENV / f"{name}.stamp").write_text(fingerprint([lock_file]))


def make_venv() -> None:
    """.venv is there."""
    if PYTHON.exists():
        return
    if not importlib.util.find_spec("ensurepip"):
        raise Trouble("Python's venv is missing. On Debian or Ubuntu: apt install python3-venv")
    with step("Making .venv"):
        quiet(sys.executable, "-m", "venv", "--clear", str(VENV))


def build_front_end(*, anew: bool = False) -> None:
    """web/static/build holds the style sheet and the scripts that web/assets describes."""
    sources = sorted(path for path in ASSETS.iterdir() if path.is_file())
    if not anew and stamped(BUILD / "stamp", sources):
        return
    npm = find_npm()
    with step("Building style and scripts"):
        quiet(*npm, "install", "--no-save", "--silent", where=ASSETS)
        quiet(*npm, "run", "--silent", "build", where=ASSETS)
    (BUILD / "stamp").write_text(fingerprint(sources))


def find_npm() -> list[str]:
    """npm of this machine, or the one that a package brings."""
    if (npm := shutil.which("npm")) and shutil.which("node"):
        return [npm]
    install("node")
    return [str(PYTHON), str(LOCKS / "npm.py")]


def passes(name: str, probe: Callable[[], object]) -> bool:
    """Whether the probe raises nothing; what it says is shown if it does."""
    print(f"{name:<12}", end="", flush=True)
    try:
        probe()
    except Trouble as trouble:
        print(f"FAILED\n{trouble}\n")
        return False
    print("ok")
    return True


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say what is done, and then how long it took."""
    print(f"{what} … ", end="", flush=True)
    start = time.monotonic()
    yield
    print(f"{time.monotonic() - start:.1f} s", flush=True)


def quiet(*words: str | Path, where: Path = HERE) -> str:
    """Run a command and return what it printed; Trouble, with all of it, if it fails."""
    line = [str(word) for word in words]
    done = subprocess.run(line, cwd=where, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Trouble(f"{done.stdout}{done.stderr}({Path(line[0]).name} {line[-1]} failed)")
    return done.stdout


def python(*words: str) -> int:
    """Run the Python of .venv in the foreground; its exit code."""
    return subprocess.run([str(PYTHON), *words], cwd=HERE, check=False).returncode


def stamped(path: Path, sources: Sequence[Path]) -> bool:
    """Whether `path` says that this was done from just these sources."""
    return path.is_file() and path.read_text() == fingerprint(sources)


def fingerprint(sources: Sequence[Path]) -> str:
    """One hash over the names and contents of the files, and over this Python's version."""
    parts = (source.name.encode() + source.read_bytes() for source in sources)
    return hashlib.sha256(b"".join([sys.version.encode(), *parts])).hexdigest()


def refuse(rest: Sequence[str]) -> None:
    """This command takes no further words."""
    if rest:
        raise Trouble(f"not understood here: {' '.join(rest)}")


def free_port(rest: Sequence[str]) -> int:
    """The number after --port, or 8000, if nobody listens there."""
    parser = argparse.ArgumentParser(prog="dev.py run", add_help=False)
    parser.add_argument("--port", type=int, default=8000)
    port: int = parser.parse_args(rest).port
    with socket.socket() as probe:
        if not 0 < port < 65536 or not probe.connect_ex(("127.0.0.1", port)):
            raise Trouble(f"Port {port} is taken. Choose another, as in: dev.py run --port 8080")
    return port


BANDIT = (
    "--quiet", "-c", "pyproject.toml",
    "-r", "triage", "knowledge", "web", "requirements", "wsgi.py", "dev.py",
)  # fmt: skip
CHECKS: dict[str, Callable[[], object]] = {
    "style": partial(quiet, PYTHON, "-m", "ruff", "check", "--output-format=concise", "."),
    "format": partial(quiet, PYTHON, "-m", "ruff", "format", "--check", "."),
    "types": partial(quiet, PYTHON, "-m", "mypy"),
    "templates": partial(quiet, PYTHON, "-m", "djlint", "web/templates", "--lint", "--quiet"),
    "mistakes": partial(quiet, PYTHON, "-m", "bandit", *BANDIT),
    "imports": partial(quiet, PYTHON, "-m", "pytest", "--quiet", "tests/test_architecture.py"),
    "locks": partial(quiet, PYTHON, "requirements", "check"),
    "knowledge": partial(quiet, PYTHON, "-m", "knowledge"),
    "front end": partial(build_front_end, anew=True),
}

COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "run": run,
    "setup": setup,
    "check": check,
    "test": forward("test", "-m", "pytest", "--numprocesses=auto", "--dist=loadfile"),
    "bench": forward("test", "-m", "benchmarks"),
    "fuzz": forward("test", "-m", "fuzz"),
    "harness": forward("test", "-m", "harness"),
    "knowledge": forward("run", "-m", "knowledge"),
    "pictures": forward("test", "docs/pictures/take.py"),
    "lock": forward("run", "requirements", "renew"),
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
