"""Is the process alive; can it take a message. For whoever watches, and for the proxy.

`live` asks nobody: while the database is gone the process still shows whom to call, and must not be
killed. `ready` writes and reads a row, because a full disk reads well, and asks the engine about
something that it must know.
"""

from __future__ import annotations

import logging
from uuid import UUID, uuid4

from flask import Blueprint, Response
from sqlalchemy.orm import Session

from web.conversations import knows_an_emergency
from web.house import House, house
from web.tables import Probe

ROW = UUID(int=0)
health = Blueprint("health", __name__, url_prefix="/health")
log = logging.getLogger(__name__)


@health.get("/live")
def live() -> Response:
    """200 as long as the process answers."""
    return _told("alive", 200)


@health.get("/ready")
def ready() -> Response:
    """200 when a message would be kept and understood, else 503."""
    here = house()
    try:
        faults = [name for name, works in CHECKS.items() if not works(here)]
    except Exception as fault:  # noqa: BLE001 - whatever it is, this house takes no message
        log.error("not ready: %s", type(fault).__qualname__)  # noqa: TRY400
        faults = ["broken"]
    return _told(f"not ready: {', '.join(faults)}", 503) if faults else _told("ready", 200)


def _writes(here: House) -> bool:
    """A row is written, and is there in another transaction."""
    mark, place = uuid4(), (here.config.clinic, ROW)

    def write(session: Session) -> None:
        probe = session.get(Probe, place, with_for_update=True)
        if probe is None:
            probe = Probe(clinic_id=here.config.clinic, id=ROW, words="")
            session.add(probe)
        probe.mark, probe.words, probe.written_at = mark, mark.hex, here.clock()

    here.store.write(write)
    found = here.store.read(lambda session: session.get_one(Probe, place))
    # Another worker may have written since; its row must open, too.
    return found.words == found.mark.hex


def _understands(here: House) -> bool:
    return knows_an_emergency(here.triage)


def _told(words: str, status: int) -> Response:
    return Response(f"{words}\n", status, mimetype="text/plain")


CHECKS = {"the database does not write": _writes, "the engine does not answer": _understands}
