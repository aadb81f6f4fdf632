"""A text as the engine reads it: words with their places, in one canonical spelling.

Offsets are code points of the original text, whatever was folded, dropped or opened on the way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

STOP = "|"  # a sentence ends
PAUSE = ","  # a clause may end
OWNERS = frozenset({"my", "his", "her", "their", "our", "your"})

_WORD = re.compile(
    r"[^\W\d_]+(?:'[^\W\d_]+)*\d*|\d+(?:[.,]\d+)*|[.!?;\n]+|[,:()/\u2014\u2013]|-{2,}|\s-\s"
)
_QUOTES = dict.fromkeys(map(ord, "\u2018\u2019\u201b\u02bc\u0060\u00b4\u2032\uff07"), "'")
# Letters of other scripts that are drawn like Latin ones; whoever pastes them means the Latin word.
_LOOKALIKES = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04bb\u0501\u051b\u051d"
    "\u03bf\u03b1\u03b9\u03bd\u03c1\u03c5\u043a\u043c\u0442\u0432\u043d\u0131\u0261\u217c",
    "aeopcyxijshdqwoaivpukmtbhigl",
)
# Greek capitals, whose small letters are drawn unlike Latin ones.
_CAPITALS = str.maketrans(
    "\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u03a1\u03a4\u03a5\u03a7", "bezhikmnptyx"
)
# Ticks and crosses stand before what they mark where the text begins with one, else behind it.
_MARKS = frozenset("\u2714\u2713\u2705\u274c\u2718\u2717\u2716\u2715")
_UNSEEN = frozenset("\u00ad\u034f\u061c\u115f\u17b4\u180e\ufeff\u2060\ufe0f\ufe0e")


class Word(NamedTuple):
    """One canonical word, and the code points `start:end` of the original that it came from.

    `raw` is the word as it was written; `owner` the "my" or "his" that was left out before it,
    `lead` all that was ("is so").
    """

    text: str
    start: int
    end: int
    raw: str = ""
    owner: str = ""
    repaired: bool = False
    lead: str = ""


class Spelt(NamedTuple):
    """A token's canonical words; `plain` where none of them is left out, `unknown` gibberish."""

    forms: tuple[str, ...]
    repaired: bool
    unknown: bool
    plain: bool


class Line(NamedTuple):
    """Canonical words joined by spaces: `order` holds the place of each among all words.

    `starts` maps where each begins, and where the line ends, to its number in the line.
    """

    text: str
    starts: Mapping[int, int]
    order: Sequence[int]


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole message as words; `loose` is its line without words such as "always" and "now".

    Symptoms are looked for in the loose line, what is said of them in the whole one.
    """

    words: tuple[Word, ...]
    line: Line
    loose: Line
    folded: str
    places: tuple[int, ...] | None
    unknown: tuple[str, ...] = ()

    def place(self, offset: int) -> int:
        """The original code point of an offset into `folded`."""
        return offset if self.places is None else self.places[offset]


def fold(text: str, emoji: Mapping[str, str]) -> tuple[str, tuple[int, ...] | None]:
    """Lower-case `text` in plain Latin letters, and the original place of each of its characters.

    The places are None when nothing moved; otherwise they hold one more, the end of the text.
    """
    if text.isascii():
        return text.lower().replace("\0", " ").replace("`", "'"), None
    letters: list[str] = []
    places: list[int] = []
    after = _MARKS.isdisjoint(text.lstrip()[:1])
    for place, letter in enumerate(text):
        sign = _plain(letter, emoji)
        for plain in f" :{sign}. " if after and letter in _MARKS else sign:
            letters.append(plain)
            places.append(place)
    places.append(len(text))
    return "".join(letters), tuple(places)


def _plain(letter: str, emoji: Mapping[str, str]) -> str:
    if letter.isascii():
        return " " if letter == "\0" else letter.lower()
    if letter in emoji:
        return f" {emoji[letter]} "
    if letter in _UNSEEN or unicodedata.category(letter) in ("Cf", "Mn", "Cs"):
        return ""
    drawn = letter.translate(_QUOTES).translate(_CAPITALS)
    low = unicodedata.normalize("NFKC", drawn).lower().translate(_QUOTES).translate(_LOOKALIKES)
    return "".join(sign for sign in unicodedata.normalize("NFKD", low) if not _mark(sign))


def _mark(sign: str) -> bool:
    return unicodedata.category(sign) == "Mn"


def tokens(folded: str) -> Iterator[tuple[str, int, int]]:
    """The words, numbers and stops of a folded text, each with its place in it."""
    for match in _WORD.finditer(folded):
        yield match[0], match.start(), match.end()


def read(
    text: str,
    emoji: Mapping[str, str],
    canonical: Callable[[str], Spelt],
    skipped: frozenset[str],
    loose: frozenset[str],
) -> Reading:
    """Read a text into canonical words.

    `canonical` spells a word; `skipped` are left out of both lines, `loose` out of the loose one.
    """
    folded, places = fold(text, emoji)
    words: list[Word] = []
    unknown: list[str] = []
    owner = lead = ""
    parts = list(tokens(folded))
    for place, (token, start, end) in enumerate(parts):
        if token in _HEDGING and _hedges(place, parts):
            lead = f"{lead} {token}"
            continue
        first, last = (start, end) if places is None else (places[start], places[end - 1] + 1)
        spelt = canonical(token)
        if spelt.unknown:
            unknown.append(token)
        for form in spelt.forms:
            if not spelt.plain and form in skipped:
                owner = form if form in OWNERS else owner
                lead = f"{lead} {form}"
                continue
            words.append(Word(form, first, last, token, owner, spelt.repaired, lead))
            owner = lead = ""
    whole, loosely = _lines([word.text for word in words], loose)
    return Reading(tuple(words), whole, loosely, folded, places, tuple(unknown))


def plainly(
    text: str,
    emoji: Mapping[str, str],
    canonical: Callable[[str], Spelt],
    skipped: frozenset[str],
) -> Iterator[str]:
    """The canonical words of a text without their places, for phrases."""
    parts = list(tokens(fold(text, emoji)[0]))
    for place, (token, _, _) in enumerate(parts):
        if not _hedges(place, parts):
            yield from (form for form in canonical(token).forms if form not in skipped)


_HEDGING = frozenset({"just", "little", "lil", "kind", "sort", "of"})


def _hedges(place: int, parts: list[tuple[str, int, int]]) -> bool:
    """Whether the word is part of "kind of", "sort of" or "a little", which say nothing."""
    word = parts[place][0]
    if word == "just":
        return place == 0 or parts[place - 1][0] not in ("not", "isn't", "isnt", "probably")
    if word in ("little", "lil"):
        return place > 0 and parts[place - 1][0] == "a"
    if word in ("kind", "sort"):
        return place + 1 < len(parts) and parts[place + 1][0] == "of"
    return word == "of" and place > 0 and parts[place - 1][0] in ("kind", "sort")


def _lines(words: Sequence[str], loose: frozenset[str]) -> tuple[Line, Line]:
    """The whole line, and the one without loose words: the same where there are none."""
    whole = _line(words, range(len(words)))
    if loose.isdisjoint(words):
        return whole, whole
    kept = [place for place, word in enumerate(words) if word not in loose]
    return whole, _line([words[place] for place in kept], kept)


def _line(words: Sequence[str], order: Sequence[int]) -> Line:
    starts = accumulate((len(word) + 1 for word in words), initial=1)
    numbered = dict(zip(starts, range(len(words) + 1), strict=True))
    return Line(f" {' '.join(words)} ", numbered, order)
