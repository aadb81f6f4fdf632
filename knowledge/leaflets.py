"""Advice as clinicians write it, in Markdown, -> the engine's Advice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType

from knowledge.strict import Fault, nearest
from triage.model import Advice

LISTS = ("do", "watch", "bring")
SLOTS = ("posture", "food", "movement", "whom")
PLACEHOLDERS = ("emergency", "on_call", "crisis", "poison")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)

Line = tuple[int, str]


def leaflet(text: str, slug: str, file: str) -> tuple[Advice, list[Fault]]:
    """One file of advice: a headline, lists (do, watch, bring) and slots of one line each."""
    sections, faults = _sections(text, file)
    faults.extend(_faults(sections, file))
    words = {name: tuple(line for _, line in lines) for name, lines in sections.items()}
    advice = Advice(
        id=slug,
        headline=" ".join(words.get("", ())),
        do=words.get("do", ()),
        watch=words.get("watch", ()),
        bring=words.get("bring", ()),
        slots=MappingProxyType({name: words[name][0] for name in SLOTS if words.get(name)}),
    )
    return advice, faults


def _sections(text: str, file: str) -> tuple[dict[str, list[Line]], list[Fault]]:
    """The lines below each heading; the headline itself is under the empty name."""
    sections: dict[str, list[Line]] = {}
    faults: list[Fault] = []
    name: str | None = None
    for number, line in _lines(text):
        if line.startswith("# "):
            sections.setdefault("", []).append((number, line[2:].strip()))
        elif line.startswith("## "):
            name = line[3:].strip().lower()
            faults.extend(_heading(name, sections, file, number))
            sections.setdefault(name, [])
        elif name is None:
            faults.append(Fault(file, number, "a line before the first `## ` heading"))
        elif line.startswith("- ") or name in SLOTS:
            sections[name].append((number, line.removeprefix("- ").strip()))
        elif sections[name]:  # a long line goes on
            at, begun = sections[name][-1]
            sections[name][-1] = (at, f"{begun} {line}")
        else:
            faults.append(Fault(file, number, "a line of a list begins with `- `"))
    return sections, faults


def _lines(text: str) -> Iterator[Line]:
    bare = COMMENT.sub(lambda found: "\n" * found.group().count("\n"), text)
    for number, line in enumerate(bare.splitlines(), start=1):
        if line.strip():
            yield number, line.strip()


def _heading(name: str, known: dict[str, list[Line]], file: str, number: int) -> Iterator[Fault]:
    if name not in LISTS + SLOTS:
        yield Fault(file, number, f"no such heading: `{name}`{nearest(name, LISTS + SLOTS)}")
    if name in known:
        yield Fault(file, number, f"the heading `{name}` is repeated")


def _faults(sections: dict[str, list[Line]], file: str) -> Iterator[Fault]:
    if len(sections.get("", ())) != 1:
        yield Fault(file, 1, "one headline is wanted: a line that begins with `# `")
    for name in SLOTS:
        for number, _ in sections.get(name, ())[1:]:
            yield Fault(file, number, f"the slot `{name}` takes one line")
    for lines in sections.values():
        for number, line in lines:
            for word in PLACEHOLDER.findall(line):
                if word not in PLACEHOLDERS:
                    hint = nearest(word, PLACEHOLDERS)
                    yield Fault(file, number, f"no such placeholder: `{word}`{hint}")
