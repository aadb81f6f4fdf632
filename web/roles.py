"""What a nurse may do beyond the queue, and what asks for the password once more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import ParamSpec, TypeVar, cast
from uuid import uuid4

from flask import abort, redirect, request, url_for
from flask import session as kept
from flask_security import current_user
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from web.house import house
from web.tables import Nurse, Role
from web.tables.people import ROLES

FRESH = timedelta(minutes=15)
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


def may(role: str) -> bool:
    """Whether the nurse who asks has `role` or one that includes it."""
    nurse = cast("Nurse", current_user)
    held = [ROLES.index(one.name) for one in nurse.roles]
    return bool(held) and max(held) >= ROLES.index(role)


def needs(
    role: str, *, fresh: bool = False
) -> Callable[[Callable[Asked, Answer]], Callable[Asked, Answer | Response]]:
    """Decorates a guarded view: 403 without `role`; `fresh` asks for the password after a while."""

    def around(view: Callable[Asked, Answer]) -> Callable[Asked, Answer | Response]:
        @wraps(view)
        def guarded(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer | Response:
            if not may(role):
                abort(403)
            if fresh and not _is_fresh():
                back = request.path if request.method == "GET" else url_for("nurse.desk")
                return redirect(url_for("security.verify", next=back), 303)
            return view(*args, **kwargs)

        return guarded

    return around


def role_named(session: Session, clinic: str, name: str) -> Role:
    """The clinic's role of this name; a new one, not yet added, when nobody had it before."""
    found = session.scalar(select(Role).filter_by(clinic_id=clinic, name=name))
    return found or Role(clinic_id=clinic, id=uuid4(), name=name)


def _is_fresh() -> bool:
    proved = float(kept.get("proved", 0))
    return house().clock().timestamp() - proved <= FRESH.total_seconds()
