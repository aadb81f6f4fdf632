"""What is written down of running: one JSON object a line, of listed fields, without a word.

Our own messages hold ids, classes and places. Of everybody else's only the message before its
values are filled in is kept, because a value may be what a patient wrote.
"""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import MutableMapping
from typing import Any
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request

FIELDS = frozenset(
    {"event", "level", "timestamp", "logger", "request", "route", "method", "status", "ms"}
)
OURS = ("web", "wsgi", "knowledge", "triage", "pumpline")
LONGEST = 1000
REQUEST_ID = re.compile(r"[0-9a-f-]{16,64}")
SILENT = frozenset({"health.live", "health.ready", "metrics.scraped", "static"})


class ToJson(logging.Handler):
    """Takes what is logged in the standard way, and lets no value of others through."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record as one line."""
        ours = record.name.partition(".")[0] in OURS
        said = record.getMessage() if ours else str(record.msg)
        if record.exc_info and record.exc_info[0]:
            said = f"{said} ({record.exc_info[0].__qualname__})"
        structlog.get_logger().log(record.levelno, said, logger=record.name)


def to_stderr() -> None:
    """From now on this process logs as told above."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_listed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),  # as it is when it is written
    )
    root = logging.getLogger()
    root.handlers[:], root.level = [ToJson()], logging.WARNING
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO)


def only_listed(_: object, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The fields that may be written, cut to a length; what else was given is left out."""
    return {
        name: value[:LONGEST] if isinstance(value, str) else value
        for name, value in line.items()
        if name in FIELDS
    }


def init_app(app: Flask) -> None:
    """Give each request an id, and write one line when it is answered."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    told = request.headers.get("X-Request-ID", "")
    g.request_id = told if REQUEST_ID.fullmatch(told) else uuid4().hex
    g.begun = time.monotonic()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=g.request_id)


def _end(response: Response) -> Response:
    response.headers["X-Request-ID"] = g.get("request_id", "")
    if request.endpoint not in SILENT and structlog.is_configured():
        structlog.get_logger().info(
            "request",
            route=route(),
            method=request.method if request.method in KNOWN else "other",
            status=response.status_code,
            ms=round((time.monotonic() - g.get("begun", time.monotonic())) * 1000),
        )
    return response


def route() -> str:
    """The pattern of the address, never the address: that may hold a token or what was typed."""
    return request.url_rule.rule if request.url_rule else "none"


KNOWN = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
