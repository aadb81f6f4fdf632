"""The few words that have an order or a fixed spelling: tiers, statuses, truth, outcomes."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Urgency(IntEnum):
    """How soon somebody must act; greater is sooner, so that `max()` is the whole policy."""

    SELF_CARE = 0
    ROUTINE = 1
    SAME_DAY = 2
    URGENT = 3
    EMERGENCY = 4

    @property
    def slug(self) -> str:
        """The word of the contract: `self_care`, `routine`, `same_day`, `urgent`, `emergency`."""
        return self.name.lower()

    @classmethod
    def of(cls, slug: str) -> Urgency:
        """The tier that the contract's word names; KeyError when there is none."""
        return cls[slug.upper()]


class Status(StrEnum):
    """What a mention says of its concept (the contract's seven words)."""

    PRESENT = "present"
    DENIED = "denied"
    PAST = "past"
    USUAL = "usual"
    HYPOTHETICAL = "hypothetical"
    OTHER_PERSON = "other_person"
    UNCERTAIN = "uncertain"


class Truth(IntEnum):
    """Of a condition. OPEN may still be asked; DOUBT counts, but only as far as law 2 allows."""

    NO = 0
    OPEN = 1
    DOUBT = 2
    YES = 3


class Outcome(StrEnum):
    """What a turn is, in the contract's words."""

    GUIDANCE = "guidance"
    QUESTION = "question"
    INFORMATION = "information"
    HUMAN = "human"


class Answer(StrEnum):
    """A reply to a question, once its many forms are read."""

    YES = "yes"
    NO = "no"
    NOT_SURE = "not_sure"
