"""The environment -> the fields of a `Config`, by setting."""

from __future__ import annotations

import difflib
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from web.config.clocks import clocks
from web.config.told import ConfigError, Told, count, data_keys, flag, kept, needed, with_files

NAMED = frozenset(
    f"PUMPLINE_{name}"
    for name in (
        "SETTING", "INSTANCE", "COUNTRY", "CLINIC", "CLINIC_NAME", "CLINIC_PHONE", "URL", "HOSTS",
        "DESK_URL", "PROXIES", "SECOND_FACTOR", "DESK_IDLE_MINUTES",
        "KEEP_DAYS", "KEEP_VERDICT_DAYS", "METRICS_TOKEN",
        # promises and pages, see web/config/clocks.py
        "CLINIC_CODE", "HOURS", "ZONE", "PROMISES", "PAGE_MINUTES", "MAIL", "MAIL_FROM",
        "INSIDE_WEBHOOKS",
    )
)  # fmt: skip
SETTINGS = ("embedded", "production")
HERE = Path(__file__).resolve().parent.parent.parent


def read(told: Told) -> dict[str, Any]:
    """The fields that `told` gives; ConfigError when one is refused."""
    _refuse_unknown(told)
    told = with_files(told)
    setting = told.get("PUMPLINE_SETTING", "embedded")
    if setting not in SETTINGS:
        raise ConfigError(f"PUMPLINE_SETTING is {setting!r}: use one of {', '.join(SETTINGS)}")
    return _production(told) if setting == "production" else _embedded(told)


def _refuse_unknown(told: Told) -> None:
    for name in told:
        if name.startswith("PUMPLINE_") and name not in NAMED:
            near = difflib.get_close_matches(name, NAMED, 1)
            hint = f": did you mean {near[0]}?" if near else ""
            raise ConfigError(f"{name} is not a setting of Pumpline{hint}")


def _embedded(told: Told) -> dict[str, Any]:
    instance = Path(told.get("PUMPLINE_INSTANCE", HERE / "instance"))
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {
        "secret_key": told.get("SECRET_KEY") or kept(instance / "secret.key"),
        **_keys(told.get("DATA_KEY") or kept(instance / "data.key")),
        "database_url": told.get("DATABASE_URL") or f"sqlite:///{instance / 'pumpline.sqlite'}",
        "url": told.get("PUMPLINE_URL", "http://127.0.0.1:8000"),
        "second_factor": flag(told, "PUMPLINE_SECOND_FACTOR", default="no"),
        **_common(told),
    }


def _production(told: Told) -> dict[str, Any]:
    url = needed(told, "PUMPLINE_URL")
    if urlsplit(url).scheme != "https":
        raise ConfigError("PUMPLINE_URL must begin with https:// in production")
    needed(told, "PUMPLINE_CLINIC_PHONE")
    return {
        "setting": "production",
        "secret_key": needed(told, "SECRET_KEY"),
        **_keys(needed(told, "DATA_KEY")),
        "database_url": needed(told, "DATABASE_URL"),
        "url": url,
        "second_factor": flag(told, "PUMPLINE_SECOND_FACTOR", default="yes"),
        **_common(told),
    }


def _keys(text: str) -> dict[str, Any]:
    first, *before = data_keys(text)
    return {"data_key": first, "data_keys_before": tuple(before)}


def _common(told: Told) -> dict[str, Any]:
    minutes = count(told, "PUMPLINE_DESK_IDLE_MINUTES", default=15)
    return {
        "country": told.get("PUMPLINE_COUNTRY", "US").upper(),
        "clinic": told.get("PUMPLINE_CLINIC", "clinic"),
        "clinic_name": told.get("PUMPLINE_CLINIC_NAME", ""),
        "clinic_phone": told.get("PUMPLINE_CLINIC_PHONE", ""),
        "desk_url": told.get("PUMPLINE_DESK_URL", ""),
        "hosts": tuple(told.get("PUMPLINE_HOSTS", "").replace(",", " ").split()),
        "proxies": count(told, "PUMPLINE_PROXIES", default=0),
        "desk_idle": timedelta(minutes=minutes),
        "metrics_token": told.get("PUMPLINE_METRICS_TOKEN", ""),
        "keep_words": timedelta(days=_days(told, "PUMPLINE_KEEP_DAYS", 30, least=7)),
        "keep_verdicts": timedelta(days=_days(told, "PUMPLINE_KEEP_VERDICT_DAYS", 2190, least=30)),
        **clocks(told),
    }


def _days(told: Told, name: str, default: int, *, least: int) -> int:
    days = count(told, name, default=default)
    if days < least:
        raise ConfigError(f"{name} must be {least} or more: a nurse may still look for it")
    return days
