"""What clinicians write, read for the engine: strict YAML and Markdown -> Knowledge."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from knowledge.reading import Shelf, read
from knowledge.replies import ReplyTemplate
from knowledge.strict import Fault
from triage.model import Knowledge

__all__ = ["HERE", "Fault", "KnowledgeError", "ReplyTemplate", "load", "load_replies"]

HERE = Path(__file__).parent


class KnowledgeError(Exception):
    """Knowledge that must not be used; the message has one line for each fault.

    `faults` are all of them, each with file, line, what is wrong and the nearest known word.
    """

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


def load(folder: Path = HERE) -> Knowledge:
    """The knowledge in a folder, ready for the engine; a part that is not there is empty.

    KnowledgeError lists all that is wrong: bad YAML, unknown or missing fields, unknown slugs.
    """
    knowledge, faults = read(folder)
    if faults:
        raise KnowledgeError(faults)
    return knowledge


def load_replies(folder: Path = HERE) -> Mapping[str, ReplyTemplate]:
    """What nurses may begin a reply from, by its slug; KnowledgeError as for `load`."""
    shelf = Shelf(folder, [])
    replies = shelf.records("replies", ReplyTemplate)
    if shelf.faults:
        raise KnowledgeError(shelf.faults)
    return replies
