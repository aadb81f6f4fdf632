"""When something fails: a clear sentence, the emergency line, and what was typed still there.

No failure may look like "nothing serious".
"""

from __future__ import annotations

import traceback
from pathlib import Path
from types import TracebackType

from flask import Flask, Response, current_app, render_template, request
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from web.api import faults

LAST_RESORT = "pumpline_last_resort"
KNOWN = frozenset({400, 401, 403, 404, 405, 413, 422, 429, 500, 503})
AWAY = (OperationalError, InterfaceError, PoolTimeout)
UNAVAILABLE, SOON = 503, "10"  # seconds
DEPTH = 8
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


class QuietFlask(Flask):
    """A Flask that logs where something failed, never with which words."""

    def log_exception(self, exc_info: ExcInfo | tuple[None, None, None]) -> None:
        """The class and the places; messages of exceptions may quote what a patient wrote."""
        kind, _, trail = exc_info
        frames = traceback.extract_tb(trail)[-DEPTH:]
        places = [f"{Path(at.filename).name}:{at.lineno} {at.name}" for at in frames]
        name = "error" if kind is None else kind.__qualname__
        self.logger.error("%s in %s: %s", name, request.endpoint, " < ".join(reversed(places)))


def init_app(app: Flask) -> None:
    """Answer every error with a page; the plainest one is made now, while everything works."""
    with app.test_request_context():
        app.extensions[LAST_RESORT] = render_template("errors/plain.html")
    faults.init_app(app)
    app.register_error_handler(HTTPException, _page)


def _page(error: HTTPException) -> tuple[str, int, dict[str, str]] | Response | HTTPException:
    if error.response is not None or (error.code or 500) < 400:
        return error  # a redirect
    code = _code(error)
    if faults.asked():
        return faults.of_status(code)
    soon = {"Retry-After": SOON} if code == UNAVAILABLE else {}
    try:
        return _drawn(code), code, soon
    except Exception:  # noqa: BLE001 - whatever fails here, the number to call must be shown
        current_app.logger.error("the error page failed for %s", code)  # noqa: TRY400
        return str(current_app.extensions[LAST_RESORT]), code, soon


def _code(error: HTTPException) -> int:
    """A database that is away, full or overloaded is no fault of ours: 503, and again soon."""
    if isinstance(getattr(error, "original_exception", None), AWAY):
        return UNAVAILABLE
    return error.code or 500


def _drawn(code: int) -> str:
    if "HX-Request" in request.headers:
        return render_template("desk/_failed.html", code=code)
    shown = code if code in KNOWN else 500 if code >= 500 else 400
    sent = request.method == "POST"
    return render_template("errors/error.html", code=shown, text=_typed(), sent=sent)


def _typed() -> str:
    try:
        return request.form.get("text") or request.form.get("note", "")
    except (RequestEntityTooLarge, ValueError):
        return ""
