"""What every answer tells the browser to refuse."""

from __future__ import annotations

from flask import Flask, Response, request

from web.house import house_of

RULES = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",  # the picture of the second factor's key
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
)
KEPT = frozenset({"static", "offline.worker"})  # say themselves how long they may be kept
FEATURES = (
    "accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope",
    "microphone", "payment", "usb",
)  # fmt: skip
ALWAYS = {
    "Content-Security-Policy": "; ".join(RULES),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not `no-referrer`: with it browsers send forms with "Origin: null", which tells us nothing.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in FEATURES),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}
STRICT = "max-age=31536000; includeSubDomains"


def init_app(app: Flask) -> None:
    """Put the headers on every answer, errors too."""
    secure = house_of(app).config.secure

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers.update(ALWAYS)
        if request.endpoint not in KEPT:
            response.headers["Cache-Control"] = "no-store"
        if secure:
            response.headers["Strict-Transport-Security"] = STRICT
        return response


def for_proxy() -> str:
    """The same headers in nginx's words, for the files that it serves itself."""
    told = {**ALWAYS, "Strict-Transport-Security": STRICT}
    return "".join(f'add_header {name} "{value}" always;\n' for name, value in told.items())
