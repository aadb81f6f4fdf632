"""The application: two doors, one house. Patients come in at `/`, nurses at `/desk`."""

from __future__ import annotations

import logging

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from web import (
    cli,
    clock_cli,
    desk,
    doors,
    errors,
    golive,
    headers,
    lessons,
    logs,
    metrics,
    pages,
    passport_cli,
    people,
    retention,
    signin,
)
from web.acknowledge import acknowledge
from web.along import along
from web.api import api
from web.config import Config, ConfigError
from web.conversations import Place, Triage, default_triage
from web.database import Store, faults, is_current, open_store, upgrade
from web.handed import handed
from web.health import health
from web.house import NAME, Clock, House, utc_now
from web.keys import missing
from web.nhs import Components
from web.nurse import nurse
from web.offline import offline
from web.patient import patient
from web.promised import promise
from web.roster import on_roster
from web.welcome import welcome

LARGEST_BODY = 1_000_000
log = logging.getLogger(__name__)


def create_app(
    config: Config | None = None, *, triage: Triage | None = None, clock: Clock = utc_now
) -> Flask:
    """The whole application; ConfigError when it must not start as it was told to."""
    settings = config or Config.from_environment()
    app = errors.QuietFlask(__name__)
    app.config.update(_flask_settings(settings))
    app.extensions[NAME] = _house(settings, triage or default_triage(), clock)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals["nhs"] = Components()
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, settings.proxies, settings.proxies, settings.proxies
        )
    for part in (logs, metrics, doors, signin, people, headers, pages, errors, golive):
        part.init_app(app)
    for part in (cli, clock_cli, lessons, desk, passport_cli, retention):
        part.init_app(app)
    for door in (patient, along, nurse, people.people, lessons.lessons, welcome, offline, health):
        app.register_blueprint(door)
    for door in (metrics.metrics, on_roster, acknowledge, handed, api):
        app.register_blueprint(door)
    return app


def _house(settings: Config, triage: Triage, clock: Clock) -> House:
    store = open_store(settings.database_url, settings.keys)
    promise(store, settings.promises)
    if settings.embedded:
        upgrade(store.engine)
    _check(settings, store)
    return House(settings, store, triage, _place(settings, triage), clock)


def _check(settings: Config, store: Store) -> None:
    """No house starts without the key of its words; in production none that may lose some."""
    found = faults(store.engine)
    refused: tuple[str, ...] = () if settings.embedded else found
    if not is_current(store.engine):
        refused = ("the database has other tables: run `python -m web upgrade`",)
    elif key := store.read(lambda session: missing(session, settings.keys)):
        refused = (f"DATA_KEY does not hold the key {key}, which opens what is stored",)
    if refused:
        store.engine.dispose()
        raise ConfigError("; ".join(refused))
    for fault in found:
        log.warning("%s", fault)


def _place(settings: Config, triage: Triage) -> Place:
    places = triage.knowledge.places
    if settings.country not in places:
        known = ", ".join(sorted(places))
        raise ConfigError(f"PUMPLINE_COUNTRY {settings.country} has no emergency number; {known}")
    return places[settings.country]


def _flask_settings(settings: Config) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret_key,
        "TESTING": settings.testing,
        "PROPAGATE_EXCEPTIONS": False,
        "TRUSTED_HOSTS": list(settings.answered) or None,
        "MAX_CONTENT_LENGTH": LARGEST_BODY,
        "MAX_FORM_MEMORY_SIZE": LARGEST_BODY,
        "MAX_FORM_PARTS": 200,
        "SESSION_COOKIE_NAME": "__Host-desk" if settings.secure else "desk",
        "SESSION_COOKIE_SECURE": settings.secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Strict",
    }
