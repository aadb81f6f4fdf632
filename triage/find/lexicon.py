"""All phrases of the knowledge, compiled once into one automaton over canonical words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from threading import Lock
from typing import NamedTuple

from triage.find.matcher import Entry, Hit, Matcher, Places
from triage.find.phrases import CARRIER, LOOSE, phrases_of
from triage.find.repair import Repair
from triage.find.spelling import joined, pieces, shortened, singular, stop
from triage.find.text import STOP, Reading, Spelt, plainly, read
from triage.model import Knowledge, Language

CONTENT = frozenset({"phrase", "absent", "lookalike"})
LOOSELY = CONTENT | {"part"}
MOST_SPELLINGS = 64  # of one run; a phrase with more choices is matched in runs side by side
KEPT = 50_000  # words whose spelling is remembered
GAP = 6  # words that may stand between the halves of "can't keep ... down"


class Gap(NamedTuple):
    """A phrase with gaps: how wide each may be, and the patterns' numbers of each part."""

    entry: Entry
    widths: tuple[int, ...]
    parts: tuple[frozenset[int], ...]


class Lexicon:
    """The automaton, the spelling of canonical words, and the mending of slips."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.language: Language = knowledge.language
        self._english = knowledge.english
        self._forms: dict[str, Spelt] = {}
        self._gaps: list[Gap] = []
        self._numbers: dict[str, int] = {}
        self._spelled: dict[str, str] = {}
        self._loose = frozenset(self.language.cues.get(LOOSE, ()))
        self._loosely: dict[str, list[Entry]] = defaultdict(list)
        self._whole: dict[str, list[Entry]] = defaultdict(list)
        self._words: set[str] = set(self.language.aliases)
        raw = list(phrases_of(knowledge))
        for _, phrase in raw:
            self._words.update(re.findall(r"[^\W\d_]+", phrase.lower().replace("'", "")))
        slips = set(self.language.aliases) - self._english
        self._repair = Repair(self._words - slips, self.language.never_repaired)
        # Words across which a denial reaches its mention: "no sign of any new fever".
        self.carriers = frozenset(map(self.spelled, self.language.cues.get(CARRIER, ())))
        for entry, phrase in raw:
            self._add(entry, phrase)
        self._matchers = (
            Matcher(self._loosely, self._numbers),
            Matcher(self._whole, self._numbers),
        )
        self._anchors = self._anchored()
        for done in (self._loosely, self._whole, self._numbers, self._spelled):
            done.clear()  # needed to build, and large

    # --- words ---

    def canonical(self, token: str) -> Spelt:
        """The canonical words of a token, and whether a slip was mended on the way."""
        found = self._forms.get(token)
        if found is None:
            forms, repaired = self._canonical(token)
            found = Spelt(
                forms,
                repaired,
                unknown=token.isalpha() and not repaired and not self._told(token),
                plain=self.language.skipped.isdisjoint(forms),
            )
            if len(self._forms) < KEPT:
                self._forms[token] = found
        return found

    def _told(self, token: str) -> bool:
        return self.knows(token.replace("'", "")) or token in self.language.aliases

    def _canonical(self, token: str) -> tuple[tuple[str, ...], bool]:
        if not token[0].isalpha():
            return (stop(token),), False
        word = token.replace("'", "")
        spellings = (word, *shortened(word))
        for spelling in spellings:
            if spelling in self._words:  # aliases among them: "boooth" is "both", not "booth"
                return self._opened(spelling), False
        for spelling in spellings:
            if spelling in self._english:
                return self._opened(spelling), False
        if word.endswith("in") and self.knows(f"{word}g"):
            return self._opened(f"{word}g"), False
        mended = self._repair.mend(word)
        return (self._opened(mended), True) if mended else (self._opened(word), False)

    def _opened(self, word: str) -> tuple[str, ...]:
        aliases = self.language.aliases
        alias = aliases.get(word) or aliases.get(singular(word))
        if alias is None:
            return (singular(word),)
        return tuple(
            singular(form) for part in alias.split() for form in aliases.get(part, part).split()
        )

    def knows(self, word: str) -> bool:
        """Whether the word is English, or stands in a phrase."""
        return word in self._words or word in self._english

    def read(self, text: str) -> Reading:
        """The text in canonical words."""
        language = self.language
        return read(text, language.emoji, self.canonical, language.skipped, self._loose)

    # --- phrases ---

    def _add(self, entry: Entry, phrase: str) -> None:
        chunks: list[tuple[str, ...]] = []
        widths: list[int] = []
        for part in phrase.split("..."):
            for place, spellings in enumerate(self._chunks(part)):
                widths.append(GAP if place == 0 else 0)
                chunks.append(spellings)
        if len(chunks) == 1:
            self._insert(chunks[0], entry)
            return
        of = Entry("part", entry.id)
        parts = tuple(self._insert(spellings, of) for spellings in chunks)
        if chunks:
            self._gaps.append(Gap(Entry(entry.kind, entry.id), tuple(widths), parts))

    def _chunks(self, phrase: str) -> list[tuple[str, ...]]:
        """The canonical spellings of a phrase, in runs of few enough spellings each."""
        chunks: list[tuple[str, ...]] = []
        for choices in map(self._choices, pieces(phrase)):
            longer = joined(chunks[-1], choices) if chunks else choices
            if chunks and (len(longer) <= MOST_SPELLINGS or "" in choices or chunks[-1] == ("",)):
                chunks[-1] = longer
            else:
                chunks.append(choices)
        return [tuple(filter(None, chunk)) for chunk in chunks if any(chunk)]

    def _choices(self, choices: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(map(self.spelled, choices)))

    def _insert(self, spellings: tuple[str, ...], entry: Entry) -> frozenset[int]:
        """The numbers of the patterns under which the entry is looked for.

        A spelling with a loose word in it ("sit still") is looked for in the whole line.
        """
        numbers = []
        for words in spellings:
            whole = entry.kind not in LOOSELY or not self._loose.isdisjoint(words.split())
            pattern = f" {words} "
            kept = (self._whole if whole else self._loosely)[pattern]
            if entry not in kept:
                kept.append(entry)
            numbers.append(self._numbers.setdefault(pattern, len(self._numbers)))
        return frozenset(numbers)

    def spelled(self, phrase: str) -> str:
        """A phrase in canonical words, as it stands in a reading's line; may be empty."""
        found = self._spelled.get(phrase)
        if found is None:
            words = plainly(phrase, self.language.emoji, self.canonical, self.language.skipped)
            found = self._spelled[phrase] = " ".join(words)
        return found

    def hits(self, reading: Reading) -> list[Hit]:
        """Every entry met, in order of place; the longer first where two begin together."""
        found: list[Hit] = []
        parts: dict[int, Places] = {}
        for matcher, line in zip(self._matchers, (reading.loose, reading.line), strict=True):
            found.extend(matcher.hits(line, parts))
        met = set(parts)
        for gap in sorted({gap for part in parts for gap in self._anchors.get(part, ())}):
            if not any(some.isdisjoint(met) for some in self._gaps[gap].parts):
                found.extend(self._joined(gap, parts, reading))
        return sorted(found, key=lambda hit: (hit.first, -hit.last, hit.entry.kind, hit.entry.id))

    def _anchored(self) -> dict[int, tuple[int, ...]]:
        """The phrases with a gap by the spellings of one part of each: the part least in use.

        Where that part is not met, nothing is made of the others, however often they are.
        """
        uses = Counter(part for gap in self._gaps for some in gap.parts for part in some)
        anchors: dict[int, list[int]] = defaultdict(list)
        for number, gap in enumerate(self._gaps):
            for part in min(gap.parts, key=lambda some: max(uses[one] for one in some)):
                anchors[part].append(number)
        return {part: tuple(numbers) for part, numbers in anchors.items()}

    def _joined(self, number: int, met: Mapping[int, Places], reading: Reading) -> Iterator[Hit]:
        gap = self._gaps[number]
        places = [
            [span for one in some.intersection(met) for span in met[one]] for some in gap.parts
        ]
        spans = places[0]
        for following, width in zip(places[1:], gap.widths[1:], strict=True):
            spans = [
                (first, end)
                for first, last in spans
                for start, end in following
                if last <= start <= last + width
                and not any(word.text == STOP for word in reading.words[last:start])
            ]
        entry = gap.entry._replace(gap=number) if GAP in gap.widths[1:] else gap.entry
        for first, last in sorted(set(spans)):
            yield Hit(entry, first, last)


_MAKING = Lock()
_BY_WORDS: dict[tuple[int, ...], tuple[Knowledge, Lexicon]] = {}


def lexicon_of(knowledge: Knowledge) -> Lexicon:
    """The compiled lexicon of this knowledge; knowledge that differs only in rules shares it."""
    key = tuple(map(id, (knowledge.symptoms, knowledge.facts, knowledge.language)))
    kept = _BY_WORDS.get(key)
    if kept is None:
        with _MAKING:
            kept = _BY_WORDS.get(key)
            if kept is None:
                if len(_BY_WORDS) > 8:
                    _BY_WORDS.clear()
                kept = _BY_WORDS[key] = (knowledge, Lexicon(knowledge))
    return kept[1]
