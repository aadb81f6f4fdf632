"""`python -m knowledge`: what clinicians and programmers ask of the knowledge files."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from knowledge import HERE
from knowledge.check import check


def main(arguments: Sequence[str]) -> int:
    """Run one command; the exit status is 1 where something fails."""
    asked = _parser().parse_args(arguments or ["check"])
    status: int = asked.run(asked)
    return status


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m knowledge", description=__doc__)
    commands = parser.add_subparsers(required=True)
    checking = commands.add_parser("check", help="every failure, then one line of counts")
    checking.add_argument("words", nargs="*", help="show only failures of files with these words")
    checking.add_argument("--folder", type=Path, default=HERE)
    checking.set_defaults(run=_check)
    return parser


def _check(asked: Namespace) -> int:
    report = check(asked.folder, asked.words)
    for failure in report.failures:
        print(failure)
    print(report.counts)
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
