"""One setting as it stands in the environment: a flag, a number, a key, a secret that is kept."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

Told = Mapping[str, str]


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


def data_key(text: str) -> bytes:
    """The key in `text`."""
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise ConfigError("DATA_KEY must be 64 hexadecimal digits (32 bytes)")
    return key


def kept(path: Path) -> str:
    """The key in `path`; a new one is made, readable by its owner alone, when there is none."""
    try:
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(made, "w") as file:
            file.write(secrets.token_hex(32))
    return path.read_text(encoding="ascii").strip()
