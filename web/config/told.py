"""One setting as it stands in the environment: a flag, a number, a key, a secret that is kept."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

Told = Mapping[str, str]
IN_FILES = ("SECRET_KEY", "DATA_KEY", "DATABASE_URL")
FEWEST_BYTES = 8  # different ones: a random key never has fewer


class ConfigError(ValueError):
    """A setting is missing or odd; the message names it and says what to do."""


def needed(told: Told, name: str) -> str:
    """A setting that production does not make up."""
    if not told.get(name):
        raise ConfigError(f"{name} is missing: production makes nothing up")
    return told[name]


def flag(told: Told, name: str, *, default: str) -> bool:
    """A setting that is yes or no."""
    value = told.get(name, default).lower()
    if value not in {"yes", "no"}:
        raise ConfigError(f"{name} is {value!r}: use yes or no")
    return value == "yes"


def count(told: Told, name: str, *, default: int) -> int:
    """A setting that is a whole number."""
    value = told.get(name, str(default))
    if not (value.isascii() and value.isdigit() and len(value) <= 4):
        raise ConfigError(f"{name} is {value!r}: use a whole number")
    return int(value)


def data_keys(text: str) -> tuple[bytes, ...]:
    """The keys in `text`, the one that seals first, then those that still open."""
    keys = tuple(_data_key(part) for part in text.split())
    if not keys or len(set(keys)) != len(keys):
        raise ConfigError("DATA_KEY must hold a key, and none twice")
    return keys


def _data_key(text: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise ConfigError("DATA_KEY must be 64 hexadecimal digits (32 bytes)")
    if len(set(key)) < FEWEST_BYTES:
        raise ConfigError("DATA_KEY must be random: python3 -c 'import secrets; …token_hex(32)'")
    return key


def with_files(told: Told) -> Told:
    """The settings, with what `SECRET_KEY_FILE` and its like point to read from there."""
    found = dict(told)
    for name in IN_FILES:
        path = told.get(f"{name}_FILE")
        if path:
            if told.get(name):
                raise ConfigError(f"{name} and {name}_FILE are both set: use one")
            found[name] = _read(f"{name}_FILE", Path(path))
    return found


def kept(path: Path) -> str:
    """The key in `path`; a new one is made, readable by its owner alone, when there is none.

    It is whole before it has its name: nobody reads half a key, and a crash leaves none.
    """
    if not path.exists():
        whole = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was quicker: its key is the key
            os.link(whole, path)
        whole.unlink()
    return path.read_text(encoding="ascii").strip()


def _read(name: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{name}: cannot read {path} ({type(error).__name__})") from None
