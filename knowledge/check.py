"""Everything that must hold of the knowledge, checked at once: every failure is told."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from multiprocessing import Pool
from pathlib import Path

from knowledge.cases import Cases, Conversation, PlayedCase, RuleCase, SpokenCase, collect
from knowledge.completeness import completeness_failures
from knowledge.coverage import coverage_failures
from knowledge.figures import (
    DOUBTING_GATES,
    WHEN_DOUBTING,
    figures_of_both,
    gaps_of,
    gate_failures,
)
from knowledge.free import fact_failures, free_failures, spellings
from knowledge.hazards import hazard_failures, owed, proving
from knowledge.mutate import mutants, undefended
from knowledge.play import Failure, run_rule, run_spoken
from knowledge.reading import Shelf, read
from knowledge.rehearse import Ended, odd_failures, rehearse
from knowledge.replies import ReplyTemplate
from knowledge.strict import Fault
from knowledge.words import reply_failures, word_failures
from triage.model import Knowledge

WORKERS = min(4, os.cpu_count() or 1)
PARTS = ("symptoms", "risks", "rules", "questions", "facts", "advice", "places", "references")

Job = tuple[str, str]  # a part and a slug in it


@dataclass(frozen=True, slots=True)
class Library:
    """What a folder holds, its cases too, and what is wrong with the files themselves."""

    folder: Path
    knowledge: Knowledge
    cases: Cases
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Every failure; what is off in a conversation; the figures of all; how much was checked."""

    failures: tuple[Failure, ...]
    gaps: tuple[Failure, ...]
    figures: tuple[str, ...]
    counts: str


def check(folder: Path, words: Collection[str] = (), workers: int = WORKERS) -> Report:
    """All that must hold of a folder of knowledge; the cases are shared out among processes.

    With `words`, only the files that have one of them in their name, and no gates. A conversation
    that the hazard log names as a proof has to end as it is wanted.
    """
    library = open_library(folder)
    failures = [*map(_fault, library.faults), *still_failures(library)]
    endings: list[Ended] = []
    with Pool(workers) as pool:
        jobs = [(str(folder), *job) for job in jobs_of(library) if _wanted("/".join(job), words)]
        for some in pool.starmap(work, jobs, chunksize=4):
            failures.extend(one for one in some if isinstance(one, Failure))
            endings.extend(one for one in some if isinstance(one, Ended))
    figures, doubting = figures_of_both(library.cases.conversations, endings)
    if not words:
        failures.extend(gate_failures(figures))
        failures.extend(gate_failures(doubting, DOUBTING_GATES, WHEN_DOUBTING))
    gaps, proofs = sorted(gaps_of(endings)), proving(folder)
    failures.extend(gap for gap in gaps if f"{folder.name}/{gap.file}" in proofs)
    told = sorted({failure for failure in failures if _wanted(failure.file, words)})
    return Report(
        failures=tuple(told),
        gaps=tuple(gap for gap in gaps if gap not in told),
        figures=(f"conversations: {figures}", f"all answered not sure: {doubting}"),
        counts=f"{_counts(library)}, {owed(folder)} hazards owe a test, {len(told)} failures",
    )


def _wanted(file: str, words: Collection[str]) -> bool:
    return not words or any(word in file for word in words)


def open_library(folder: Path) -> Library:
    """The folder and its cases; what cannot be read is left out and told."""
    knowledge, faults = read(folder)
    shelf = Shelf(folder, [])
    cases = collect(shelf)
    shelf.records("replies", ReplyTemplate)
    return Library(folder, knowledge, cases, tuple(sorted({*faults, *shelf.faults})))


def still_failures(library: Library) -> Iterator[Failure]:
    """What fails without a case being run."""
    yield from completeness_failures(library.knowledge, library.cases)
    yield from word_failures(library.knowledge)
    yield from reply_failures(Shelf(library.folder, []).records("replies", ReplyTemplate))
    yield from coverage_failures(library.knowledge, library.cases, library.folder)
    yield from hazard_failures(library.folder)


def jobs_of(library: Library) -> list[Job]:
    """What is to be run, the longest first."""
    knowledge = library.knowledge
    rules = sorted(knowledge.rules, key=lambda slug: -len(list(mutants(knowledge.rules[slug]))))
    return [
        *(("rules", slug) for slug in rules),
        *(("symptoms", slug) for slug in knowledge.symptoms),
        *(("facts", slug) for slug in knowledge.facts),
        ("language", "language"),
        *(("conversations", case.slug) for case in library.cases.conversations),
    ]


def work(folder: str, part: str, slug: str) -> Sequence[Failure | Ended]:
    """What one job finds; an engine that raises is one of the failures."""
    library = _opened(Path(folder))
    found: list[Failure | Ended] = []
    try:
        found.extend(_run(library, part, slug))
    except Exception as error:  # noqa: BLE001 - a crash on one file must not hide the others
        found.append(Failure(f"{part}/{slug}", f"the engine fails: {error!r}"))
    return found


@cache
def _opened(folder: Path) -> Library:
    """The library of a process that works; it ends with the check, so nothing grows stale."""
    return open_library(folder)


def _run(library: Library, part: str, slug: str) -> Iterator[Failure | Ended]:
    knowledge, cases = library.knowledge, library.cases
    mine = [case for case in getattr(cases, part) if case.slug == slug]
    broken = [failure for case in mine for failure in failures_of(case, knowledge)]
    yield from broken
    match part:
        case "symptoms":
            yield from free_failures(knowledge.symptoms[slug], knowledge)
        case "facts":
            yield from fact_failures(knowledge.facts[slug], knowledge)
        case "conversations":
            for case in mine:
                yield rehearse(case, knowledge)
                yield rehearse(case, knowledge, doubting=True)
        case "rules" if not broken:  # a case that fails already would defend anything
            yield from undefended(knowledge.rules[slug], mine, knowledge)


def failures_of(case: SpokenCase | PlayedCase, knowledge: Knowledge) -> Iterator[Failure]:
    """What any case finds wrong; nothing when it holds. A conversation's end is measured."""
    match case:
        case RuleCase():
            yield from run_rule(case, knowledge)
        case Conversation():
            yield from odd_failures(case)
        case SpokenCase():
            yield from run_spoken(case, knowledge)


def _fault(fault: Fault) -> Failure:
    return Failure(f"{fault.file}:{fault.line}", fault.what)


def _counts(library: Library) -> str:
    knowledge, cases = library.knowledge, library.cases
    phrases = [phrase for symptom in knowledge.symptoms.values() for phrase in symptom.phrases]
    numbers = {
        **{part: len(getattr(knowledge, part)) for part in PARTS},
        "phrases": len(phrases),
        "spellings tried": sum(len(spellings(phrase)) for phrase in phrases),
        "cases": len(cases.spoken) + len(cases.played),
        "mutants": sum(len(list(mutants(rule))) for rule in knowledge.rules.values()),
    }
    return ", ".join(f"{number} {what}" for what, number in numbers.items())
