"""The desk's sign-in: Flask-Security with argon2 and a second factor, on our own tables.

What it cannot give is added here: a code of the second factor works once, tries are counted, and a
session ends when it is idle, however often its page looks for news.
"""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from typing import Any, cast

import qrcode  # type: ignore[import-untyped]
from flask import (
    Flask,
    Response,
    abort,
    current_app,
    g,
    has_request_context,
    redirect,
    request,
    session,
    url_for,
)
from flask_login import user_logged_in  # type: ignore[import-untyped]
from flask_security import (
    Security,
    SQLAlchemySessionUserDatastore,
    Totp,
    current_user,
    logout_user,
)
from qrcode.image.svg import SvgFillImage  # type: ignore[import-untyped]
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session, sessionmaker
from werkzeug.wrappers import Response as AnyResponse

from web import tries, watched
from web.codes import hashed
from web.config import Config
from web.house import House, house, house_of
from web.tables import Nurse, Role
from web.watched import SESSIONS

QUICK = {"argon2__time_cost": 1, "argon2__memory_cost": 64, "argon2__parallelism": 1}
SHUT = frozenset({"security.two_factor_rescue", "security.tf_select"})


class Nurses(SQLAlchemySessionUserDatastore):
    """The nurses of one clinic."""

    def __init__(self, sessions: scoped_session[Session], clinic: str) -> None:
        super().__init__(sessions, Nurse, Role)
        self.clinic = clinic

    def find_user(self, case_insensitive: bool = False, **by: Any) -> Any:  # noqa: FBT001, FBT002
        """The nurse with this attribute, in this clinic; None when there is none."""
        name, value = by.popitem()
        column = getattr(Nurse, name)
        same = func.lower(column) == func.lower(value) if case_insensitive else column == value
        return self.db.session.scalar(select(Nurse).where(Nurse.clinic_id == self.clinic, same))


class OnceOnly(Totp):
    """A second factor whose codes are accepted once."""

    def generate_qrcode(self, username: str, totp: str) -> str:
        """The key as a picture on white, which cameras read in a dark theme too."""
        uri = self.get_totp_uri(username, totp)
        image = qrcode.make(uri, image_factory=SvgFillImage).to_string()
        return f"data:image/svg+xml;base64,{base64.b64encode(image).decode('ascii')}"

    def get_last_counter(self, user: Any) -> int | None:
        """The last step that was used."""
        return cast("Nurse", user).totp_counter

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        """Use up this step."""
        user.totp_counter = tmatch.counter


def init_app(app: Flask) -> None:
    """Set up sign-in at /desk, and what guards it."""
    here = house_of(app)
    factory = cast("sessionmaker[Session]", lambda: _session(here))
    sessions = scoped_session(factory, scopefunc=lambda: id(g._get_current_object()))
    app.config.update(_settings(here.config))
    app.extensions[SESSIONS] = sessions
    Security(app, Nurses(sessions, here.config.clinic), totp_cls=OnceOnly)
    user_logged_in.connect(_begin, app)
    watched.init_app(app)
    app.before_request(_let_go)
    app.before_request(_shut)
    app.after_request(_note_proof)
    tries.init_app(app)
    app.teardown_appcontext(lambda _: sessions.remove())


def guard() -> AnyResponse | None:
    """Nobody passes who is not signed in; the session ends when it is idle or too old."""
    if current_user.is_authenticated and _is_over(house().clock()):
        logout_user()
        session.clear()
    if not current_user.is_authenticated:
        return _send_to_sign_in()
    nurse = cast("Nurse", current_user._get_current_object())
    g.nurse = nurse.id
    current_app.extensions[SESSIONS]().close()  # nothing stays locked while the view works
    watched.write_down(nurse.id)
    return None


def _send_to_sign_in() -> AnyResponse:
    where = url_for("security.login")
    if "HX-Request" in request.headers:
        return Response("", 401, {"HX-Redirect": where})
    return redirect(where, 303)


def _is_over(now: datetime) -> bool:
    """Whether this session is idle or too old; a look for news is no sign of a person."""
    config, moment = house().config, now.timestamp()
    began = session.get("began", 0)
    idle = moment - session.get("seen", 0) > config.desk_idle.total_seconds()
    if "HX-Request" not in request.headers:
        session["seen"] = moment
    return bool(idle or moment - began > config.desk_longest.total_seconds())


def _session(here: House) -> Session:
    posted = has_request_context() and request.method == "POST"
    return here.store.writes() if posted else here.store.reads()


def _begin(_: Flask, **__: object) -> None:
    """A sign-in starts the session's clocks."""
    session["began"] = session["seen"] = session["proved"] = house().clock().timestamp()


def _note_proof(response: Response) -> Response:
    """The password was asked for once more, and was right."""
    if request.endpoint == "security.verify" and response.status_code in (302, 303):
        session["proved"] = house().clock().timestamp()
    return response


def _let_go() -> None:
    """Who asks was looked up before every request; only Flask-Security's own views go on with it.

    Held open, it would lock the database against the view: a nurse may write at the patients' door.
    """
    if request.blueprint != "security":
        current_app.extensions[SESSIONS]().close()


def _shut() -> None:
    """404 for ways that Flask-Security opens and that need mail, which we do not send."""
    if request.endpoint in SHUT:
        abort(404)


def _settings(config: Config) -> dict[str, object]:
    return {
        "SECURITY_URL_PREFIX": "/desk",
        "SECURITY_LOGIN_URL": "/sign-in",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_POST_LOGIN_VIEW": "/desk/",
        "SECURITY_POST_LOGOUT_VIEW": "/desk/sign-in",
        "SECURITY_CHANGEABLE": True,
        "SECURITY_CHANGE_URL": "/password",
        "SECURITY_POST_CHANGE_VIEW": "/desk/",
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": QUICK if config.testing else {},
        "SECURITY_PASSWORD_SALT": hashed(config.secret_key, "passwords", ""),
        "SECURITY_PASSWORD_LENGTH_MIN": 12,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_DEFAULT_REMEMBER_ME": False,
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        "SECURITY_FLASH_MESSAGES": True,
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_REQUIRED": config.second_factor,
        "SECURITY_TWO_FACTOR_SETUP_URL": "/second-factor",
        "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/second-factor/code",
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "/desk/",
        "SECURITY_TOTP_SECRETS": {"1": hashed(config.secret_key, "second factor", "")},
        "SECURITY_TOTP_ISSUER": "Pumpline",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": 10,
        "SECURITY_FRESHNESS": timedelta(minutes=30),
        "SECURITY_BACKWARDS_COMPAT_AUTH_TOKEN": False,
    }
