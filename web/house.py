"""The parts of one running house, made once by `create_app` and looked up by its views."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from flask import Flask, current_app

from web.config import Config
from web.conversations import Place, Triage
from web.database import Store

NAME = "pumpline"
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class House:
    """Settings, store, engine, whom to call in an emergency, and the time."""

    config: Config
    store: Store
    triage: Triage
    place: Place
    clock: Clock


def utc_now() -> datetime:
    """The only clock."""
    return datetime.now(UTC)


def house() -> House:
    """The house of the request that is served."""
    return house_of(current_app)


def house_of(app: Flask) -> House:
    """The house of an application."""
    return cast("House", app.extensions[NAME])
