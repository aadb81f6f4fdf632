"""The templates that nurses may begin a reply from, with the house's numbers in them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from flask import Flask

from knowledge import ReplyTemplate, load_replies
from web.house import house


def init_app(app: Flask) -> None:
    """Read them now, so that a faulty file stops the start and not a nurse."""
    app.jinja_env.globals["reply_templates"] = templates
    app.jinja_env.filters["filled"] = filled
    templates()


@cache
def templates() -> Mapping[str, ReplyTemplate]:
    """All of them by their slug; what is on disk at the start."""
    return load_replies()


def filled(template: ReplyTemplate) -> str:
    """The text as a patient of this house is to read it."""
    place, clinic = house().place, house().config
    return template.filled(
        {
            "emergency": place.emergency,
            "on_call": clinic.clinic_phone or clinic.clinic_name or "the pump team",
            "crisis": place.crisis_call or place.emergency,
            "poison": place.poison or place.emergency,
        }
    )
