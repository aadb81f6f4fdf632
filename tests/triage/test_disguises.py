"""However a danger sign is typed, the tier is not lower and the quotation is exact.

Each disguise leaves the words readable to a person: capitals, typographic quotes, letters drawn
out, marks that nobody sees, letters of other alphabets, emoji.
"""

import random
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import knowledge
from knowledge.free import spellings
from triage import Message, Turn, converse
from triage.model import Symptom

KNOWN = knowledge.load()
GRAVE = sorted(name for name, symptom in KNOWN.symptoms.items() if symptom.grave)
A_SYMPTOM = 12  # phrases of each, spread over its list
CYRILLIC = str.maketrans("aceopxyijsABCEHIKMOPTXY", "асеорхуіјѕАВСЕНІКМОРТХУ")
GREEK = str.maketrans("oiABEHIKMNOPTXYZ", "οιΑΒΕΗΙΚΜΝΟΡΤΧΥΖ")
FULL_WIDTH = {code: code + 0xFEE0 for code in range(ord("!"), ord("~") + 1)}

Disguise = Callable[[str], str]


def drawn_out(text: str) -> str:
    """The last vowel of the longest word held long, as in "pleeeease".

    Not of "both", which becomes a booth, nor of "just", which is dropped only as it is spelt.
    """
    word = max(text.split(), key=lambda one: (one not in ("both", "just"), len(one)))
    places = [place for place, letter in enumerate(word) if letter in "aeiou"]
    if not places:
        return text
    place = places[-1]
    return text.replace(word, word[:place] + word[place] * 4 + word[place + 1 :], 1)


def inside_words(mark: str) -> Disguise:
    def disguise(text: str) -> str:
        return " ".join(word[:1] + mark + word[1:] for word in text.split(" "))

    return disguise


DISGUISES: dict[str, Disguise] = {
    "capitals": str.upper,
    "a capital first": str.capitalize,
    "curly quotes": lambda text: text.replace("'", "\u2019"),
    "an accent for an apostrophe": lambda text: text.replace("'", "\u00b4"),
    "no apostrophes": lambda text: text.replace("'", ""),
    "a letter drawn out": drawn_out,
    "zero-width space": inside_words("\u200b"),
    "zero-width joiner": inside_words("\u200d"),
    "soft hyphen": inside_words("\u00ad"),
    "full-width letters": lambda text: text.translate(FULL_WIDTH),
    "Cyrillic": lambda text: text.translate(CYRILLIC),
    "Cyrillic capitals": lambda text: text.upper().translate(CYRILLIC),
    "Greek": lambda text: text.translate(GREEK),
    "Greek capitals": lambda text: text.upper().translate(GREEK),
    "right-to-left marks": lambda text: f"\u202e{inside_words(chr(0x200F))(text)}\u202c",
    "emoji before": lambda text: f"\U0001f622\U0001f622 {text}",
    "emoji between": lambda text: text.replace(" ", " \U0001f62d "),
    "emoji after": lambda text: f"{text}\U0001f64f\U0001f3fd",
    "combining accents": lambda text: "".join(
        letter + "\u0301" * letter.isalpha() for letter in text
    ),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "wide spaces": lambda text: text.replace(" ", " \u2003 "),
}


def plain_phrases(symptom: Symptom) -> Iterator[str]:
    """Some phrases of a symptom, each in one spelling, the same in every run."""
    chance = random.Random(symptom.id)
    some = chance.sample(symptom.phrases, min(A_SYMPTOM, len(symptom.phrases)))
    for phrase in some:
        yield chance.choice(spellings(phrase))


PLAIN = [phrase for name in GRAVE for phrase in plain_phrases(KNOWN.symptoms[name])]


def said(text: str) -> Turn:
    return converse([Message(text)], KNOWN)[0]


def tier(turn: Turn) -> int:
    return -1 if turn.urgency is None else int(turn.urgency)


TIERS = {phrase: tier(said(phrase)) for phrase in PLAIN}


def misquoted(turn: Turn, text: str) -> list[str]:
    return [one.text for one in turn.findings if text[one.start : one.end] != one.text]


def test_every_grave_symptom_is_tried() -> None:
    assert len(GRAVE) > 20
    assert len(PLAIN) > 5 * len(GRAVE)


@pytest.mark.parametrize("name", DISGUISES)
def test_a_disguise_never_lowers_the_tier_of_a_danger_sign(name: str) -> None:
    lower = []
    for phrase in PLAIN:
        text = DISGUISES[name](phrase)
        turn = said(text)
        assert not misquoted(turn, text), (phrase, text)
        if tier(turn) < TIERS[phrase]:
            lower.append(phrase)
    assert not lower


@settings(
    max_examples=400, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(
    st.sampled_from(PLAIN),
    st.lists(st.sampled_from(sorted(set(DISGUISES) - {"a letter drawn out"})), max_size=4),
)
def test_disguises_on_top_of_each_other_lower_nothing(phrase: str, names: list[str]) -> None:
    text = phrase
    for name in sorted(names, key=list(DISGUISES).index):  # capitals before other alphabets
        text = DISGUISES[name](text)
    turn = said(text)
    assert tier(turn) >= TIERS[phrase]
    assert not misquoted(turn, text)
