"""Words that people can keep: codenames for nurses, return codes and tokens for patients.

Of codes and tokens the database holds only keyed hashes.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from functools import cache
from pathlib import Path

WORDS = Path(__file__).parent / "words.txt"
LENGTH_OF_CODE = 6


@cache
def words() -> tuple[str, ...]:
    """The words of codes; no two begin with the same four letters."""
    return tuple(WORDS.read_text(encoding="ascii").split())


def new_token() -> str:
    """256 random bits for a cookie or a link."""
    return secrets.token_urlsafe(32)


def new_codename() -> str:
    """Two random words by which nurses speak of a conversation."""
    return " ".join(secrets.choice(words()) for _ in range(2))


def return_code(secret: str, token: str) -> str:
    """The six words that open this visit's conversation on another phone.

    They follow from the visit's cookie and the house's secret, so that they can be shown to the
    phone that holds the cookie without being stored anywhere.
    """
    number = int.from_bytes(_keyed(secret, "return code", token))
    picked = []
    for _ in range(LENGTH_OF_CODE):
        number, place = divmod(number, len(words()))
        picked.append(words()[place])
    return " ".join(picked)


def read_code(typed: str) -> str:
    """A code as typed, in its one spelling; words may be cut to four letters, in any case.

    Words that are no code words stay as they are, so that the code simply fits nothing.
    """
    known = {word[:4]: word for word in words()}
    parts = re.findall(r"[a-z]+", typed.lower())
    return " ".join(known.get(part[:4], part) for part in parts)


def same_code(typed: str, code: str) -> bool:
    """Whether somebody typed the clinic's code, in any case and with any hyphens; never if none."""
    one, other = (re.sub(r"[^a-z0-9]", "", text.lower()) for text in (typed, code))
    return bool(other) and same(one, other)


def hashed(secret: str, purpose: str, value: str) -> str:
    """A keyed hash (64 hexadecimal digits) under which `value` may be stored and looked up."""
    return _keyed(secret, purpose, value).hex()


def same(one: str, other: str) -> bool:
    """Whether two texts are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())


def _keyed(secret: str, purpose: str, value: str) -> bytes:
    return hmac.digest(secret.encode(), f"{purpose}\0{value}".encode(), hashlib.sha256)
