"""Whether the engine still knows what it must know."""

from __future__ import annotations

from triage.model import Message as Heard
from triage.model import Urgency
from web.conversations.replay import Triage

KNOWN = "I can't wake my husband"


def knows_an_emergency(triage: Triage) -> bool:
    """Whether a known emergency is taken for one."""
    turn = triage.converse((Heard(KNOWN),), triage.knowledge)[-1]
    return turn.urgency is Urgency.EMERGENCY
