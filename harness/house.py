"""The application as a harness makes it: ready before any process is parted from it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from flask import Flask

import knowledge
from harness import broken
from triage import converse
from triage.model import Message
from web import create_app, throttle
from web.conversations import Triage
from web.house import house_of


@cache
def engine() -> Triage:
    """The engine with its knowledge, which has heard a message."""
    known = knowledge.load()
    converse((Message("My head hurts a bit today."),), known)
    return Triage(converse, known)


def make_app(way: str = "") -> Flask:
    """The application of the environment; `way` breaks one promise on purpose (`broken.WAYS`)."""
    app = create_app(triage=engine())
    throttle.START_ONE = replace(throttle.START_ONE, most=10**6)  # a storm comes from one address
    throttle.START_ALL = replace(throttle.START_ALL, most=10**6)
    for name in app.jinja_env.list_templates(["html"]):
        app.jinja_env.get_template(name)  # or each new worker compiles pages before it answers
    house_of(app).store.engine.dispose()  # a connection is not for two processes
    if way:
        broken.WAYS[way](app)
    return app
