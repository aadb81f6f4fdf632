"""Wrong passwords and codes at the desk are counted, so that guessing is slow.

A browser with which a nurse signed in before is counted apart: a stranger who uses up the tries of
everybody locks no nurse out.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask, Response, abort, current_app, g, request, session
from flask_login import user_logged_in  # type: ignore[import-untyped]
from sqlalchemy.orm import Session

from web import throttle, watched
from web.codes import hashed, new_token, same
from web.house import house
from web.tables import Nurse
from web.throttle import Limit
from web.watched import SESSIONS

SIGN_IN = "security.login"
TRIED = frozenset(
    {
        SIGN_IN,
        "security.two_factor_token_validation",
        "security.two_factor_setup_validate",
        "security.mf_recovery",
        "security.verify",
        "security.change_password",
    }
)
REMEMBERED = 60 * 24 * 60 * 60  # seconds for which a browser is known
Counted = tuple[Limit, str]


def init_app(app: Flask) -> None:
    """Count before the view sees a try, and give back what was none."""
    app.before_request(_count)
    app.after_request(_settle)
    user_logged_in.connect(_know_browser, app)


def address() -> str:
    """A keyed hash of where the request comes from."""
    return hashed(house().config.secret_key, "address", request.remote_addr or "")


def _is_try() -> bool:
    return request.endpoint in TRIED and request.method == "POST"


def _count() -> None:
    """429 when too many failed before."""
    if not _is_try():
        return
    here, counted = house(), _limits()

    def work(found: Session) -> None:
        for limit, who in counted:
            if not throttle.take(found, here.config.clinic, limit, who, here.clock()):
                abort(429)

    current_app.extensions[SESSIONS]().close()  # who asks was looked up in it: it holds the lock
    here.store.write(work)
    g.counted = counted


def _settle(response: Response) -> Response:
    """Flask-Security answers a failure with the form again, a success with a redirect."""
    if "counted" not in g:
        return _remembering(response)
    current_app.extensions[SESSIONS].remove()
    if response.status_code in (302, 303):
        _give_back(g.pop("counted"))
    elif response.status_code == 200:
        watched.failed_try()
    return _remembering(response)


def _give_back(counted: Sequence[Counted]) -> None:
    here = house()

    def work(found: Session) -> None:
        for limit, who in counted:
            throttle.give_back(found, here.config.clinic, limit, who)

    here.store.write(work)


def _limits() -> tuple[Counted, ...]:
    """What this try counts against: the nurse's own, or the address's and everybody's."""
    known = _known()
    if known is not None:
        return ((throttle.SIGN_IN_KNOWN, known),)
    if request.endpoint == SIGN_IN:
        return ((throttle.SIGN_IN_ONE, address()), (throttle.SIGN_IN_ALL, throttle.ALL))
    return ((throttle.SECOND_ONE, address()), (throttle.SECOND_ALL, throttle.ALL))


def _known() -> str | None:
    """Whose try it is, if that is known before the password is right."""
    if request.endpoint == SIGN_IN:
        kept, email = request.cookies.get(cookie_name(), ""), request.form.get("email", "")
        return kept if same(kept, _mark(kept.partition(".")[0], email)) else None
    nurse = session.get("_user_id")
    return hashed(house().config.secret_key, "nurse", nurse) if nurse else None


def _mark(nonce: str, email: str) -> str:
    """What a browser keeps once a nurse has signed in with it: no use to anybody else."""
    spoken = f"{nonce} {email.strip().lower()}"
    return f"{nonce}.{hashed(house().config.secret_key, 'known browser', spoken)[:42]}"


def cookie_name() -> str:
    """The name of what tells a known browser."""
    return "__Host-known" if house().config.secure else "known"


def _know_browser(_: Flask, user: Nurse, **__: object) -> None:
    g.known_browser = _mark(new_token()[:20], user.email)


def _remembering(response: Response) -> Response:
    if "known_browser" in g:
        response.set_cookie(
            cookie_name(),
            g.known_browser,
            max_age=REMEMBERED,
            secure=house().config.secure,
            httponly=True,
            samesite="Strict",
        )
    return response
