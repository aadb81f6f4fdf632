"""Lists of hard sentences in four styles: how often what is said of a concept is understood.

A row that fails is in KNOWN with its reason; a row of KNOWN that passes must leave it.
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

import knowledge
from triage import Finding, Message, Urgency, converse
from triage.find.text import tokens
from triage.model import Status

KNOWN_WORDS = knowledge.load()
SYMPTOMS = KNOWN_WORDS.symptoms
HERE = Path(__file__).parent
MEASURES = {"breaths/min": "breaths", "%": "oxygen", "bpm": "pulse"}
LIKELY = (Status.PRESENT, Status.UNCERTAIN)

# A danger sign that is there and yet read as denied: (sentence, concept) and why.
KNOWN: Mapping[tuple[str, str], str] = {}


@dataclass(frozen=True)
class Row:
    say: str
    find: Mapping[str, Status]
    never: tuple[str, ...]
    values: tuple[Mapping[str, Any], ...]


def rows(name: str) -> tuple[Row, ...]:
    raw = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return tuple(
        Row(
            str(row["say"]),
            {concept: Status(said) for concept, said in row.get("find", {}).items()},
            tuple(row.get("never", ())),
            tuple(row.get("values", ())),
        )
        for row in raw
    )


# The last was written after the language was mended and is not fitted to: its floor is its figure.
AT_LEAST = {
    "frozen_sentences.yaml": 0.95,
    "hard_sentences.yaml": 0.95,
    "status_sentences.yaml": 0.95,
    "later_sentences.yaml": 0.75,
}
LISTS = {name: rows(name) for name in AT_LEAST}


# --- styles ---


def without_punctuation(text: str) -> str:
    """Lower case and no marks, as half of all patients write; decimals keep theirs."""
    return " ".join(re.sub(r"(?<!\d)[.,]|[.,](?!\d)|[!?;:()\u2014-]", " ", text.lower()).split())


def cue_words() -> frozenset[str]:
    """The words that decide a status: a slip in them is another matter."""
    phrases = [phrase for kind in KNOWN_WORDS.language.cues.values() for phrase in kind]
    return frozenset(word for phrase in phrases for word, _, _ in tokens(phrase.lower()))


CUES = cue_words() | KNOWN_WORDS.language.never_repaired


def with_a_slip(text: str) -> str:
    """Two neighbouring letters of one longer word change places, the same in every run."""
    words = [
        match
        for match in re.finditer(r"[a-z]{5,}", text.lower())
        if match[0] not in CUES and KNOWN_WORDS.language.aliases.get(match[0]) not in CUES
    ]
    if not words:
        return text
    chance = random.Random(text)
    word = chance.choice(words)
    at = word.start() + chance.randrange(1, len(word[0]) - 1)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


STYLES: dict[str, Callable[[str], str]] = {
    "as written": str,
    "no punctuation": without_punctuation,
    "capitals": str.upper,
    "one slip": with_a_slip,
}


# --- what was understood ---


@cache
def findings(text: str) -> tuple[Finding, ...]:
    return converse([Message(text)], KNOWN_WORDS)[0].findings


def said_of(concept: str, found: tuple[Finding, ...]) -> set[Status]:
    """What is said of a concept, and of the narrower ones that it covers."""
    return {
        one.status
        for one in found
        if one.concept == concept
        or (
            one.concept in SYMPTOMS
            and concept in SYMPTOMS[one.concept].kind_of
            and one.status is not Status.DENIED
        )
    }


def right(wanted: Status, said: set[Status]) -> bool:
    """A presence outweighs all else, so another status is right only where none is claimed."""
    return wanted in said and (wanted is Status.PRESENT or Status.PRESENT not in said)


def grave(concept: str) -> bool:
    symptom = SYMPTOMS[concept]
    return symptom.grave or symptom.urgency is Urgency.EMERGENCY


@dataclass
class Tally:
    asked: int = 0
    found: int = 0
    right: int = 0
    false_alarms: int = 0
    clear: int = 0

    def __str__(self) -> str:
        return (
            f"found {self.found} of {self.asked}, status right {self.right} of {self.found}"
            f" ({self.right / max(1, self.found):.3f}), overall {self.right / self.asked:.3f},"
            f" false alarms {self.false_alarms} of {self.clear}"
        )


def labels(row: Row) -> Iterator[tuple[str, Status]]:
    return ((concept, said) for concept, said in row.find.items() if concept in SYMPTOMS)


def tally(some: tuple[Row, ...], style: Callable[[str], str]) -> Tally:
    count = Tally()
    for row in some:
        found = findings(style(row.say))
        for concept, wanted in labels(row):
            said = said_of(concept, found)
            count.asked += 1
            count.found += bool(said)
            count.right += right(wanted, said)
        for concept in row.never:
            count.clear += 1
            count.false_alarms += any(status in LIKELY for status in said_of(concept, found))
    return count


def denied_dangers(style: Callable[[str], str]) -> set[tuple[str, str]]:
    """Every danger sign that is there and was read as denied, with nothing else to raise it."""
    return {
        (row.say, concept)
        for some in LISTS.values()
        for row in some
        for concept, wanted in labels(row)
        if wanted is Status.PRESENT and grave(concept)
        for said in (said_of(concept, findings(style(row.say))),)
        if Status.DENIED in said and said.isdisjoint(LIKELY)
    }


def test_the_lists_are_long_and_every_label_is_a_known_concept() -> None:
    assert sum(map(len, LISTS.values())) >= 400
    own = LISTS["hard_sentences.yaml"]
    named = {concept for row in own for concept in (*row.find, *row.never)}
    assert named <= set(SYMPTOMS)
    assert len({row.say for row in own}) == len(own)


@pytest.mark.parametrize("style", STYLES)
def test_no_danger_sign_that_is_there_is_read_as_denied(style: str) -> None:
    assert denied_dangers(STYLES[style]) <= set(KNOWN)


def test_no_row_is_known_to_fail_that_does_not() -> None:
    failing = set().union(*(denied_dangers(style) for style in STYLES.values()))
    assert set(KNOWN) <= failing


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", LISTS)
def test_what_is_said_of_a_found_concept_is_nearly_always_understood(
    name: str, style: str, capsys: pytest.CaptureFixture[str]
) -> None:
    count = tally(LISTS[name], STYLES[style])
    with capsys.disabled():
        print(f"\n{name}, {style}: {count}", end="")
    assert count.right >= AT_LEAST[name] * count.found


def unread(row: Row) -> Iterator[str]:
    """Its values that are not read."""
    found = {(one.concept, one.value, one.unit) for one in findings(row.say)}
    for value in row.values:
        measure = MEASURES.get(value.get("unit", ""), value["concept"])
        if (measure, value["value"], value.get("unit")) not in found:
            yield row.say


def test_measured_values_are_read_with_their_unit() -> None:
    assert {say for some in LISTS.values() for row in some for say in unread(row)} == set()
