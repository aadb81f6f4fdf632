"""Readings, counts and durations, put to the mention that they speak of."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from triage.find.text import STOP, Reading, Word
from triage.model import Finding, Knowledge, Question, Reads, Status
from triage.values import Measured, Time, counted, measured

NEAR = 60  # characters between a number and its mention
BESIDE = 12  # characters between a mention and the day on which it was
NEAR_MISS = {"temperature": 0.2}  # how far a home meter may be off, in the measure's unit


def values_of(
    reading: Reading, text: str, turn: int, asked: Question | None, knowledge: Knowledge
) -> tuple[Finding, ...]:
    """Each measured value as a finding, and the symptoms that it says are there or not."""
    about_fever = asked is not None and "fever" in asked.about
    found: list[Finding] = []
    for number in measured(reading.folded, asked_temperature=about_fever):
        found.append(_finding(number.measure, number, reading, text, turn))
        found.extend(_said_by(found[-1], knowledge))
    return tuple(found)


def _said_by(value: Finding, knowledge: Knowledge) -> Iterator[Finding]:
    for symptom in knowledge.symptoms.values():
        read = symptom.reading
        if read is not None and read.concept == value.concept and value.value is not None:
            status = _in_range(value.value, read)
            cue = f"{value.value:g} {value.unit}"
            yield replace(value, concept=symptom.id, status=status, cue=cue)


def _in_range(value: float, read: Reads) -> Status:
    """Present in the range; uncertain just outside it, as home meters go; else denied."""
    low = read.at_least if read.at_least is not None else value
    high = read.at_most if read.at_most is not None else value
    if low <= value <= high:
        return Status.PRESENT
    near = NEAR_MISS.get(read.concept, 0.0)
    return Status.UNCERTAIN if low - near <= value <= high + near else Status.DENIED


def _finding(concept: str, number: Measured, reading: Reading, text: str, turn: int) -> Finding:
    start, end = reading.place(number.start), reading.place(number.end - 1) + 1
    return Finding(
        concept,
        Status.PRESENT,
        turn,
        start,
        end,
        text[start:end],
        value=number.value,
        unit=number.unit,
    )


def with_values(
    mentions: tuple[Finding, ...],
    numbers: tuple[Finding, ...],
    reading: Reading,
    told: Sequence[Time],
) -> tuple[Finding, ...]:
    """The mentions with their counts and durations, and the readings after them."""
    if any(number.concept == "fever" for number in numbers):
        mentions = _read_over(mentions, numbers)
    carried = list(mentions)
    for number in counted(reading.folded):
        carried.extend(_attached(number.start, number.value, "times", mentions, reading))
    for time in told:
        if time.days >= 0.25 and (
            time.lasting or (not time.ahead and _touches(time.start, mentions, reading))
        ):
            carried.extend(_attached(time.start, time.days, "days", mentions, reading))
    return (*carried, *numbers)


def _read_over(mentions: tuple[Finding, ...], numbers: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """A word for fever yields to the thermometer beside it, unless it says more than that."""
    read = [number.status for number in numbers if number.concept == "fever"]
    if Status.PRESENT in read:
        return mentions
    return tuple(
        replace(mention, status=read[0], cue="thermometer")
        if mention.concept == "fever"
        and mention.status is Status.PRESENT
        and mention.text.lower() in ("temp", "temperature")
        else mention
        for mention in mentions
    )


def _attached(
    start: int, value: float, unit: str, mentions: tuple[Finding, ...], reading: Reading
) -> Iterator[Finding]:
    place = reading.place(start)
    near = [
        mention
        for mention in mentions
        if mention.status in (Status.PRESENT, Status.UNCERTAIN)
        and _distance(mention, place) <= NEAR
        and not _stop_between(mention, place, reading)
    ]
    if near:
        closest = min(near, key=lambda mention: (_distance(mention, place), mention.start))
        yield replace(closest, value=value, unit=unit)


def _touches(start: int, mentions: tuple[Finding, ...], reading: Reading) -> bool:
    """Whether a point in time stands right beside a mention: "missed it, nine days ago"."""
    place = reading.place(start)
    return any(_distance(mention, place) <= BESIDE for mention in mentions)


def _stop_between(mention: Finding, place: int, reading: Reading) -> bool:
    low, high = min(mention.start, place), max(mention.end, place)
    first, last = (bisect_left(reading.words, edge, key=_start) for edge in (low, high))
    return any(word.text == STOP for word in reading.words[first:last])


def _start(word: Word) -> int:
    return word.start


def _distance(mention: Finding, place: int) -> int:
    if mention.start <= place <= mention.end:
        return 0
    return mention.start - place if place < mention.start else place - mention.end


__all__ = ["Time", "values_of", "with_values"]
