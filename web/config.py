"""What the house is told from outside: read once from the environment, refused when it is odd.

Two settings: `embedded` (the default: SQLite and keys in the instance folder, made when missing)
and `production` (nothing is made up: what is missing stops the start).
"""

from __future__ import annotations

import difflib
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

EXAMPLES = frozenset({"secret", "changeme", "change-me", "dev", "example", "your-secret-key"})
PLAIN = frozenset({"SECRET_KEY", "DATA_KEY", "DATABASE_URL"})
NAMED = frozenset(
    f"PUMPLINE_{name}"
    for name in (
        "SETTING", "INSTANCE", "COUNTRY", "CLINIC", "CLINIC_NAME", "CLINIC_PHONE", "URL", "HOSTS",
        "PROXIES", "SECOND_FACTOR", "DESK_IDLE_MINUTES",
    )
)  # fmt: skip
SETTINGS = ("embedded", "production")
PHONE = re.compile(r"\+?[0-9][0-9 ().-]{1,24}[0-9]")
HERE = Path(__file__).resolve().parent.parent


class ConfigError(ValueError):
    """A setting is missing or odd; the message names it and says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The settings of one house. `data_key` seals patients' words: without it they are lost.

    `clinic_phone` is the pump team's on-call line; `proxies` counts the proxies in front.
    """

    secret_key: str = field(repr=False)
    data_key: bytes = field(repr=False)
    database_url: str
    setting: str = "embedded"
    country: str = "US"
    clinic: str = "clinic"
    clinic_name: str = ""
    clinic_phone: str = ""
    url: str = "http://127.0.0.1:8000"
    hosts: tuple[str, ...] = ()
    proxies: int = 0
    second_factor: bool = False
    testing: bool = False
    desk_idle: timedelta = timedelta(minutes=15)
    desk_longest: timedelta = timedelta(hours=10)
    visit_longest: timedelta = timedelta(hours=24)

    @property
    def secure(self) -> bool:
        """Whether pages are reached by https, so that cookies may demand it."""
        return urlsplit(self.url).scheme == "https"

    @property
    def embedded(self) -> bool:
        """Whether the house keeps its own database and keys."""
        return self.setting == "embedded"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Config:
        """The settings in `environ` (the process's own by default); ConfigError when refused."""
        told = os.environ if environ is None else environ
        _refuse_unknown(told)
        setting = told.get("PUMPLINE_SETTING", "embedded")
        if setting not in SETTINGS:
            raise ConfigError(f"PUMPLINE_SETTING is {setting!r}: use one of {', '.join(SETTINGS)}")
        return _production(told) if setting == "production" else _embedded(told)


def _refuse_unknown(told: Mapping[str, str]) -> None:
    for name in told:
        if name.startswith("PUMPLINE_") and name not in NAMED:
            near = difflib.get_close_matches(name, NAMED, 1)
            hint = f": did you mean {near[0]}?" if near else ""
            raise ConfigError(f"{name} is not a setting of Pumpline{hint}")


def _embedded(told: Mapping[str, str]) -> Config:
    instance = Path(told.get("PUMPLINE_INSTANCE", HERE / "instance"))
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    url = told.get("PUMPLINE_URL", "http://127.0.0.1:8000")
    return _checked(
        Config(
            secret_key=told.get("SECRET_KEY") or _kept(instance / "secret.key"),
            data_key=_data_key(told.get("DATA_KEY") or _kept(instance / "data.key")),
            database_url=told.get("DATABASE_URL") or f"sqlite:///{instance / 'pumpline.sqlite'}",
            url=url,
            second_factor=_flag(told, "PUMPLINE_SECOND_FACTOR", default="no"),
            **_common(told),
        )
    )


def _production(told: Mapping[str, str]) -> Config:
    url = _needed(told, "PUMPLINE_URL")
    if urlsplit(url).scheme != "https":
        raise ConfigError("PUMPLINE_URL must begin with https:// in production")
    _needed(told, "PUMPLINE_CLINIC_PHONE")
    return _checked(
        Config(
            setting="production",
            secret_key=_needed(told, "SECRET_KEY"),
            data_key=_data_key(_needed(told, "DATA_KEY")),
            database_url=_needed(told, "DATABASE_URL"),
            url=url,
            second_factor=_flag(told, "PUMPLINE_SECOND_FACTOR", default="yes"),
            **_common(told),
        )
    )


def _common(told: Mapping[str, str]) -> dict[str, Any]:
    minutes = _count(told, "PUMPLINE_DESK_IDLE_MINUTES", default=15)
    return {
        "country": told.get("PUMPLINE_COUNTRY", "US").upper(),
        "clinic": told.get("PUMPLINE_CLINIC", "clinic"),
        "clinic_name": told.get("PUMPLINE_CLINIC_NAME", ""),
        "clinic_phone": told.get("PUMPLINE_CLINIC_PHONE", ""),
        "hosts": tuple(told.get("PUMPLINE_HOSTS", "").replace(",", " ").split()),
        "proxies": _count(told, "PUMPLINE_PROXIES", default=0),
        "desk_idle": timedelta(minutes=minutes),
    }


def _checked(config: Config) -> Config:
    if len(config.secret_key) < 32 or config.secret_key.lower() in EXAMPLES:
        raise ConfigError("SECRET_KEY must be at least 32 characters that nobody can guess")
    if not re.fullmatch(r"[A-Z]{2}", config.country):
        raise ConfigError("PUMPLINE_COUNTRY must be two letters, as in US (ISO 3166)")
    if not re.fullmatch(r"[a-z0-9-]{1,40}", config.clinic):
        raise ConfigError("PUMPLINE_CLINIC must be 1 to 40 small letters, digits or hyphens")
    if config.clinic_phone and not PHONE.fullmatch(config.clinic_phone):
        raise ConfigError("PUMPLINE_CLINIC_PHONE must be a telephone number")
    if not urlsplit(config.url).hostname:
        raise ConfigError("PUMPLINE_URL must be a whole address, as in https://chat.example.org")
    return config


def _needed(told: Mapping[str, str], name: str) -> str:
    if not told.get(name):
        raise ConfigError(f"{name} is missing: production makes nothing up")
    return told[name]


def _flag(told: Mapping[str, str], name: str, *, default: str) -> bool:
    value = told.get(name, default).lower()
    if value not in {"yes", "no"}:
        raise ConfigError(f"{name} is {value!r}: use yes or no")
    return value == "yes"


def _count(told: Mapping[str, str], name: str, *, default: int) -> int:
    value = told.get(name, str(default))
    if not (value.isascii() and value.isdigit() and len(value) <= 4):
        raise ConfigError(f"{name} is {value!r}: use a whole number")
    return int(value)


def _data_key(text: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise ConfigError("DATA_KEY must be 64 hexadecimal digits (32 bytes)")
    return key


def _kept(path: Path) -> str:
    """The key in `path`; a new one is made, readable by its owner alone, when there is none."""
    try:
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(made, "w") as file:
            file.write(secrets.token_hex(32))
    return path.read_text(encoding="ascii").strip()
