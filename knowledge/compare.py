"""What a change of knowledge does to conversations: whose tier moves, and by which rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge import load
from knowledge.cases import PlayedCase, read_cases
from knowledge.play import play, slug
from triage.model import Knowledge, Turn, Urgency


@dataclass(frozen=True, slots=True)
class Move:
    """A conversation that ends with another tier, and the rules that make the difference."""

    case: PlayedCase
    before: Urgency | None
    after: Urgency | None
    rules: tuple[str, ...]

    def __str__(self) -> str:
        tiers = f"{slug(self.before)} -> {slug(self.after)}"
        by = f" by {', '.join(self.rules)}" if self.rules else ""
        return f"{self.case.file} `{self.case.name}`: {tiers}{by}"


def compare(old: Path, new: Path) -> tuple[list[Move], int]:
    """The conversations and rule cases of both folders whose tier moved, and how many there are."""
    before, after = load(old), load(new)
    cases = {
        (case.file, case.name): case for folder in (old, new) for case in read_cases(folder).played
    }
    moves = _moves(cases.values(), before, after)
    return sorted(moves, key=lambda move: (move.case.file, move.case.name)), len(cases)


def _moves(cases: Iterable[PlayedCase], before: Knowledge, after: Knowledge) -> Iterator[Move]:
    for case in cases:
        was, now = play(case, before)[-1], play(case, after)[-1]
        if was.urgency is not now.urgency:
            raised = (now.urgency or -1) > (was.urgency or -1)
            rules = _deciding(now) if raised else _deciding(was)
            yield Move(case, was.urgency, now.urgency, rules)


def _deciding(turn: Turn) -> tuple[str, ...]:
    """The rules behind a turn's tier."""
    return tuple(
        suspicion.rule
        for suspicion in turn.assessment.suspicions
        if suspicion.urgency is turn.urgency
    )
