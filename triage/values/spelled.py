"""Numbers written out, as people dictate them: "a hundred and two", "ninety eight point six"."""

from __future__ import annotations

import re
from collections.abc import Mapping

_SMALL = tuple(
    str.split(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen"""
    )
)
_TENS = {
    word: 10 * at for at, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty"], 2)
} | {"seventy": 70, "eighty": 80, "ninety": 90}
_VALUE = {**{word: at for at, word in enumerate(_SMALL)}, **_TENS, "oh": 0, "o": 0}
_ONES = "|".join(_SMALL[1:10])
_BELOW = (
    rf"(?:{'|'.join(_TENS)})(?:[\s-](?:{_ONES}))?|{'|'.join(sorted(_SMALL[1:], key=len)[::-1])}"
)
_NUMBER = re.compile(
    rf"\b(?:(?P<hundred>(?:an?\s|one\s|two\s)?hundred)(?:\s(?:and\s)?(?P<over>{_BELOW}))?"
    rf"|one\s(?:oh|o|zero)\s(?P<after>{_ONES})|(?P<below>{_BELOW}))"
    rf"(?:\spoint\s(?P<point>(?:oh|zero|{_ONES})))?\b"
)
_ANY = re.compile(rf"\b(?:hundred|{'|'.join((*_TENS, *_SMALL[2:]))}|one\s(?:oh|o|zero))\b")


def spelled(folded: str) -> tuple[str, Mapping[int, int]]:
    """The text, no longer and no shorter, with numbers of words in digits, and where each ends.

    Digits stand where the words began, spaces after them; the mapping goes from the end of the
    digits to the end of the words. A bare "one" stays a word: it is seldom a number.
    """
    if _ANY.search(folded) is None:
        return folded, {}
    ends: dict[int, int] = {}

    def digits(match: re.Match[str]) -> str:
        if match[0] == "one":
            return match[0]
        written = _written(match)
        ends[match.start() + len(written)] = match.end()
        return written.ljust(len(match[0]))

    return _NUMBER.sub(digits, folded), ends


def _written(match: re.Match[str]) -> str:
    if match["hundred"]:
        value = (200 if match["hundred"].startswith("two") else 100) + _below(match["over"])
    elif match["after"]:
        value = 100 + _VALUE[match["after"]]
    else:
        value = _below(match["below"])
    return f"{value}.{_VALUE[match['point']]}" if match["point"] else str(value)


def _below(words: str | None) -> int:
    return sum(_VALUE[word] for word in re.split(r"[\s-]", words)) if words else 0
