"""What this house promises travels with its sessions: who notes a wait knows when it is due."""

from __future__ import annotations

from typing import cast

from sqlalchemy.orm import Session

from web.database import Store
from web.promises import Promises

NAME = "promises"


def promise(store: Store, promises: Promises) -> None:
    """All sessions of `store` from now on promise this."""
    for sessions in (store.reads, store.writes):
        sessions.configure(info={NAME: promises})


def promised(session: Session) -> Promises:
    """What is promised; the defaults where nobody said anything else."""
    return cast("Promises", session.info.get(NAME, Promises()))
