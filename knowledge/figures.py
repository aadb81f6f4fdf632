"""How well the whole conversations go, in figures, and the gates that they must pass.

A conversation is not a test of its own: the set is measured, and what is off is a known gap. No
emergency may end too low; of everything else the share that is let through stands in GATES.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from knowledge.cases import Conversation
from knowledge.play import Failure
from knowledge.rehearse import Ended, rank
from triage.model import Urgency

FILE = "conversations"
WHEN_DOUBTING = ", everything left open answered not sure"

Pair = tuple[Conversation, Ended]


@dataclass(frozen=True, slots=True)
class Measure:
    """What can be off in a conversation: in which ones it can be, and in which ones it is."""

    can: Callable[[Conversation], bool]
    off: Callable[[Conversation, Ended], bool]


@dataclass(frozen=True, slots=True)
class Figure:
    """In how many conversations something can be off, and the slugs of those where it is."""

    of: int
    slugs: tuple[str, ...]

    @property
    def share(self) -> float:
        """Between 0 and 1; 0 where it can be off in none."""
        return len(self.slugs) / self.of if self.of else 0.0

    def __str__(self) -> str:
        return f"{len(self.slugs)} of {self.of} ({self.share:.1%})"


@dataclass(frozen=True, slots=True)
class Figures:
    """What a set of conversations comes to, by measure; each counts what is off."""

    by_measure: Mapping[str, Figure]
    questions: float  # asked in a conversation, median

    def __str__(self) -> str:
        told = (f"{name} {figure}" for name, figure in self.by_measure.items())
        return ", ".join([*told, f"median questions {self.questions:g}"])


def _always(_: Conversation) -> bool:
    return True


def _too_low(case: Conversation, ended: Ended) -> bool:
    return rank(ended.last) < rank(case.min)


def _too_high(case: Conversation, ended: Ended) -> bool:
    return rank(ended.last) > rank(case.max)


def _late(case: Conversation, ended: Ended) -> bool:
    return rank(ended.first) < rank(case.at_opening_min)


def _needless(case: Conversation, ended: Ended) -> bool:
    low = rank(case.max) < Urgency.SAME_DAY
    return low and case.flagged is False and ended.flagged


MEASURES: Mapping[str, Measure] = {
    "under-triaged": Measure(_always, _too_low),
    "over-triaged": Measure(lambda case: case.max is not Urgency.EMERGENCY, _too_high),
    "out of range": Measure(_always, lambda case, end: _too_low(case, end) or _too_high(case, end)),
    "emergencies missed": Measure(lambda case: case.best is Urgency.EMERGENCY, _too_low),
    "emergencies told too late": Measure(
        lambda case: case.at_opening_min is Urgency.EMERGENCY, _late
    ),
    "told too late": Measure(lambda case: case.at_opening_min is not None, _late),
    "right risk not named": Measure(
        lambda case: bool(case.risks_any),
        lambda case, end: end.suspected.isdisjoint(case.risks_any),
    ),
    "risk wrongly named": Measure(
        _always, lambda case, end: not end.suspected.isdisjoint(case.risks_never)
    ),
    "not flagged": Measure(lambda case: bool(case.flagged), lambda _, end: not end.flagged),
    "flagged without need": Measure(_always, _needless),
}
# The largest share that is let through.
GATES = {
    "emergencies missed": 0.0,
    "emergencies told too late": 0.02,
    "out of range": 0.05,
    "over-triaged": 0.08,
    "right risk not named": 0.05,
    "flagged without need": 0.015,
}
DOUBTING_GATES = {"emergencies missed": 0.0, "over-triaged": 0.2}


def figures_of(cases: Iterable[Conversation], endings: Iterable[Ended]) -> Figures:
    """The figures of those conversations that were played to an end."""
    ended = {one.slug: one for one in endings}
    pairs = [(case, ended[case.slug]) for case in cases if case.slug in ended]
    return Figures(
        {name: _figure(measure, pairs) for name, measure in MEASURES.items()},
        median([end.questions for _, end in pairs]) if pairs else 0.0,
    )


def figures_of_both(
    cases: Sequence[Conversation], endings: Sequence[Ended]
) -> tuple[Figures, Figures]:
    """The figures as the cases answer, and those where all that is left open is in doubt."""
    plain, doubting = (
        figures_of(cases, [end for end in endings if end.doubting is doubting])
        for doubting in (False, True)
    )
    return plain, doubting


def gaps_of(endings: Iterable[Ended]) -> Iterator[Failure]:
    """Whatever is off in a conversation, as its case answers."""
    for end in endings:
        for what in () if end.doubting else end.gaps:
            yield Failure(f"{FILE}/{end.slug}.yaml", what)


def gate_failures(
    figures: Figures, gates: Mapping[str, float] = GATES, when: str = ""
) -> Iterator[Failure]:
    """A failure for each gate that the figures do not pass, naming the conversations."""
    for name, most in gates.items():
        figure = figures.by_measure[name]
        if figure.share > most:
            what = f"{name}{when}: {figure}, more than {most:.1%}: {', '.join(figure.slugs)}"
            yield Failure(FILE, what)


def _figure(measure: Measure, pairs: Sequence[Pair]) -> Figure:
    able = [(case, end) for case, end in pairs if measure.can(case)]
    off = (case.slug for case, end in able if measure.off(case, end))
    return Figure(len(able), tuple(sorted(off)))
