"""When things happened: how old a mention is, how long ago surgery, refill, change and MRI were."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from triage.find.matcher import Hit
from triage.find.scene import Scene, kept
from triage.find.text import STOP, Reading
from triage.model import Answer, Question, Span
from triage.values import Time

BESIDE = 1
NEAR = 9  # words between a date and the event it dates
FOREVER = 36_500.0


def ages_of(
    reading: Reading, told: Sequence[Time], hits: list[Hit]
) -> tuple[tuple[int, int, float, bool], ...]:
    """Every time said, as (first word, word after the last, days ago, whether up to now).

    A day that belongs to surgery or refill ("the pump went in 16 days ago") dates no mention.
    """
    dates = [hit for hit in hits if hit.entry.kind == "date"]
    starts = [word.start for word in reading.words]
    return tuple(
        (first, last, time.days, time.lasting)
        for time in told
        if not time.ahead
        for first, last in (_words(time, reading, starts),)
        if not any(hit.last <= first <= hit.last + BESIDE or last == hit.first for hit in dates)
    )


def _words(time: Time, reading: Reading, starts: list[int]) -> tuple[int, int]:
    first = bisect_right(starts, reading.place(time.start)) - 1
    last = bisect_right(starts, reading.place(time.end - 1))
    return max(0, first), max(last, first + 1)


def spans_of(
    scene: Scene,
    reading: Reading,
    told: Sequence[Time],
    hits: list[Hit],
    asked: Question | None,
    reply: Answer | None,
) -> tuple[Mapping[str, Span], float | None]:
    """Days since each event that the text dates, and days until the next refill where told."""
    spans: dict[str, Span] = {}
    until: float | None = None
    starts = [word.start for word in reading.words]
    dates = list(kept([hit for hit in hits if hit.entry.kind == "date"]))
    for time in told:
        first, last = _words(time, reading, starts)
        event = _nearest(first, last, dates, scene)
        if event is None and asked is not None and len(asked.events) == 1:
            event = asked.events[0]
        if event == "refill" and _overdue(last, scene):
            until = -time.days
        elif event == "next_refill" or (time.ahead and event == "refill"):
            until = time.days if time.ahead or event == "next_refill" else until
        elif event is not None and not time.ahead:
            spans[event] = _span(time)
    if spans and reply is not Answer.NO:
        return spans, until
    return {**dict(_answered(asked, reply)), **spans}, until


def _overdue(place: int, scene: Scene) -> bool:
    """Whether the refill is late by the time before `place`: "nine days overdue"."""
    return place < len(scene.words) and scene.words[place].raw in ("overdue", "late")


def _span(time: Time) -> Span:
    if time.exact:
        return Span(time.days, time.days)
    return Span(time.days * 0.5, max(time.days * 1.5, time.days + 3))


def _nearest(first: int, last: int, dates: list[Hit], scene: Scene) -> str | None:
    near: list[tuple[int, int, str]] = []
    for hit in dates:
        between = (
            scene.words[hit.last : first] if hit.last <= first else scene.words[last : hit.first]
        )
        if any(word.text == STOP for word in between) or _supposed(hit, scene):
            continue
        distance = first - hit.last if hit.last <= first else hit.first - last
        if distance <= NEAR:
            near.append((max(0, distance), hit.first - hit.last, hit.entry.id))
    return min(near)[2] if near else None


def _supposed(hit: Hit, scene: Scene) -> bool:
    return scene.cue_in("hypothetical", scene.clause(hit.first), hit.first) is not None


def _answered(asked: Question | None, reply: Answer | None) -> Iterator[tuple[str, Span]]:
    """What yes, no and doubt say of the events asked about: within the window, before it, maybe."""
    if asked is None or not asked.events or asked.days is None:
        return
    for event in asked.events:
        if reply is Answer.NO:
            yield event, Span(asked.days + 0.01, FOREVER)
        elif reply is Answer.YES:
            yield event, Span(0, asked.days, sure=len(asked.events) == 1)
        elif reply is Answer.NOT_SURE:
            yield event, Span(0, asked.days, sure=False)
