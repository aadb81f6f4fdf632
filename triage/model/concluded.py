"""What is concluded: suspicions, the assessment, the reply, the turn."""

from __future__ import annotations

from dataclasses import dataclass

from triage.model.heard import Finding, Input, Picture
from triage.model.known import Question
from triage.model.words import Outcome, Urgency


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A risk pointed to by a rule (or by a symptom alone), on these findings (indices)."""

    risk: str
    rule: str
    urgency: Urgency
    because: tuple[int, ...]
    references: tuple[str, ...] = ()
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Assessment:
    """How soon somebody must act, and why; `open` are the rules that answers could still close."""

    urgency: Urgency | None = None
    suspicions: tuple[Suspicion, ...] = ()
    open: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """What the patient reads, in the order of the card."""

    headline: str
    do: tuple[str, ...] = ()
    watch: tuple[str, ...] = ()
    bring: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    why_not_lower: str = ""

    @property
    def text(self) -> str:
        """The reply as plain text, one thought a line."""
        parts = (self.headline, *self.do, *self.facts, *self.notes, *self.watch)
        return "\n".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Turn:
    """One input folded in: what is held, concluded, asked and answered after it."""

    number: int
    input: Input
    picture: Picture
    assessment: Assessment
    outcome: Outcome
    reply: Reply
    urgency: Urgency | None = None
    question: Question | None = None
    question_text: str = ""
    flag_reasons: tuple[str, ...] = ()
    unknown_words: tuple[str, ...] = ()
    knowledge: str = ""

    @property
    def flagged(self) -> bool:
        """Whether a nurse must see the conversation."""
        return bool(self.flag_reasons)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of the whole conversation."""
        return self.picture.findings
