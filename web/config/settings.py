"""The settings of one house, and what makes them odd."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

from web.config.reading import read
from web.config.told import ConfigError
from web.promises import Promises
from web.sealed.ring import Ring, key_id

EXAMPLES = frozenset({"secret", "changeme", "change-me", "dev", "example", "your-secret-key"})
PHONE = re.compile(r"\+?[0-9][0-9 ().-]{1,24}[0-9]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The settings of one house. `data_key` seals patients' words: without it they are lost.

    `data_keys_before` open what they sealed while the key is changed, see `web/keys.py`.
    `keep_words` counts from the last word of a closed conversation, see `web/retention.py`.

    `clinic_phone` is the pump team's on-call line; `proxies` counts the proxies in front.
    `clinic_code` stands on the pump card: only conversations that know it page anybody, and the
    next on the roster is called after `page_again`. `mail` is the server that sends e-mail.
    """

    secret_key: str = field(repr=False)
    data_key: bytes = field(repr=False)
    database_url: str
    data_keys_before: tuple[bytes, ...] = field(default=(), repr=False)
    setting: str = "embedded"
    country: str = "US"
    clinic: str = "clinic"
    clinic_name: str = ""
    clinic_phone: str = ""
    clinic_code: str = field(default="", repr=False)
    promises: Promises = field(default_factory=Promises)
    page_again: timedelta = timedelta(minutes=5)
    mail: str = field(default="", repr=False)
    mail_from: str = ""
    inside_webhooks: bool = False
    url: str = "http://127.0.0.1:8000"
    desk_url: str = ""
    hosts: tuple[str, ...] = ()
    proxies: int = 0
    second_factor: bool = False
    testing: bool = False
    desk_idle: timedelta = timedelta(minutes=15)
    desk_longest: timedelta = timedelta(hours=10)
    visit_longest: timedelta = timedelta(hours=24)
    metrics_token: str = field(default="", repr=False)
    keep_words: timedelta = timedelta(days=30)
    keep_verdicts: timedelta = timedelta(days=2190)

    @property
    def secure(self) -> bool:
        """Whether pages are reached by https, so that cookies may demand it."""
        return urlsplit(self.url).scheme == "https"

    @property
    def keys(self) -> Ring:
        """The house's keys."""
        return Ring((self.data_key, *self.data_keys_before))

    @property
    def desk_home(self) -> str:
        """Where nurses reach the desk, without a slash at the end."""
        return (self.desk_url or self.url).rstrip("/")

    @property
    def answered(self) -> tuple[str, ...]:
        """The host names that are answered; none: any. Doors with names of their own are all."""
        doors = (self.url, self.desk_url) if self.desk_url else ()
        return self.hosts or tuple(str(urlsplit(door).hostname) for door in doors)

    @property
    def embedded(self) -> bool:
        """Whether the house keeps its own database and keys."""
        return self.setting == "embedded"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Config:
        """The settings in `environ` (the process's own by default); ConfigError when refused."""
        told = os.environ if environ is None else environ
        return _checked(cls(**read(told)))


def _checked(config: Config) -> Config:
    if len(config.secret_key) < 32 or config.secret_key.lower() in EXAMPLES:
        raise ConfigError("SECRET_KEY must be at least 32 characters that nobody can guess")
    if len({key_id(key) for key in config.keys.keys}) < len(config.keys.keys):
        raise ConfigError("DATA_KEY holds two keys of one id: make another")
    if not re.fullmatch(r"[A-Z]{2}", config.country):
        raise ConfigError("PUMPLINE_COUNTRY must be two letters, as in US (ISO 3166)")
    if not re.fullmatch(r"[a-z0-9-]{1,40}", config.clinic):
        raise ConfigError("PUMPLINE_CLINIC must be 1 to 40 small letters, digits or hyphens")
    if config.clinic_phone and not PHONE.fullmatch(config.clinic_phone):
        raise ConfigError("PUMPLINE_CLINIC_PHONE must be a telephone number")
    if not urlsplit(config.url).hostname:
        raise ConfigError("PUMPLINE_URL must be a whole address, as in https://chat.example.org")
    if config.desk_url and not _another(config.url, config.desk_url):
        raise ConfigError(
            "PUMPLINE_DESK_URL must be another host than PUMPLINE_URL, reached in the same way"
        )
    if config.metrics_token and len(config.metrics_token) < 32:
        raise ConfigError("PUMPLINE_METRICS_TOKEN must be 32 characters that nobody can guess")
    if config.mail and "@" not in config.mail_from:
        raise ConfigError("PUMPLINE_MAIL_FROM must be the address that e-mail is sent from")
    return config


def _another(door: str, desk: str) -> bool:
    """Whether the two doors have names of their own, and both or neither https."""
    one, other = urlsplit(door), urlsplit(desk)
    return bool(other.hostname) and one.netloc != other.netloc and one.scheme == other.scheme
