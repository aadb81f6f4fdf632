"""What a patient takes along: read by a paramedic at a glance, and by a clinic on one sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from web.conversations.chat import Entry, entries
from web.conversations.receive import latest
from web.conversations.replay import Told, history, plain
from web.conversations.shown import Shown
from web.conversations.trace import Trace
from web.tables import Conversation

LAST_WORDS = 6  # messages that one sheet has room for


@dataclass(frozen=True, slots=True)
class Taken:
    """The pump as it was told, the tier with its signs, and the patient's latest words."""

    codename: str
    started_at: datetime
    told: Told
    drugs: tuple[str, ...]
    shown: Shown
    shown_at: datetime
    said: tuple[Entry, ...]
    acts: tuple[Entry, ...]


def take_along(session: Session, conversation: Conversation) -> Taken | None:
    """What stands now; None before anything was assessed."""
    assessed = latest(session, conversation)
    if assessed is None:
        return None
    lines = entries(session, conversation)
    return Taken(
        codename=conversation.codename,
        started_at=conversation.started_at,
        told=history(session, conversation).told,
        drugs=plain.structure(assessed.trace, Trace).drugs,
        shown=plain.structure(assessed.shown, Shown),
        shown_at=assessed.made_at,
        said=tuple(line for line in lines if line.about == "message")[-LAST_WORDS:],
        acts=tuple(line for line in lines if line.about == "act"),
    )
