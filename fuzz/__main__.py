"""`python -m fuzz [SECONDS]`: each target for so long (60 by default), with what it looked at.

Needs atheris, which is there for Linux alone. What breaks a target is written to `fuzz/found/`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

NAMES = ("heard", "loaded")
FOUND = Path(__file__).parent / "found"


def main(words: list[str]) -> int:
    """Fuzz each target in a process of its own; 1 when one broke."""
    if words[:1] == ["--one"]:
        return one(*words[1:3])
    seconds = int(words[0]) if words else 60
    FOUND.mkdir(exist_ok=True)
    broke = [name for name in NAMES if _run(name, seconds)]
    print(f"{len(NAMES) - len(broke)} held, broke: {', '.join(broke) or 'none'}")
    return 1 if broke else 0


def _run(name: str, seconds: int) -> int:
    line = [sys.executable, "-m", "fuzz", "--one", name, str(seconds)]
    return subprocess.run(line, check=False).returncode


def one(name: str, seconds: str) -> int:
    """Fuzz one target in this process; it ends the process."""
    import atheris  # noqa: PLC0415 - not on every machine

    with atheris.instrument_imports(include=["triage", "knowledge"]):
        from fuzz.targets import TARGETS  # noqa: PLC0415 - watched from its import on

    TARGETS[name](b"")
    told = [f"-max_total_time={seconds}", f"-artifact_prefix={FOUND}/{name}-", "-max_len=400"]
    atheris.Setup(["fuzz", "-print_final_stats=1", "-verbosity=0", *told], TARGETS[name])
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
