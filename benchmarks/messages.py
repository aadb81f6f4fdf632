"""Made-up messages of 5 to 80 words, the same in every run."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from knowledge.free import spellings
from triage import Knowledge

MANY = 2_000
SHORTEST, LONGEST = 5, 80  # words
ASIDE = (
    "well", "the", "nurse", "said", "to", "write", "here", "and", "we", "have", "lives", "by",
    "a", "lake", "my", "sister", "is", "painting", "it", "was", "never", "like", "that", "before",
    "so", "today", "in", "kitchen", "with", "dog", "I", "think", "you", "should", "know", "about",
    "the", "refill", "on", "monday", "because", "they", "told", "me", "at", "clinic", "last",
    "week", "for", "two", "days", "this", "morning", "after", "breakfast", "pump", "again",
)  # fmt: skip
BEFORE = (
    "no",
    "I have",
    "not",
    "maybe",
    "what if I get",
    "my neighbor has",
    "I had",
    "",
    "",
    "",
    "",
)
AFTER = ("since monday", "last year", "but", "and", ".", ",", "", "", "temp 101.5", "3 times", "!")


def made_up(knowledge: Knowledge, many: int = MANY) -> list[str]:
    """Messages of symptoms, cues and small talk; one word in forty has a slip."""
    chance = random.Random(7)
    phrases = [one for symptom in knowledge.symptoms.values() for one in symptom.phrases]
    return [_message(chance, phrases, chance.randint(SHORTEST, LONGEST)) for _ in range(many)]


def _message(chance: random.Random, phrases: Sequence[str], length: int) -> str:
    words: list[str] = []
    while len(words) < length:
        if chance.random() < 0.12:
            said = chance.choice(spellings(chance.choice(phrases)))
            words += f"{chance.choice(BEFORE)} {said} {chance.choice(AFTER)}".split()
        else:
            words.append(chance.choice(ASIDE))
    return " ".join(_typed(chance, word) for word in words[:length])


def _typed(chance: random.Random, word: str) -> str:
    if len(word) < 5 or chance.random() > 0.1:
        return word
    place = chance.randrange(1, len(word) - 1)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def openings(path: Path | None) -> list[str]:
    """The opening of every line of a file of JSON lines."""
    if path is None:
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["opening"] for line in lines if line.strip()]


def long_text(texts: Sequence[str], characters: int) -> str:
    """So many characters of the texts, one after the other."""
    return ". ".join(texts[: characters // 20 + 2])[:characters]


def further_phrases(many: int) -> Iterator[str]:
    """Phrases that nobody says, of words that many messages have in part."""
    chance = random.Random(11)
    letters = "abcdefghijklmnopqrstuvwxyz"
    for _ in range(many):
        invented = "".join(chance.choices(letters, k=6))
        yield f"{chance.choice(ASIDE)} {invented} {chance.choice(ASIDE)}"
