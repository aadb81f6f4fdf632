"""The locks: `python requirements check` says whether they are current, `renew` writes them anew.

run.lock is what serving needs; postgres.lock, test.lock and check.lock hold more of the same
versions; node.lock is for machines without Node.js; build.lock builds the one package that has no
wheel.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent / "pyproject.toml"
EXTRAS = {
    "check": ("test", "check"),
    "test": ("test",),
    "postgres": ("postgres",),
    "service": ("service",),
    "run": (),
    "node": ("node",),
    "scan": ("scan",),
    "build": (),
}
ALONE = frozenset({"node", "build", "scan"})  # they do without the project's own dependencies
UV = (
    "uv", "pip", "compile", "--universal", "--generate-hashes", "--python-version=3.11",
    "--only-binary=:all:", "--no-binary=flask-principal", "--no-annotate", "--no-header",
    "--no-emit-index-url", "--quiet",
)  # fmt: skip


def main(command: str) -> int:
    """Check or renew every lock; the exit code."""
    if command == "renew":
        return renew()
    stale = [name for name in EXTRAS if not is_current(name)]
    for name in stale:
        print(f"{name}.lock is out of date. Renew with: python3 dev.py lock")
    return 1 if stale else 0


def is_current(name: str) -> bool:
    """Whether the lock was made from what pyproject.toml says today."""
    lock = HERE / f"{name}.lock"
    return lock.is_file() and lock.read_text().split("\n", 1)[0] == header(name)


def renew() -> int:
    """Write every lock anew, the widest first: the others keep to its versions."""
    if not shutil.which("uv"):
        print("uv renews the locks and is not here. In a virtual environment: pip install uv")
        return 1
    for name in EXTRAS:
        (HERE / f"{name}.lock").write_text(f"{header(name)}\n{resolved(name)}")
        print(f"{name}.lock")
    return 0


def resolved(name: str) -> str:
    """The packages that `name` needs, for every platform, with hashes."""
    narrower = name not in ALONE and name != "check"
    bounds = ("--constraint", "check.lock") if narrower else ()
    done = subprocess.run(
        [*UV, *bounds, "-"],
        cwd=HERE, input="\n".join(needs(name)), stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return done.stdout


def header(name: str) -> str:
    """The first line of a lock: a hash over the dependencies it was made from."""
    made_from = hashlib.sha256(json.dumps(needs(name)).encode()).hexdigest()
    return f"# Made by `python3 dev.py lock` from pyproject.toml, dependencies {made_from[:32]}"


def needs(name: str) -> list[str]:
    """What pyproject.toml asks for in this lock."""
    whole = tomllib.loads(PROJECT.read_text(encoding="utf-8"))
    project = whole["project"]
    extras = [line for extra in EXTRAS[name] for line in project["optional-dependencies"][extra]]
    if name == "build":
        return list(whole["dependency-groups"]["build"])
    return extras if name in ALONE else [*project["dependencies"], *extras]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:] or ["check"]))
