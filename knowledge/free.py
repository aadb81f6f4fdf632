"""The cases that nobody has to write: a phrase alone is present, no denies it, maybe doubts it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import prod

from knowledge.play import Failure, statuses
from triage.find import hear
from triage.model import Fact, Finding, Knowledge, Message, Picture, Status, Symptom

CHOICE = re.compile(r"\(([^()]*)\)")
SPELLINGS = 6  # of a phrase with many choices; the first, the last and some between
DENIED_TOO = 12  # letters: a longer single word is two that were written together
OF_NO_NOUN = ("ed", "ly", "less", "ful")


def free_failures(symptom: Symptom, knowledge: Knowledge) -> Iterator[Failure]:
    """Every phrase of a symptom that does not read as it should when nothing stands around it."""
    for phrase in symptom.phrases:
        for spelling in spellings(phrase):
            yield from _reads(spelling, Status.PRESENT, symptom, knowledge)
            if is_noun(spelling):
                yield from _reads(f"no {spelling}", Status.DENIED, symptom, knowledge)
                yield from _reads(f"maybe {spelling}", Status.UNCERTAIN, symptom, knowledge)


def fact_failures(fact: Fact, knowledge: Knowledge) -> Iterator[Failure]:
    """Every phrase of a fact that does not find it."""
    for phrase in fact.phrases:
        for spelling in spellings(phrase):
            if fact.id not in statuses(spelling, knowledge):
                yield Failure(f"facts/{fact.id}.yaml", f"phrase `{spelling}` does not find it")


def spellings(phrase: str) -> tuple[str, ...]:
    """Up to six ways to write a phrase, spread over all that its choices allow, its gaps filled."""
    pieces = [
        piece.split("|") if place % 2 else [piece]
        for place, piece in enumerate(CHOICE.split(phrase.replace("...", "it")))
    ]
    most = prod(map(len, pieces)) - 1
    chosen = dict.fromkeys(most * step // (SPELLINGS - 1) for step in range(SPELLINGS))
    return tuple(dict.fromkeys(_spelling(pieces, number) for number in chosen))


def _spelling(pieces: Sequence[Sequence[str]], number: int) -> str:
    """The spelling of this number, where the last choice counts up first."""
    words: list[str] = []
    for piece in reversed(pieces):
        number, place = divmod(number, len(piece))
        words.insert(0, piece[place])
    return " ".join("".join(words).split())


def is_noun(spelling: str) -> bool:
    """Whether "no …" is English: a single word, as far as its ending tells."""
    return spelling.isalpha() and len(spelling) <= DENIED_TOO and not spelling.endswith(OF_NO_NOUN)


def _reads(text: str, wanted: Status, symptom: Symptom, knowledge: Knowledge) -> Iterator[Failure]:
    found = hear(Message(text), None, Picture(), knowledge).findings
    mine = [finding for finding in found if finding.concept == symptom.id]
    if any(finding.status is wanted for finding in mine):
        return
    if wanted is Status.PRESENT and any(_shared(finding, found) for finding in mine):
        return
    told = ", ".join(f"{finding.concept} {finding.status}" for finding in found) or "nothing"
    what = f"`{text}` reads as {told}, not as {symptom.id} {wanted}"
    yield Failure(f"symptoms/{symptom.id}.yaml", what)


def _shared(finding: Finding, found: Sequence[Finding]) -> bool:
    """Whether another symptom lists the same words, so that each of the two is in doubt."""
    return finding.status is Status.UNCERTAIN and any(
        (other.start, other.end, other.status) == (finding.start, finding.end, finding.status)
        for other in found
        if other.concept != finding.concept
    )
