"""The dialect of YAML that knowledge is written in: no surprises, and every fault has a line.

A plain scalar is a string (the field that takes it decides whether it is read as a number), an
empty one is nothing. Repeated keys, anchors, aliases and tags are faults.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from rapidfuzz import process
from rapidfuzz.distance import OSA

Steps = Sequence[str | int]

PLAIN = {yaml.ScalarNode: "plain", yaml.SequenceNode: "list", yaml.MappingNode: "mapping"}
QUOTED = "quoted"
NULLS = {"", "~", "null"}


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong with a file of knowledge, and where (line 1-based; 0: the whole file)."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


class Dialect(yaml.CSafeLoader):
    """Composes nodes in C and resolves no types, which is what makes a load quick."""

    def resolve(self, kind: Any, _value: Any, implicit: Any) -> str:
        """The tag of an untagged node: plain, quoted, list or mapping."""
        return QUOTED if kind is yaml.ScalarNode and not implicit[0] else PLAIN[kind]

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        """Nothing is resolved by its path."""

    def ascend_resolver(self) -> None:
        """Nothing is resolved by its path."""


def parse(text: str, file: str) -> tuple[Any, list[Fault]]:
    """The strings, lists and mappings of a YAML text, and what is wrong with it.

    `file` is the name that the faults give. What could not be read at all is None.
    """
    try:
        node = Dialect(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        return None, [Fault(file, line, f"this is not YAML: {error.problem}")]
    except yaml.reader.ReaderError as error:
        return None, [Fault(file, 0, f"this is not YAML: {error.reason}")]
    faults: list[Fault] = list(_anchors(text, file))
    if node is None or faults:
        return None, faults
    return _value(node, file, faults), faults


def line_of(text: str, path: Steps) -> int:
    """The line where `path` (keys and indices) begins in a YAML text, or as far as it leads."""
    node, line = Dialect(text).get_single_node(), 1
    for step in path:
        found = _child(node, step)
        if found is None:
            break
        line, node = found
    return line


def line_of_word(text: str, word: str, section: str) -> int:
    """The first line below the key `section` on which `word` stands by itself; else the key's."""
    found = _child(Dialect(text).get_single_node(), section)
    if found is None:
        return 1
    line, node = found
    return next((at for at, value in _scalars(node) if value == word), line)


def nearest(word: str, known: Sequence[str] | Any) -> str:
    """`; did you mean "…"?` with the known word of the nearest spelling, or an empty string."""
    best = process.extractOne(
        word, sorted(known), scorer=OSA.normalized_similarity, score_cutoff=0.6
    )
    return f"; did you mean `{best[0]}`?" if best else ""


def _value(node: Any, file: str, faults: list[Fault]) -> Any:
    match node.tag:
        case "plain":
            return None if node.value in NULLS else node.value
        case "quoted":
            return node.value
        case "list":
            return [_value(part, file, faults) for part in node.value]
        case "mapping":
            return _mapping(node, file, faults)
    faults.append(Fault(file, node.start_mark.line + 1, f"a tag is not allowed: {node.tag}"))
    return None


def _mapping(node: yaml.MappingNode, file: str, faults: list[Fault]) -> dict[str, Any]:
    known: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            faults.append(Fault(file, line, "a key must be one word"))
        elif key.value in known:
            faults.append(Fault(file, line, f"the key `{key.value}` is repeated"))
        else:
            known[key.value] = _value(value, file, faults)
    return known


def _anchors(text: str, file: str) -> Iterator[Fault]:
    if "&" not in text and "*" not in text:
        return
    for step in yaml.parse(text, Loader=Dialect):
        if getattr(step, "anchor", None):
            line = step.start_mark.line + 1 if step.start_mark else 0
            yield Fault(file, line, "an anchor or an alias is not allowed")


def _child(node: Any, step: str | int) -> tuple[int, Any] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return key.start_mark.line + 1, value
    elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        part = node.value[step]
        return part.start_mark.line + 1, part
    return None


def _scalars(node: Any) -> Iterator[tuple[int, str]]:
    if isinstance(node, yaml.ScalarNode):
        yield node.start_mark.line + 1, node.value
    elif isinstance(node, yaml.SequenceNode):
        for part in node.value:
            yield from _scalars(part)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _scalars(key)
            yield from _scalars(value)
