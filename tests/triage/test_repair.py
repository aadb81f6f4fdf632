"""Slips of the finger are mended, and words that must never meet do not."""

import random
from collections.abc import Iterator

import pytest

from triage import Message, converse
from triage.find.lexicon import Lexicon, lexicon_of
from triage.find.repair import Repair
from triage.model import Finding, Knowledge, Status

SHORTEST = 5


def found(text: str, known: Knowledge) -> dict[str, Finding]:
    return {one.concept: one for one in converse([Message(text)], known)[0].findings}


# --- one slip ---


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("I am itchign everywhere", "itching"),
        ("so nauseuos today", "nausea"),
        ("I keep vomitting", "vomiting"),
        ("vomitng all night", "vomiting"),
        ("terrible haedache", "headache"),
        ("a bad headahce", "headache"),
        ("my legs are spsming, I mean spastciity is worse", "spasticity"),
        ("very drwosy since the refill", "drowsy"),
        ("he is confsued", "confusion"),
        ("she had a siezure", "seizure"),
        ("sweatign like mad", "sweating"),
        ("constpiated for a week", "constipation"),
        ("hallucniating at night", "hallucination"),
        ("short of braeth", "short-of-breath"),
        ("my legs are parlyzed", "paralysis"),
        ("I am sucidal", "suicidal"),
        ("numbnes in my foot", "numbness"),
        ("I feel dizyz when I stand up", "dizzy-standing"),
        ("diarhea since noon", "diarrhoea"),
        ("I am shiverng", "chills"),
    ],
)
def test_one_slip_in_a_long_word_is_mended(text: str, concept: str, known: Knowledge) -> None:
    assert found(text, known)[concept].status in (Status.PRESENT, Status.UNCERTAIN)


@pytest.mark.parametrize(
    ("text", "concept", "repaired"),
    [
        ("I am itchign everywhere", "itching", True),
        ("I am itching everywhere", "itching", False),
        ("I am ITCHING everywhere", "itching", False),
        ("I am itchin everywhere", "itching", False),  # spelt as it is spoken
        ("very drwosy", "drowsy", True),
        ("very drowsy", "drowsy", False),
    ],
)
def test_a_mended_mention_says_so_and_quotes_what_was_written(
    text: str, concept: str, repaired: bool, known: Knowledge
) -> None:
    one = found(text, known)[concept]
    assert one.repaired is repaired
    assert text[one.start : one.end] == one.text


def slips(word: str, chance: random.Random) -> Iterator[str]:
    """One of each kind of slip, none in the first letter."""
    place = chance.randrange(1, len(word) - 1)
    yield word[:place] + word[place + 1 :]
    yield word[:place] + word[place] + word[place:]
    yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    yield word[:place] + chance.choice("qxz") + word[place + 1 :]


def slipped(known: Knowledge, lexicon: Lexicon) -> Iterator[tuple[str, str, str]]:
    """Every symptom's single long words with one slip that makes no other known word."""
    chance = random.Random(20)
    for symptom in known.symptoms.values():
        for word in symptom.phrases:
            if word.isalpha() and len(word) > SHORTEST:
                for slip in slips(word, chance):
                    if not lexicon.knows(slip) and slip not in known.language.aliases:
                        yield symptom.id, word, slip


def test_nearly_every_misspelt_symptom_word_is_found(known: Knowledge) -> None:
    rows = list(slipped(known, lexicon_of(known)))
    lost = [(word, slip) for concept, word, slip in rows if concept not in found(slip, known)]
    assert len(rows) > 200
    assert len(lost) <= 0.1 * len(rows), lost


# --- what must never meet ---


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("never mind that", "fever"),
        ("sever the line", "fever"),
        ("fewer than before", "fever"),
        ("my sunburn is peeling", "bladder-loss"),
        ("peeling skin on my nose", "cannot-pee"),
        ("the letters are blurred", "slurred-speech"),
        ("weening the puppies", "wound-drainage"),
        ("she gives me tea", "hives"),
        ("nine lives", "hives"),
        ("lots of stuff in the room", "stiff-neck"),
        ("my neck stuff arrived", "stiff-neck"),
        ("I tried all morning", "tired"),
        ("we got wired for internet", "tired"),
        ("a lump of sugar", "pump-site-pain"),
        ("a jump rope for the kids", "pump-moved"),
        ("I was poking at the keyboard", "jerks"),
        ("painting the fence", "fainting"),
        ("camping with the boys", "cramps"),
        ("breeding spaniels", "wound-bleeding"),
        ("staff were lovely", "spasticity"),
        ("selling the car", "wound-smell"),
        ("I healed the dog", "headache"),
        ("turning the page", "burning-pee"),
        ("crash test dummies", "rash"),
        ("a bag of trash", "rash"),
        ("we cruise in June", "bruise"),
        ("I cheat at cards", "chest-pain"),
    ],
)
def test_neighbours_in_spelling_are_not_taken_for_a_symptom(
    text: str, never: str, known: Knowledge
) -> None:
    assert never not in found(text, known)


def test_slurred_is_of_speech_and_blurred_is_of_sight(known: Knowledge) -> None:
    assert "slurred-speech" in found("my words are slurred", known)
    assert "blurred-vision" not in found("my words are slurred", known)
    assert "blurred-vision" in found("everything is blurred", known)


def test_short_words_are_exact(known: Knowledge) -> None:
    for text in ("my rush hour", "an inch or so", "dumb luck", "a pint of milk"):
        assert not found(text, known), text


def test_the_first_letter_holds_unless_two_letters_changed_places() -> None:
    repair = Repair(["fever", "vomit"], frozenset())
    assert repair.mend("efver") == "fever"
    assert repair.mend("never") is None
    assert repair.mend("fevre") == "fever"


def test_a_slip_that_fits_two_words_is_left_alone() -> None:
    repair = Repair(["burning", "burping"], frozenset())
    assert repair.mend("burwing") is None
    assert repair.mend("burniing") == "burning"


def test_what_is_never_repaired_is_left_alone() -> None:
    assert Repair(["fainting"], frozenset({"fanting"})).mend("fanting") is None
    assert Repair(["fainting"], frozenset()).mend("fanting") == "fainting"


def test_mending_depends_on_nothing_but_the_words(known: Knowledge) -> None:
    words = [slip for _, _, slip in slipped(known, lexicon_of(known))][:200]
    mended = {word: lexicon_of(known).canonical(word) for word in words}
    anew = Lexicon(known)
    assert {word: anew.canonical(word) for word in reversed(words)} == mended
