"""Who is at the door: no form is taken from another site, no form without its token.

The patient's door keeps an opaque cookie of its own and never touches Flask's session, which is the
desk's. A form carries a keyed hash of that cookie.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, redirect, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as AnyResponse

from web.codes import hashed, new_token, same
from web.house import house


class StaleError(BadRequest):
    """A form of the patient's door that goes with another cookie, or with none."""


SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
DESK = frozenset({"handed", "lessons", "nurse", "people", "roster", "security", "welcome"})
csrf = CSRFProtect()


def init_app(app: Flask) -> None:
    """Check every form before its view sees it."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # the desk's alone, see `_refuse_forged`
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    app.config["WTF_CSRF_SSL_STRICT"] = False  # the Referer is not sent; Origin is checked here
    csrf.init_app(app)
    app.before_request(_keep_apart)
    app.before_request(_refuse_foreign)
    app.before_request(_refuse_forged)


def _keep_apart() -> AnyResponse | None:
    """Where the doors have names of their own, each answers by its own alone: 404 by the other's.

    Script and cookies of one never reach the other then. Style and health are both doors'.
    """
    desk = urlsplit(house().config.desk_url).netloc
    if not desk or request.endpoint == "static" or request.blueprint == "health":
        return None
    by_desk, at_desk = request.host == desk, request.path.startswith("/desk")
    if by_desk and request.path == "/":
        return redirect(f"{house().config.desk_home}/desk/", 303)
    return None if by_desk == at_desk else abort(404)


def _refuse_foreign() -> None:
    """403 for a form that another site sent."""
    if request.method in SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        foreign = site != "same-origin"
    else:
        origin = request.headers.get("Origin")
        foreign = origin is not None and origin != request.host_url.rstrip("/")
    if foreign:
        abort(403)


def _refuse_forged() -> None:
    """400 for a form of the desk without its token."""
    if request.blueprint in DESK and request.method not in SAFE:
        csrf.protect()


def cookie_name() -> str:
    """The name of the patient's cookie; browsers let `__Host-` be set by this host alone."""
    return "__Host-pumpline" if house().config.secure else "pumpline"


def know_patient() -> None:
    """Before a request at the patient's door: who it is, and whether the form is theirs (400)."""
    g.token = request.cookies.get(cookie_name()) or new_token()
    if request.method not in SAFE and not same(request.form.get("csrf", ""), patient_csrf()):
        raise StaleError


def keep_patient(response: Response) -> Response:
    """After a request at the patient's door: leave the cookie."""
    token = g.get("token")
    if token is not None and token != request.cookies.get(cookie_name()):
        response.set_cookie(
            cookie_name(),
            token,
            secure=house().config.secure,
            httponly=True,
            samesite="Lax",
            path="/",
        )
    return response


def patient_csrf() -> str:
    """The token that a patient's forms carry: it goes with the cookie."""
    return hashed(house().config.secret_key, "form", g.get("token", ""))
