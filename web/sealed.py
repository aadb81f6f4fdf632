"""Patients' words at rest: sealed with AES-256-GCM before they reach the database.

The key belongs to the engine (`keep_key`), so that no table and no query has to know it. The
column's name is authenticated with the words: a value moved to another column does not open.
"""

from __future__ import annotations

import json
import os
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Dialect, Engine, LargeBinary
from sqlalchemy.types import TypeDecorator

NONCE = 12
VERSION = b"\x01"


def keep_key(engine: Engine, key: bytes) -> None:
    """Let this engine seal and open with `key` (32 bytes)."""
    engine.dialect.pumpline_key = AESGCM(key)  # type: ignore[attr-defined]


def seal(cipher: AESGCM, words: bytes, place: bytes) -> bytes:
    """A version, a fresh nonce and the sealed words; `place` is authenticated with them."""
    nonce = os.urandom(NONCE)
    return VERSION + nonce + cipher.encrypt(nonce, words, place)


def unseal(cipher: AESGCM, sealed: bytes, place: bytes) -> bytes:
    """What `seal` was given; InvalidTag when key, place or words were changed."""
    return cipher.decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], place)


class SealedText(TypeDecorator[str]):
    """A text column whose words only this house can read; `place` names the column."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Seal on the way in."""
        if value is None:
            return None
        return seal(dialect.pumpline_key, value.encode(), self.place.encode())  # type: ignore[attr-defined]

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Open on the way out."""
        if value is None:
            return None
        return unseal(dialect.pumpline_key, value, self.place.encode()).decode()  # type: ignore[attr-defined]


class SealedJson(TypeDecorator[Any]):
    """Sealed JSON: lists, mappings, numbers and texts."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.text = SealedText(place)
        self.place = place

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        """Seal on the way in."""
        return self.text.process_bind_param(json.dumps(value), dialect)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        """Open on the way out."""
        opened = self.text.process_result_value(value, dialect)
        return None if opened is None else json.loads(opened)
