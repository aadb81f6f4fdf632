"""Hits to findings: each mention with its status and its place in the text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from triage.find.about import of_the_writer
from triage.find.denial import contradicted
from triage.find.elsewhere import sounds_elsewhere
from triage.find.matcher import Hit
from triage.find.scene import Scene, Verdict
from triage.find.status import counts, judge, otherwise
from triage.find.text import Reading
from triage.model import Finding, Knowledge, Status, Symptom


def mentions_of(
    scene: Scene, reading: Reading, text: str, turn: int, knowledge: Knowledge
) -> Iterator[Finding]:
    """The findings of a message\'s mentions, in order of place."""
    shared = _shared(scene.mentions, knowledge)
    for hit in scene.mentions:
        if hit.entry.kind == "lookalike":
            continue
        symptom = knowledge.symptoms[hit.entry.id]
        if sounds_elsewhere(hit, symptom, scene):
            continue
        verdict = _verdict(hit, symptom, scene)
        status = _settled(hit, verdict, symptom, shared)
        if status is None:
            continue
        words = reading.words[hit.first : hit.last]
        start, end = words[0].start, words[-1].end
        yield Finding(
            symptom.id,
            status,
            turn,
            start,
            end,
            text[start:end],
            cue=verdict.cue,
            repaired=any(word.repaired for word in words),
            days_ago=verdict.days_ago,
        )


def _verdict(hit: Hit, symptom: Symptom, scene: Scene) -> Verdict:
    if hit.entry.kind != "absent":
        return judge(hit, symptom, scene)
    if of_the_writer(hit, scene):
        return Verdict(Status.OTHER_PERSON)
    cue = contradicted(hit, scene)
    return Verdict(Status.DENIED, cue) if cue else otherwise(hit, symptom, scene)


def _settled(
    hit: Hit, verdict: Verdict, symptom: Symptom, shared: set[tuple[int, int]]
) -> Status | None:
    """The status that counts, or None where nothing was said after all."""
    if hit.entry.kind == "absent":
        return _turned(verdict.status)
    if verdict.status is Status.PRESENT and (hit.first, hit.last) in shared:
        return Status.UNCERTAIN
    if verdict.status is Status.PAST and counts(verdict, symptom):
        return Status.PRESENT
    return verdict.status


def _turned(status: Status) -> Status | None:
    """What "legs are strong" says of weakness: "not strong" has it, "maybe" leaves it open."""
    return {
        Status.PRESENT: Status.DENIED,
        Status.USUAL: Status.DENIED,
        Status.DENIED: Status.PRESENT,
        Status.UNCERTAIN: Status.UNCERTAIN,
    }.get(status)


def _shared(mentions: tuple[Hit, ...], knowledge: Knowledge) -> set[tuple[int, int]]:
    """Spans that are a phrase of two symptoms: each is then uncertain, unless one is the other."""
    seen: dict[tuple[int, int], set[str]] = defaultdict(set)
    for hit in mentions:
        if hit.entry.kind == "phrase":
            seen[(hit.first, hit.last)].add(hit.entry.id)
    kinds = {
        name: set(knowledge.symptoms[name].kind_of) for names in seen.values() for name in names
    }
    return {
        span
        for span, names in seen.items()
        if len(names) > 1 and not any(kinds[name] & names for name in names)
    }
