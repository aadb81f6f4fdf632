"""After how long a nurse who holds a conversation is idle; and never."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

# Nobody waits. Not the last moment there is: a time zone must not push it over the edge.
NEVER = datetime(9000, 1, 1, tzinfo=UTC)
IDLE = {"emergency": timedelta(minutes=5), "urgent": timedelta(minutes=10)}
IDLE_ELSE = timedelta(minutes=30)
LONGEST_CALL = timedelta(hours=2)  # a call that nobody ended


def idle_after(tier: str) -> timedelta:
    """How long a nurse who does nothing keeps a conversation of this tier."""
    return IDLE.get(tier, IDLE_ELSE)
