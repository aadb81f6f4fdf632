"""All of the knowledge on one page, for people who review it and never open a file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from knowledge import HERE, load
from knowledge.cases import RuleCase, SymptomCase, read_cases
from knowledge.coverage import page, reached
from knowledge.free import CHOICE
from knowledge.links import concepts
from knowledge.signing import standing
from triage.model import Condition, Knowledge, Question, Risk, Rule, Symptom

Case = TypeVar("Case", SymptomCase, RuleCase)
TEMPLATE = "book.html"


@dataclass(frozen=True, slots=True)
class Chapter:
    """One risk with everything that points to it, in the order in which it is told."""

    risk: Risk
    symptoms: tuple[Symptom, ...]
    rules: tuple[Rule, ...]
    questions: tuple[Question, ...]


def book(folder: Path = HERE) -> str:
    """A self-contained HTML page; KnowledgeError when the folder cannot be loaded."""
    knowledge, cases = load(folder), read_cases(folder)
    template = _environment().get_template(TEMPLATE)
    return template.render(
        knowledge=knowledge,
        chapters=chapters(knowledge),
        said=_by_slug(cases.symptoms),
        played=_by_slug(cases.rules),
        signed=(signed := standing(folder)),
        reviewed=sum(f"rules/{slug}.yaml" in signed for slug in knowledge.rules),
        page=page(folder),
        reached=reached(knowledge, cases),
    )


def chapters(knowledge: Knowledge) -> tuple[Chapter, ...]:
    """A chapter for each risk: those of the clinic's page first, then by their most urgent rule."""
    made = [_chapter(risk, knowledge) for risk in knowledge.risks.values()]
    return tuple(sorted(made, key=_place))


def kind(condition: Condition) -> str:
    """The class of a condition in lower case: what a template tells the leaves apart by."""
    return type(condition).__name__.lower()


def choices(phrase: str) -> str:
    """A phrase as a person reads it: the words to choose from with strokes, a gap as dots."""
    return CHOICE.sub(lambda found: f"({_listed(found[1])})", phrase.replace("...", "…"))


def example(phrase: str) -> str:
    """One way in which a phrase is said: the first of each choice."""
    said = CHOICE.sub(lambda found: found[1].split("|")[0], phrase.replace("...", "…"))
    return " ".join(said.split())


def _listed(words: str) -> str:
    return " / ".join(word or "nothing" for word in words.split("|"))


def _place(chapter: Chapter) -> tuple[bool, int, str]:
    urgencies = [rule.urgency for rule in chapter.rules if rule.urgency is not None]
    return chapter.risk.source is None, -max(urgencies, default=-1), chapter.risk.name


def _chapter(risk: Risk, knowledge: Knowledge) -> Chapter:
    symptoms = [one for one in knowledge.symptoms.values() if one.risk == risk.id]
    rules = [rule for rule in knowledge.rules.values() if rule.risk == risk.id]
    wanted = {concept for rule in rules for concept in concepts(rule.when)}
    questions = [one for one in knowledge.questions.values() if wanted & set(one.about)]
    return Chapter(
        risk=risk,
        symptoms=tuple(sorted(symptoms, key=lambda one: (-_tier(one), one.name))),
        rules=tuple(sorted(rules, key=lambda rule: (-_tier(rule), rule.id))),
        questions=tuple(questions),
    )


def _tier(one: Rule | Symptom) -> int:
    return one.urgency if one.urgency is not None else -1


def _by_slug(cases: Sequence[Case]) -> Mapping[str, Sequence[Case]]:
    found: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        found[case.slug].append(case)
    return found


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(kind=kind, choices=choices, example=example)
    return environment
