"""Whole conversations: does each end where a nurse wants it to end?"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.cases import Conversation
from knowledge.play import Failure, other_tier, play, slug
from triage.model import Knowledge, Turn, Urgency

NOTHING = -1  # below every tier


def run_conversation(case: Conversation, knowledge: Knowledge) -> Iterator[Failure]:
    """Where a conversation ends too low, too high, at the wrong risk or with the wrong person."""
    turns = play(case, knowledge)
    for what in (*_tiers(case, turns[0], turns[-1]), *_others(case, turns[-1])):
        yield Failure(case.file, what)


def _tiers(case: Conversation, first: Turn, last: Turn) -> Iterator[str]:
    if not _rank(case.min) <= _rank(last.urgency) <= _rank(case.max):
        yield other_tier(last, " to ".join(dict.fromkeys((slug(case.min), slug(case.max)))))
    if _rank(first.urgency) < _rank(case.at_opening_min):
        yield f"the first reply is {other_tier(first, slug(case.at_opening_min))}"
    if not _rank(case.min) <= _rank(case.best) <= _rank(case.max):
        yield "its best tier is not between its min and its max"


def _others(case: Conversation, last: Turn) -> Iterator[str]:
    suspected = {suspicion.risk for suspicion in last.assessment.suspicions}
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


def _rank(urgency: Urgency | None) -> int:
    return NOTHING if urgency is None else urgency
