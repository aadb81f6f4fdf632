"""Each page of the desk, and each look for news, says that its nurse is there."""

from __future__ import annotations

from contextlib import suppress

from flask import g
from sqlalchemy.exc import IntegrityError

from web.house import house
from web.presence import is_known, seen


def mark() -> None:
    """Before a page of the desk is served: its nurse is here."""
    here, now = house(), house().clock()
    clinic, nurse = here.config.clinic, g.nurse
    if here.store.read(lambda session: is_known(session, clinic, nurse, now)):
        return
    with suppress(IntegrityError):  # another page of the same nurse was quicker
        here.store.write(lambda session: seen(session, clinic, nurse, now))
