"""Time, and how fast the machine was while it was taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median
from time import perf_counter
from typing import TypeVar

Subject = TypeVar("Subject")
MILLI = 1e3


@dataclass(frozen=True, slots=True)
class Timing:
    """Median and 99th of a hundred in milliseconds, and the calibration loop's beside them."""

    median: float
    p99: float
    calibration: float


def calibration() -> float:
    """Milliseconds for a fixed loop; a core that a neighbour slows takes longer for it, too."""
    return min(_loop() for _ in range(5))


def _loop() -> float:
    start = perf_counter()
    total = 0
    for number in range(20_000):
        total += number % 7
    return (perf_counter() - start) * MILLI


def once(act: Callable[[], object]) -> float:
    """Milliseconds that one call takes."""
    start = perf_counter()
    act()
    return (perf_counter() - start) * MILLI


def best(act: Callable[[], object], rounds: int = 3) -> float:
    """The least of some calls: what the work costs without the neighbours'."""
    return min(once(act) for _ in range(rounds))


def timing(
    act: Callable[[Subject], object], subjects: Sequence[Subject], rounds: int = 3
) -> Timing:
    """The best of some rounds for each subject, after one round that is thrown away."""
    for subject in subjects[:200]:
        act(subject)
    before = calibration()
    taken = sorted(best(partial(act, subject), rounds) for subject in subjects)
    return summary(taken, max(before, calibration()))


def summary(taken: Sequence[float], calibrated: float) -> Timing:
    """Median and 99th of a hundred of milliseconds in order."""
    return Timing(median(taken), taken[int(len(taken) * 0.99)], calibrated)
