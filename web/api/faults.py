"""Faults as other programs read them: what is wrong, where, what to do, and whom to call."""

from __future__ import annotations

from flask import Flask, Response, current_app, jsonify, render_template, request

PREFIX = "/api/"
LINE = "pumpline_emergency_line"
AGAIN = "send it again with the same key; it is stored once"
# For faults that no view of ours words itself: what happened, what to do.
KNOWN = {
    400: ("the request cannot be read", "send what /api/v1/openapi.json describes"),
    403: ("a page of another site may not ask", "ask from a program, not from a page"),
    404: ("there is nothing here", "use a path of /api/v1/openapi.json"),
    405: ("this path does not take this method", "use a method of /api/v1/openapi.json"),
    413: ("the body is too long", "send at most 1,000,000 bytes"),
    500: ("something broke on our side", AGAIN),
    503: ("the house cannot keep anything now", AGAIN),
}


class Fault(Exception):  # noqa: N818 - it is what the answer says
    """Ends a request: `status`, `what` is wrong, `where` in what was sent, what to `do`."""

    def __init__(self, status: int, what: str, where: str, do: str) -> None:
        super().__init__(what)
        self.status, self.what, self.where, self.do = status, what, where, do


def init_app(app: Flask) -> None:
    """Word the emergency line now, while everything works."""
    with app.test_request_context():
        app.extensions[LINE] = " ".join(render_template("parts/emergency.txt").split())


def asked() -> bool:
    """Whether a program asks, which reads no pages."""
    return request.path.startswith(PREFIX)


def of_status(status: int) -> Response:
    """The answer to a fault that is known by its status alone."""
    nearest = status if status in KNOWN else 500 if status >= 500 else 400
    what, do = KNOWN[nearest]
    return answer(Fault(status, what, request.path, do))


def answer(fault: Fault) -> Response:
    """The fault in JSON."""
    said = {"error": fault.what, "where": fault.where, "do": fault.do, "stored": False}
    given = jsonify(with_line(said))
    given.status_code = fault.status
    if fault.status == 401:
        given.headers["WWW-Authenticate"] = 'Bearer realm="pumpline"'
    if fault.status in (429, 503):
        given.headers["Retry-After"] = "60"
    return given


def with_line(said: dict[str, object]) -> dict[str, object]:
    """What is said, and whom to call in an emergency."""
    return {**said, "emergency_line": current_app.extensions[LINE]}
