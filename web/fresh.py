"""How long an answer may be relied on. After that the page asks how the patient is now."""

from __future__ import annotations

from datetime import datetime, timedelta

GOOD_FOR = {
    "emergency": timedelta(minutes=30),
    "urgent": timedelta(hours=1),
    "same_day": timedelta(hours=12),
    "routine": timedelta(hours=24),
    "self_care": timedelta(hours=24),
}
NOT_JUDGED = timedelta(hours=1)  # ranks just under urgent


def good_until(at: datetime, urgency: str | None) -> datetime:
    """Until when the answer given `at` holds, if nothing changes before."""
    return at + GOOD_FOR.get(urgency or "", NOT_JUDGED)
