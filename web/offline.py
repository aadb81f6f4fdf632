"""What a phone keeps for the hour when the house is silent: one page, its style, and the worker."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from flask import Blueprint, Response, current_app, make_response, render_template, url_for

STYLE = "build/pumpline.css"
offline = Blueprint("offline", __name__)


@offline.get("/offline")
def page() -> str:
    """Whom to call when this house cannot be reached; nothing in it is anybody's."""
    return render_template("patient/offline.html")


@offline.get("/worker.js")
def worker() -> Response:
    """The worker, from the root so that it sees every page; asked for anew each time."""
    text = render_template(
        "parts/worker.js",
        version=_version(page()),
        page=url_for("offline.page"),
        style=url_for("static", filename=STYLE),
        desk=url_for("nurse.desk"),
    )
    told = {"Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "no-cache"}
    return make_response(text, told)


@offline.get("/manifest.webmanifest")
def manifest() -> Response:
    """What a phone needs to keep the chat among its apps; the name tells nobody what it is for."""
    icon = {"src": url_for("static", filename="icon.svg"), "sizes": "any", "type": "image/svg+xml"}
    told = {
        "name": "Pumpline",
        "short_name": "Pumpline",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f1f5f6",
        "theme_color": "#0c6170",
        "icons": [icon],
    }
    return Response(json.dumps(told), mimetype="application/manifest+json")


def _version(shown: str) -> str:
    """A name for this page with this style."""
    style = Path(str(current_app.static_folder), STYLE)
    known = style.read_bytes() if style.exists() else b""
    return hashlib.sha256(shown.encode() + known).hexdigest()[:16]
