"""What understanding a message costs: per message, by lexicon, by length, by turn, and in memory.

Timing never fails anything; the table says what was aimed at and what came out.
"""

from __future__ import annotations

import platform
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path
from types import MappingProxyType

import knowledge
from benchmarks.clock import Timing, best, calibration, once, timing
from benchmarks.messages import further_phrases, long_text, made_up, openings
from benchmarks.peers import Peer, ask_medspacy
from knowledge.free import spellings
from triage import Knowledge, Message, Picture, Turn, find, take_turn

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs" / "benchmarks.md"
LARGER = 50
SPELLINGS = 32  # of one phrase, for an engine that has no choices within a phrase
SIZES = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000)
EARLY, LATE = 10, 200  # turns
MEMORY = """
import resource, sys
import knowledge
from triage import Message, converse
converse([Message("my legs are weak since the refill")], knowledge.load())
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(most / (1024 if sys.platform != "darwin" else 1024 * 1024))
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    what: str
    figure: str
    aim: str
    calibration: float

    def __str__(self) -> str:
        return f"| {self.what} | {self.figure} | {self.aim} | {self.calibration:.2f} |"


def measure(texts: Path | None, *, peers: bool) -> None:
    """Measure all, print it line by line, and write the table."""
    rows: list[Row] = []
    for row in every_row(texts, peers=peers):
        print(row, flush=True)
        rows.append(row)
    TABLE.write_text(page(rows), encoding="utf-8")
    print(f"written: {TABLE.relative_to(ROOT)}")


def every_row(texts: Path | None, *, peers: bool) -> Iterator[Row]:
    """Each figure as it is taken."""
    yield load_time()
    yield memory()
    known = knowledge.load()
    yield first_message(known)
    messages = made_up(known)
    yield from per_message("made-up messages", messages, known)
    told = openings(texts)
    if told:
        yield from per_message(f"openings of {texts.stem if texts else ''}", told, known)
    yield larger_lexicon(messages, known)
    yield from by_length(messages, known)
    yield from by_turn("a message that repeats itself", ["my head hurts and I feel sick"], known)
    yield from by_turn("a new message each turn", messages[:LATE], known)
    if peers:
        yield from beside(messages, known)


# --- per message ---


def found(text: str, known: Knowledge) -> object:
    return find(Message(text), None, Picture(), known)


def per_message(name: str, texts: list[str], known: Knowledge) -> Iterator[Row]:
    """Find alone, and a whole first turn."""
    words = sum(len(text.split()) for text in texts) / len(texts)
    name = f"{len(texts)} {name}, {words:.0f} words on average"
    alone = timing(lambda text: found(text, known), texts)
    yield Row(f"find, {name}", spread(alone), "", alone.calibration)
    turn = timing(lambda text: take_turn(None, Message(text), known), texts)
    aim = "median under 1 ms"
    yield Row(f"a whole turn, {name}", spread(turn), aim, turn.calibration)


def spread(one: Timing) -> str:
    return f"median {one.median:.2f} ms, p99 {one.p99:.2f} ms"


# --- by lexicon ---


def larger_lexicon(messages: list[str], known: Knowledge) -> Row:
    """Find with so many times the phrases, beside find with today's."""
    some = messages[:500]
    larger = with_more_phrases(known)
    today = timing(lambda text: found(text, known), some)
    then = timing(lambda text: found(text, larger), some)
    figure = f"{then.median / today.median:.2f} times ({today.median:.2f} to {then.median:.2f} ms)"
    return Row(
        f"find with {LARGER} times the phrases", figure, "at most 1.5 times", then.calibration
    )


def with_more_phrases(known: Knowledge) -> Knowledge:
    """The knowledge with generated phrases shared out among its symptoms."""
    today = sum(len(symptom.phrases) for symptom in known.symptoms.values())
    share = today * (LARGER - 1) // len(known.symptoms) + 1
    more = further_phrases(share * len(known.symptoms))
    symptoms = {
        name: replace(symptom, phrases=(*symptom.phrases, *islice(more, share)))
        for name, symptom in known.symptoms.items()
    }
    return replace(known, symptoms=MappingProxyType(symptoms))


# --- by length, by turn ---


def by_length(messages: list[str], known: Knowledge) -> Iterator[Row]:
    """Microseconds a character for messages of growing length."""
    costs: dict[int, float] = {}
    for size in SIZES:
        text = long_text(messages, size)
        found(text, known)
        costs[size] = best(partial(found, text, known), 5) * 1_000 / size
    figure = ", ".join(f"{size}: {cost:.1f}" for size, cost in costs.items())
    yield Row(
        "find, microseconds a character by length", figure, "the same for each", calibration()
    )
    growth = costs[SIZES[-1]] / costs[1_000]
    figure = f"{growth:.2f} times"
    what = f"a character of {SIZES[-1]} beside one of 1,000"
    yield Row(what, figure, "about 1", calibration())


def by_turn(name: str, texts: list[str], known: Knowledge) -> Iterator[Row]:
    """The step to a late turn beside the step to an early one."""
    steps: dict[int, float] = {}
    last: Turn | None = None
    for number in range(1, LATE + 1):
        message = Message(texts[(number - 1) % len(texts)])
        if number in (EARLY, LATE):
            said = Message(texts[0])
            steps[number] = best(partial(take_turn, last, said, known), 7)
        last = take_turn(last, message, known)
    figure = f"{steps[LATE] / steps[EARLY]:.2f} times ({steps[EARLY]:.2f} to {steps[LATE]:.2f} ms)"
    what = f"the step to turn {LATE} beside the step to turn {EARLY}, {name}"
    yield Row(what, figure, "at most 3 times", calibration())


# --- load and memory ---


def load_time() -> Row:
    taken = best(knowledge.load)
    return Row("knowledge.load()", f"{taken / 1_000:.2f} s", "under 0.7 s", calibration())


def first_message(known: Knowledge) -> Row:
    """The first message of a process, for which the lexicon is compiled."""
    taken = once(partial(found, "my legs are weak", known))
    return Row(
        "the first message, with the lexicon made", f"{taken / 1_000:.2f} s", "", calibration()
    )


def memory() -> Row:
    """The most that a fresh interpreter holds after loading and one message."""
    done = subprocess.run(
        [sys.executable, "-c", MEMORY], cwd=ROOT, capture_output=True, text=True, check=True
    )
    figure = f"{float(done.stdout):.0f} MB"
    return Row("resident, knowledge and one message", figure, "under 120 MB", calibration())


# --- beside medspaCy ---


def beside(messages: list[str], known: Knowledge) -> Iterator[Row]:
    """The same messages and phrases through medspaCy, in one run with find."""
    some = messages[:500]
    peer = ask_medspacy(some, every_phrase(known))
    what = "medspaCy 1.3.1 as `medspacy.load()` gives it, with the same phrases"
    if isinstance(peer, str):
        yield Row(what, f"not measured: {peer}", "at least 12 times slower", calibration())
        return
    yield from compared(what, peer, timing(lambda text: found(text, known), some))


def compared(what: str, peer: Peer, ours: Timing) -> Iterator[Row]:
    figure = f"median {peer.median:.2f} ms, p99 {peer.p99:.2f} ms"
    yield Row(what, figure, "", peer.calibration)
    ratios: tuple[tuple[str, Callable[[Timing | Peer], float]], ...] = (
        ("median", lambda one: one.median),
        ("p99", lambda one: one.p99),
    )
    for name, of in ratios:
        figure = f"{of(peer) / of(ours):.1f} times as long as find"
        yield Row(f"its {name} beside ours", figure, "at least 12 times", ours.calibration)


def every_phrase(known: Knowledge) -> list[str]:
    """The symptoms' phrases as plain literals: the spellings of each, gaps closed."""
    phrases = chain.from_iterable(symptom.phrases for symptom in known.symptoms.values())
    return list(dict.fromkeys(one for phrase in phrases for one in spellings(phrase)[:SPELLINGS]))


# --- the page ---


def page(rows: list[Row]) -> str:
    """The table as docs/benchmarks.md."""
    head = (
        "# Benchmarks",
        "",
        "Written by `python3 dev.py bench`; nothing here is edited by hand. Each message is read",
        "three times and the quickest counts. The last column is a fixed loop timed beside the",
        "figure, in milliseconds: the same machine is up to twice as slow when its neighbours are",
        "busy, so two figures can be compared where their calibrations agree.",
        "",
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}.",
        "",
        "| what | figure | aim | calibration |",
        "|---|---|---|---|",
    )
    return "\n".join([*head, *map(str, rows), ""])
