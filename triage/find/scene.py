"""One message laid out for judging: words, clauses, sentences, cues, mentions."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
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
SUBJECTS = frozenset({"i", "he", "she"})
TELLING = frozenset(
    {"when", "if", "mean", "and", "while", "case", "should", "unless", "before", "whenever", "as"}
)
CLOSING = (TURNS - {"since"}) | {STOP, PAUSE}
FORM_ANSWERS = frozenset({"yes", "no", "none", "never", "absent"})
FORM = 4  # words: the shortest form, two mentions and two answers


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
    normal: frozenset[str] = frozenset()  # concepts that are this person's usual state

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
    def subjects(self) -> tuple[int, ...]:
        """Where "i" or "he" opens a clause, and is not told by "when" or "if"."""
        return tuple(
            place
            for place, word in enumerate(self.words)
            if word.text in SUBJECTS and (not place or self.words[place - 1].text not in TELLING)
        )

    @cached_property
    def closes(self) -> tuple[int, ...]:
        """Where a clause ends: at a stop or a turn, and before a new subject."""
        ends = {place for place, word in enumerate(self.words) if word.text in CLOSING}
        return tuple(sorted(ends.union(self.subjects)))

    @cached_property
    def clauses(self) -> dict[tuple[int, int], tuple[int, int]]:
        """The clause of each mention that was looked at, by where the mention stands."""
        return {}

    @cached_property
    def begins(self) -> frozenset[int]:
        """The words with which a mention begins."""
        return frozenset(hit.first for hit in self.mentions if hit.entry.kind == "phrase")

    @cached_property
    def form(self) -> Mapping[int, str]:
        """The answers of a form filled in without marks, by the end of the mention before them.

        "Headache yes fever no stiff neck no": it opens with a mention and its answer, and ends with
        an answer, so that each answer belongs to what stands before it.
        """
        if any(word.text in (STOP, PAUSE) for word in self.words) or len(self.words) < FORM:
            return {}
        ends = {hit.last: hit for hit in self.mentions if hit.entry.kind == "phrase"}
        answers = {
            place: self.words[place].raw
            for place in ends
            if place < len(self.words) and self.words[place].raw in FORM_ANSWERS
        }
        opens = any(hit.first == 0 and hit.last in answers for hit in ends.values())
        closed = len(self.words) - 1 in answers
        return answers if opens and closed and len(answers) > 1 else {}

    @cached_property
    def form_words(self) -> frozenset[int]:
        """The words that answer in such a form."""
        return frozenset(self.form)

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
        before = bisect_left(self._breaking, first)
        return self._breaking[before - 1] + 1 if before else 0

    @cached_property
    def _breaking(self) -> tuple[int, ...]:
        """The words after which a clause begins, in order."""
        return tuple(filter(self._breaks, range(len(self.words))))

    @cached_property
    def _stops(self) -> tuple[int, ...]:
        """The words that are full stops, in order."""
        return tuple(place for place, word in enumerate(self.words) if word.text == STOP)

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
        after = bisect_left(self._stops, place)
        first = self._stops[after - 1] + 1 if after else 0
        return first, self._stops[after] if after < len(self._stops) else len(self.words)

    def cue_in(self, kind: str, first: int, last: int) -> Hit | None:
        """The last cue of a kind that lies within these words."""
        cues = self.cues.get(kind, ())
        for place in range(bisect_left(cues, last, key=_begin) - 1, -1, -1):
            if cues[place].first < first:
                return None
            if cues[place].last <= last:
                return cues[place]
        return None


def _begin(hit: Hit) -> int:
    return hit.first


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
