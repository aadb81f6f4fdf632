"""`python -m knowledge`: what clinicians and programmers ask of the knowledge files.

check [WORD …]             every failure, the known gaps, the figures and the counts (the default)
explain "TEXT" [--drug D]  what is found, what fires, and what would move the tier
book                       all of it on one HTML page, to standard output
sign FILE --by NAME --on DATE
compare OLD NEW            two folders: whose tier moves, and by which rule
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType

from knowledge import HERE, KnowledgeError, load
from knowledge.book import book
from knowledge.check import check
from knowledge.compare import compare
from knowledge.explain import explanation
from knowledge.signing import SigningError, sign
from triage import converse
from triage.model import Message, Profile


def main(arguments: Sequence[str]) -> int:
    """Run one command; the exit status is 1 where something fails."""
    parser = _parser()
    known = ("-h", "--help", *COMMANDS)
    named = arguments if arguments and arguments[0] in known else ["check", *arguments]
    asked = parser.parse_args(named)
    try:
        return COMMANDS[asked.command](asked)
    except (KnowledgeError, SigningError) as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="python -m knowledge",
        description=__doc__,
        formatter_class=RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    adding = {name: commands.add_parser(name) for name in COMMANDS}
    for name in ("check", "explain", "book", "sign"):
        adding[name].add_argument("--folder", type=Path, default=HERE)
    adding["check"].add_argument("words", nargs="*", help="only files with one of these words")
    adding["explain"].add_argument("text", nargs="+", help="one message, or several in order")
    adding["explain"].add_argument("--drug", action="append", default=[])
    adding["explain"].add_argument("--since", action="append", default=[], metavar="refill=3")
    adding["sign"].add_argument("file")
    adding["sign"].add_argument("--by", required=True)
    adding["sign"].add_argument("--on", type=date.fromisoformat, required=True)
    adding["compare"].add_argument("old", type=Path)
    adding["compare"].add_argument("new", type=Path)
    return parser


def _check(asked: Namespace) -> int:
    report = check(asked.folder, asked.words)
    for failure in report.failures:
        print(failure)
    for gap in report.gaps:
        print(f"known gap: {gap}")
    for line in (*report.figures, report.counts):
        print(line)
    return 1 if report.failures else 0


def _explain(asked: Namespace) -> int:
    knowledge = load(asked.folder)
    since = dict(one.split("=", 1) for one in asked.since)
    profile = Profile(
        drugs=tuple(asked.drug),
        days_since=MappingProxyType({name: float(days) for name, days in since.items()}),
    )
    turns = converse([Message(text, profile=profile) for text in asked.text], knowledge)
    print("\n".join(explanation(turns[-1], knowledge)))
    return 0


def _book(asked: Namespace) -> int:
    print(book(asked.folder))
    return 0


def _sign(asked: Namespace) -> int:
    signature = sign(asked.folder, asked.file, asked.by, asked.on)
    print(f"{asked.file} signed by {signature.by}: {signature.sha256[:12]}")
    return 0


def _compare(asked: Namespace) -> int:
    moves, number = compare(asked.old, asked.new)
    for move in moves:
        print(move)
    print(f"{len(moves)} of {number} conversations move")
    return 0


COMMANDS: dict[str, Callable[[Namespace], int]] = {
    "check": _check,
    "explain": _explain,
    "book": _book,
    "sign": _sign,
    "compare": _compare,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
