"""One message laid out for judging: words, clauses, sentences, cues, mentions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from triage.find.matcher import Hit
from triage.find.text import PAUSE, STOP, Word
from triage.model import Status

FIRST_PERSON = frozenset({"i", "me", "myself", "we", "mine"})
THIRD_PERSON = frozenset({"he", "she", "him", "himself", "herself"})
TURNS = frozenset(
    {"but", "except", "however", "though", "although", "because", "since", "so", "then", "yet"}
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status and the words that decided it."""

    status: Status
    cue: str = ""
    days_ago: float | None = None


@dataclass(frozen=True)
class Scene:
    """One message's words, its cues by kind, its mentions, and who has the pump."""

    words: Sequence[Word]
    cues: dict[str, tuple[Hit, ...]]
    mentions: tuple[Hit, ...]
    carriers: frozenset[str]
    wearer: str
    ages: tuple[tuple[int, int, float, bool], ...]  # words first:last say so many days ago

    @cached_property
    def of_me(self) -> bool:
        """Whether the writer tells of a complaint of their own: "i itch", "my cheeks are red"."""
        return any(self._mine(hit) for hit in self.mentions if hit.entry.kind == "phrase")

    def _mine(self, hit: Hit) -> bool:
        if self.words[hit.first].owner == "my":
            return True
        named = (*self.cues.get("kin", ()), *self.cues.get("stranger", ()))
        people = {place for person in named for place in range(person.first, person.last)}
        before = range(self.clause(hit.first), hit.first)
        return people.isdisjoint(before) and any(self.words[place].text == "i" for place in before)

    @cached_property
    def covered(self) -> frozenset[int]:
        """The words that are part of some mention."""
        return frozenset(place for hit in self.mentions for place in range(hit.first, hit.last))

    @cached_property
    def negations(self) -> dict[int, Hit]:
        """Denying cues by the place where they end."""
        return {hit.last: hit for hit in self.cues.get("negation", ())}

    @cached_property
    def blocked(self) -> frozenset[int]:
        """Words of cues that look like denial and are none ("can not", "no relief")."""
        return frozenset(
            place for hit in self.cues.get("pseudo", ()) for place in range(hit.first, hit.last)
        )

    def said(self, hit: Hit) -> str:
        """The words of a hit as they were written."""
        return " ".join(word.raw for word in self.words[hit.first : hit.last])

    def clause(self, first: int) -> int:
        """Where the clause of the word at `first` begins."""
        place = first
        while place > 0 and not self._breaks(place - 1):
            place -= 1
        return place

    def _breaks(self, place: int) -> bool:
        word = self.words[place].text
        if word == STOP or word in TURNS:
            return True
        if word not in (PAUSE, "and"):
            return False
        after = self.words[place + 1] if place + 1 < len(self.words) else None
        return after is not None and (
            after.text in FIRST_PERSON | THIRD_PERSON | {"now", "today"} or bool(after.owner)
        )

    def sentence(self, place: int) -> tuple[int, int]:
        """The words of the sentence around `place`."""
        first = last = place
        while first > 0 and self.words[first - 1].text != STOP:
            first -= 1
        while last < len(self.words) and self.words[last].text != STOP:
            last += 1
        return first, last

    def cue_in(self, kind: str, first: int, last: int) -> Hit | None:
        """The last cue of a kind that lies within these words."""
        within = [hit for hit in self.cues.get(kind, ()) if first <= hit.first and hit.last <= last]
        return within[-1] if within else None


def kept(hits: Sequence[Hit]) -> Iterator[Hit]:
    """The hits, in order of place, that no longer one swallows (a phrase with a gap does not)."""
    widest: Hit | None = None
    for hit in hits:
        inside = widest is not None and hit.last <= widest.last
        if inside and widest is not None and (hit.first, hit.last) != (widest.first, widest.last):
            continue
        yield hit
        if hit.entry.gap < 0 and not inside:
            widest = hit
