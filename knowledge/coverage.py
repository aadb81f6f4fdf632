"""Is everything that the clinic's page names, and every risk beyond it, reached by some case?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from knowledge.cases import Cases
from knowledge.play import Failure
from knowledge.strict import nearest, parse
from triage.model import Knowledge, Status

FILE = "source.yaml"


def page(folder: Path) -> Mapping[str, str | None]:
    """Slug -> the words of the clinic's page; None for what is beyond it."""
    path = folder / FILE
    raw, _ = parse(path.read_text(encoding="utf-8"), FILE) if path.exists() else ({}, [])
    return raw if isinstance(raw, dict) else {}


def coverage_failures(knowledge: Knowledge, cases: Cases, folder: Path) -> Iterator[Failure]:
    """A failure for each slug of the source that no case reaches or no risk stands for."""
    source = page(folder)
    covered = reached(knowledge, cases)
    for slug, words in source.items():
        risk = knowledge.risks.get(slug)
        if slug not in covered:
            yield Failure(FILE, f"no case reaches {slug}")
        if risk is None:
            yield Failure(FILE, f"{slug} is no risk")
        elif (risk.source is None) != (words is None):
            yield Failure(f"risks/{slug}.yaml", f"its source is {risk.source}, on the page {words}")
    for slug in knowledge.risks:
        if source and slug not in source:
            what = f"{slug} is not in the source{nearest(slug, source)}"
            yield Failure(f"risks/{slug}.yaml", what)


def reached(knowledge: Knowledge, cases: Cases) -> frozenset[str]:
    """The risks that a symptom found in a case stands for, or that a rule fired in a case names."""
    found = {
        knowledge.symptoms[concept].risk or ""
        for case in cases.spoken
        for concept, status in case.find.items()
        if status is Status.PRESENT and concept in knowledge.symptoms
    }
    for case in cases.rules:
        if case.fires and case.slug in knowledge.rules:
            found.add(knowledge.rules[case.slug].risk)
    return frozenset(found)
