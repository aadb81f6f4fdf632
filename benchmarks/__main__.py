"""`python -m benchmarks [desk] [--texts FILE] [--peers]`: measure, print, and write docs/."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks import desk
from benchmarks.understanding import measure

parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
parser.add_argument("part", nargs="?", choices=("understanding", "desk"), default="understanding")
parser.add_argument("--texts", type=Path, help="JSON lines, each with an opening, to be read too")
parser.add_argument("--peers", action="store_true", help="install medspaCy aside and compare")
chosen = parser.parse_args()
if chosen.part == "desk":
    desk.measure()
else:
    measure(chosen.texts, peers=chosen.peers)
