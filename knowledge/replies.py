"""What nurses write to patients again and again: templates, to be changed before they are sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from triage.model import Urgency

PLACEHOLDERS = frozenset({"emergency", "on_call", "crisis", "poison"})
PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class ReplyTemplate:
    """A text to begin from. `urgency` None: it says nothing of how soon, and fits every tier.

    `{emergency}`, `{on_call}`, `{crisis}` and `{poison}` stand for the house's numbers.
    """

    id: str
    name: str
    text: str
    urgency: Urgency | None = None

    def filled(self, numbers: Mapping[str, str]) -> str:
        """The text with the house's numbers in it."""
        return PLACEHOLDER.sub(lambda found: numbers[found[1]], self.text).strip()
