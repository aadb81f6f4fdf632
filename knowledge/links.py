"""Does everything that a file names exist? And do the files make sense together?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.strict import Fault, line_of, line_of_word, nearest
from triage.model import (
    AtLeast,
    Condition,
    Drug,
    Has,
    Knowledge,
    Question,
    Reads,
    Rule,
    Symptom,
)

OTHERWISE = "other-symptom"
# After a what-if, about what was supposed; after a message not understood, about danger signs.
APART = frozenset({"now", "screen"})
EVENTS = ("implant", "refill", "dose_change", "mri")
READINGS = (
    "temperature",
    "breaths",
    "oxygen",
    "pulse",
    "systolic",
    "diastolic",
    "pain-score",
)


@dataclass(frozen=True, slots=True)
class Link:
    """That the field `section` of a file names `word`, which is one of `known` or a fault."""

    file: str
    section: str
    what: str
    word: str
    known: Collection[str]


@dataclass(frozen=True, slots=True)
class Known:
    """The words that a file may name; a file that cannot be read still has its name."""

    concepts: Collection[str]
    risks: Collection[str]
    references: Collection[str]
    drugs: Collection[str]
    classes: Collection[str]

    @property
    def readable(self) -> Collection[str]:
        """What a number can be read for: any concept, and the measured values."""
        return {*self.concepts, *READINGS}


def link_faults(knowledge: Knowledge, folder: Path) -> Iterator[Fault]:
    """A fault for every slug that does not exist and every file that cannot be meant so."""
    known = Known(
        concepts={path.stem for path in folder.glob("symptoms/*.yaml")},
        risks={path.stem for path in folder.glob("risks/*.yaml")},
        references=knowledge.references,
        drugs=knowledge.language.drugs,
        classes=knowledge.language.classes,
    )
    for link in _links(knowledge, known):
        if link.word not in link.known:
            text = (folder / link.file).read_text(encoding="utf-8")
            line = line_of_word(text, link.word, link.section)
            hint = nearest(link.word, link.known)
            yield Fault(link.file, line, f"unknown {link.what}: `{link.word}`{hint}")
    for file, section, what in _nonsense(knowledge):
        text = (folder / file).read_text(encoding="utf-8")
        yield Fault(file, line_of(text, (section,)), what)


def leaves(when: Condition) -> Iterator[Condition]:
    """The leaves of a condition, from left to right."""
    if isinstance(when, AtLeast):
        for part in when.parts:
            yield from leaves(part)
    else:
        yield when


def concepts(when: Condition) -> Iterator[str]:
    """The concepts that a condition stands on; a reading stands on its own."""
    for leaf in leaves(when):
        if isinstance(leaf, Has | Reads):
            yield leaf.concept


def _links(knowledge: Knowledge, known: Known) -> Iterator[Link]:
    for symptom in knowledge.symptoms.values():
        yield from _symptom(symptom, known)
    for rule in knowledge.rules.values():
        yield from _rule(rule, known)
    for question in knowledge.questions.values():
        yield from _question(question, known)
    for part in ("symptoms", "risks", "rules", "facts"):
        for slug, record in getattr(knowledge, part).items():
            for key in record.references:
                file = f"{part}/{slug}.yaml"
                yield Link(file, "references", "reference", key, known.references)
    for drugs in knowledge.language.classes.values():
        for drug in drugs:
            yield Link("language.yaml", "classes", "drug", drug, known.drugs)


def _symptom(symptom: Symptom, known: Known) -> Iterator[Link]:
    file = f"symptoms/{symptom.id}.yaml"
    if symptom.risk != OTHERWISE:
        yield Link(file, "risk", "risk", symptom.risk or "", known.risks)
    for section in ("kind_of", "grave_with"):
        for slug in getattr(symptom, section):
            yield Link(file, section, "concept", slug, known.concepts)


def _rule(rule: Rule, known: Known) -> Iterator[Link]:
    file = f"rules/{rule.id}.yaml"
    yield Link(file, "risk", "risk", rule.risk, known.risks)
    for leaf in leaves(rule.when):
        match leaf:
            case Has(concept):
                yield Link(file, "when", "concept", concept, known.concepts)
            case Reads(concept):
                yield Link(file, "when", "concept", concept, known.readable)
            case Drug(names):
                for name in names:
                    drugs = {*known.drugs, *known.classes}
                    yield Link(file, "when", "drug or class", name, drugs)


def _question(question: Question, known: Known) -> Iterator[Link]:
    file = f"questions/{question.id}.yaml"
    for section, words, words_known, what in (
        ("about", question.about, known.readable, "concept"),
        ("first_with", question.first_with, known.readable, "concept"),
        ("labels", question.labels, question.about or known.readable, "concept of this question"),
        ("events", question.events, EVENTS, "event"),
    ):
        for word in words:
            yield Link(file, section, what, word, words_known)


def _nonsense(knowledge: Knowledge) -> Iterator[tuple[str, str, str]]:
    """(file, field, what) of every file whose fields do not make sense together."""
    for slug, rule in knowledge.rules.items():
        if (rule.urgency is None) == (rule.lift == 0):
            yield f"rules/{slug}.yaml", "urgency", "a rule has either `urgency` or `raise: 1`"
    for slug, symptom in knowledge.symptoms.items():
        if slug in _broader(symptom, knowledge):
            yield f"symptoms/{slug}.yaml", "kind_of", "it is a kind of itself"
    yield from _odd_questions(knowledge)
    yield from _odd_phrases(knowledge)


def _odd_questions(knowledge: Knowledge) -> Iterator[tuple[str, str, str]]:
    for slug, question in knowledge.questions.items():
        file = f"questions/{slug}.yaml"
        matters = bool(question.about) + bool(question.events) + question.drug
        if matters != (slug not in APART):
            yield file, "about", "a question is about concepts, or events, or the drug: one of them"
        if bool(question.events) != (question.days is not None):
            yield file, "days", "`events` and `days` belong together"


def _odd_phrases(knowledge: Knowledge) -> Iterator[tuple[str, str, str]]:
    for part in ("symptoms", "facts"):
        for slug, record in getattr(knowledge, part).items():
            for field, phrase in _phrases(record):
                if not _balanced(phrase):
                    what = f"parentheses must pair up, not nest; a comma needs quotes: `{phrase}`"
                    yield f"{part}/{slug}.yaml", field, what


def _broader(symptom: Symptom, knowledge: Knowledge) -> set[str]:
    """Every concept that the symptom also is, however many steps away."""
    found: set[str] = set()
    open_ = list(symptom.kind_of)
    while open_:
        slug = open_.pop()
        if slug not in found and slug in knowledge.symptoms:
            open_.extend(knowledge.symptoms[slug].kind_of)
        found.add(slug)
    return found


def _phrases(record: object) -> Iterator[tuple[str, str]]:
    for field in ("phrases", "absent", "lookalikes"):
        for phrase in getattr(record, field, ()):
            yield field, phrase


def _balanced(phrase: str) -> bool:
    depth = 0
    for sign in phrase:
        depth += (sign == "(") - (sign == ")")
        if depth not in (0, 1):  # alternations do not nest
            return False
    return depth == 0
