"""Keys that seal and open bytes: the first seals, all of them open."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SIZE = 32
NONCE = 12
BEFORE = b"\x01"  # before data keys: no key id, and only the column authenticated
VERSION = b"\x02"
HEAD = 5  # version and key id


@dataclass(frozen=True, slots=True)
class Ring:
    """At least one key of 32 bytes, the newest first. What it seals names the key by its id."""

    keys: tuple[bytes, ...] = field(repr=False)

    @property
    def head(self) -> bytes:
        """How everything begins that the newest key has sealed."""
        return VERSION + key_id(self.keys[0])

    def seal(self, words: bytes, place: bytes) -> bytes:
        """Version, key id, a fresh nonce and the sealed words; `place` is authenticated."""
        nonce = os.urandom(NONCE)
        return self.head + nonce + AESGCM(self.keys[0]).encrypt(nonce, words, place)

    def open(self, sealed: bytes, place: bytes) -> bytes:
        """What `seal` was given; InvalidTag when key, place or words are not the same."""
        if sealed[:1] != VERSION:
            raise InvalidTag
        found = [key for key in self.keys if key_id(key) == sealed[1:HEAD]]
        return _tried(found, sealed[HEAD:], place)

    def open_before(self, sealed: bytes, place: bytes) -> bytes:
        """What was sealed before data keys, under whichever key it was."""
        return _tried(list(self.keys), sealed[1:], place)


def new_key() -> bytes:
    """A key that nobody can guess."""
    return os.urandom(SIZE)


def key_id(key: bytes) -> bytes:
    """Four bytes that name a key and tell nothing of it."""
    return hashlib.sha256(b"pumpline key id\0" + key).digest()[: HEAD - 1]


def _tried(keys: list[bytes], sealed: bytes, place: bytes) -> bytes:
    for key in keys:
        try:
            return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], place)
        except InvalidTag:
            continue
    raise InvalidTag
