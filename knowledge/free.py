"""The cases that nobody has to write: a phrase alone is present, no denies it, maybe doubts it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from knowledge.play import Failure, statuses
from triage.find.lexicon import Lexicon, expand, lexicon_of
from triage.model import Fact, Knowledge, Status, Symptom

SPELLINGS = 6  # of a phrase with many choices; the first, the last and some between
DENIED_TOO = 12  # letters: a longer single word is two that were written together
OF_NO_NOUN = ("ed", "ly", "less", "ful")

Owners = Mapping[str, frozenset[str]]


def owners(knowledge: Knowledge, lexicon: Lexicon) -> Owners:
    """Phrase in canonical words -> the symptoms that list it."""
    found: dict[str, set[str]] = defaultdict(set)
    for symptom in knowledge.symptoms.values():
        for phrase in symptom.phrases:
            for spelling in expand(phrase):
                found[lexicon.spelled(spelling)].add(symptom.id)
    return {phrase: frozenset(symptoms) for phrase, symptoms in found.items()}


def free_failures(symptom: Symptom, knowledge: Knowledge, shared: Owners) -> Iterator[Failure]:
    """Every phrase of a symptom that does not read as it should when nothing stands around it."""
    lexicon = lexicon_of(knowledge)
    for phrase in symptom.phrases:
        for spelling in spellings(phrase):
            listed_in = shared.get(lexicon.spelled(spelling), frozenset())
            alone = {Status.PRESENT} if len(listed_in) < 2 else {Status.UNCERTAIN}
            yield from _reads(spelling, alone, symptom, knowledge)
            if is_noun(spelling):
                yield from _reads(f"no {spelling}", {Status.DENIED}, symptom, knowledge)
                yield from _reads(f"maybe {spelling}", {Status.UNCERTAIN}, symptom, knowledge)


def fact_failures(fact: Fact, knowledge: Knowledge) -> Iterator[Failure]:
    """Every phrase of a fact that does not find it."""
    for phrase in fact.phrases:
        for spelling in spellings(phrase):
            if fact.id not in statuses(spelling, knowledge):
                yield Failure(f"facts/{fact.id}.yaml", f"phrase `{spelling}` does not find it")


def spellings(phrase: str) -> tuple[str, ...]:
    """Up to six ways to write a phrase, its gaps filled."""
    every = [spelling.replace("...", "it") for spelling in expand(phrase)]
    step = max(1, len(every) // SPELLINGS)
    return tuple(dict.fromkeys((*every[::step][: SPELLINGS - 1], every[-1])))


def is_noun(spelling: str) -> bool:
    """Whether "no …" is English: a single word, as far as its ending tells."""
    return spelling.isalpha() and len(spelling) <= DENIED_TOO and not spelling.endswith(OF_NO_NOUN)


def _reads(
    text: str, wanted: set[Status], symptom: Symptom, knowledge: Knowledge
) -> Iterator[Failure]:
    seen = statuses(text, knowledge)
    if not wanted & set(seen.get(symptom.id, ())):
        told = ", ".join(f"{slug} {' '.join(found)}" for slug, found in seen.items()) or "nothing"
        what = f"`{text}` reads as {told}, not as {symptom.id} {' '.join(sorted(wanted))}"
        yield Failure(f"symptoms/{symptom.id}.yaml", what)
