"""medspaCy in an environment of its own, made in a temporary folder and thrown away."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

WANTED = "medspacy==1.3.1"
SCRIPT = Path(__file__).with_name("run_medspacy.py")


@dataclass(frozen=True, slots=True)
class Peer:
    """Its median and 99th of a hundred in milliseconds a message, and the calibration beside."""

    median: float
    p99: float
    calibration: float


def ask_medspacy(texts: Sequence[str], phrases: Sequence[str]) -> Peer | str:
    """Its timing over the texts with these phrases, or why it could not be had."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder, "Scripts" if os.name == "nt" else "bin", "python")
        installed = _run(python, "-m", "pip", "install", "--quiet", WANTED)
        if installed.returncode:
            return f"it could not be installed ({_last_line(installed.stderr)})"
        work = Path(folder, "work.json")
        work.write_text(json.dumps({"texts": list(texts), "phrases": list(phrases)}))
        done = _run(python, str(SCRIPT), str(work))
        if done.returncode:
            return f"it could not be run ({_last_line(done.stderr)})"
        return Peer(**json.loads(done.stdout.splitlines()[-1]))


def _run(python: Path, *words: str) -> subprocess.CompletedProcess[str]:
    print(f"medspaCy: {words[0]} {words[1]}", file=sys.stderr, flush=True)
    return subprocess.run([str(python), *words], capture_output=True, text=True, check=False)


def _last_line(said: str) -> str:
    lines = said.strip().splitlines()
    return lines[-1][:120] if lines else "no reason given"
