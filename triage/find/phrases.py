"""Every phrase of the knowledge, with what it stands for."""

from __future__ import annotations

from collections.abc import Iterator

from triage.find.matcher import Entry
from triage.model import Knowledge

CARRIER = "carrier"
LOOSE = "loose"


def phrases_of(knowledge: Knowledge) -> Iterator[tuple[Entry, str]]:
    """Each phrase, as it is written, beside its entry."""
    for symptom in knowledge.symptoms.values():
        for kind, phrases in (
            ("phrase", symptom.phrases),
            ("absent", symptom.absent),
            ("lookalike", symptom.lookalikes),
        ):
            yield from _each(Entry(kind, symptom.id), phrases)
    for fact in knowledge.facts.values():
        yield from _each(Entry("fact", fact.id), fact.phrases)
    language = knowledge.language
    for kind, phrases in language.cues.items():
        if kind in (CARRIER, LOOSE):
            continue
        yield from _each(Entry("cue", kind), phrases)
    for kind, phrases in language.drugs.items():
        yield from _each(Entry("drug", kind), phrases)
    for kind, phrases in language.events.items():
        yield from _each(Entry("date", kind), phrases)
    for kind, phrases in (
        ("yes", language.yes),
        ("no", language.no),
        ("not_sure", language.not_sure),
    ):
        yield from _each(Entry("answer", kind), phrases)


def _each(entry: Entry, phrases: tuple[str, ...]) -> Iterator[tuple[Entry, str]]:
    for phrase in phrases:
        yield entry, phrase
