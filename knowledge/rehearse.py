"""Whole conversations, played to their end: what came out, and where a nurse wants otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from knowledge.cases import Conversation
from knowledge.play import Failure, other_tier, play, slug
from triage.model import Knowledge, Turn, Urgency

NOTHING = -1  # below every tier
DOUBT = "not sure"


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of one conversation: the tiers of the first and the last reply, and the rest.

    `gaps` say in words where that is not what a nurse wants; nothing when all is as wanted.
    """

    slug: str
    first: Urgency | None
    last: Urgency | None
    suspected: frozenset[str]
    flagged: bool
    questions: int
    doubting: bool = False
    gaps: tuple[str, ...] = ()


def rehearse(case: Conversation, knowledge: Knowledge, *, doubting: bool = False) -> Ended:
    """Play a conversation; `doubting`: whatever the case leaves open is answered "not sure"."""
    turns = play(replace(case, otherwise=DOUBT) if doubting else case, knowledge)
    first, last = turns[0], turns[-1]
    suspected = frozenset(suspicion.risk for suspicion in last.assessment.suspicions)
    return Ended(
        slug=case.slug,
        first=first.urgency,
        last=last.urgency,
        suspected=suspected,
        flagged=last.flagged,
        questions=len(turns) - 1 - len(case.then),
        doubting=doubting,
        gaps=(*_tiers(case, first, last), *_others(case, last, suspected)),
    )


def odd_failures(case: Conversation) -> Iterator[Failure]:
    """What a conversation says of itself that can't be true."""
    if not rank(case.min) <= rank(case.best) <= rank(case.max):
        yield Failure(case.file, "its best tier is not between its min and its max")


def rank(urgency: Urgency | None) -> int:
    """A number to compare tiers by, also where there is none."""
    return NOTHING if urgency is None else urgency


def _tiers(case: Conversation, first: Turn, last: Turn) -> Iterator[str]:
    if not rank(case.min) <= rank(last.urgency) <= rank(case.max):
        yield other_tier(last, " to ".join(dict.fromkeys((slug(case.min), slug(case.max)))))
    if rank(first.urgency) < rank(case.at_opening_min):
        yield f"the first reply is {other_tier(first, slug(case.at_opening_min))}"


def _others(case: Conversation, last: Turn, suspected: frozenset[str]) -> Iterator[str]:
    told = ", ".join(sorted(suspected)) or "nothing"
    if case.risks_any and suspected.isdisjoint(case.risks_any):
        yield f"suspected is {told}, none of {', '.join(case.risks_any)}"
    for risk in case.risks_never:
        if risk in suspected:
            yield f"{risk} is suspected, and must not be"
    if case.flagged is not None and last.flagged is not case.flagged:
        yield "a nurse does not see it" if case.flagged else "a nurse sees it without need"
    if case.outcome is not None and last.outcome is not case.outcome:
        yield f"{last.outcome} instead of {case.outcome}"
