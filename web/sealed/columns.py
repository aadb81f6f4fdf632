"""Column types for words that only this house can read.

A type sees a value and never its row, so it seals nothing itself: `rows` hands it what is sealed
already (`Done`), and takes from it what is still closed (`Closed`). A value that did not go through
a row is refused, so that nothing is ever stored in the clear by mistake.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator


@dataclass(frozen=True, slots=True)
class Done:
    """A sealed value on its way to the database."""

    sealed: bytes


@dataclass(frozen=True, slots=True)
class Closed:
    """A sealed value as it came from the database; its row opens it."""

    sealed: bytes

    def __str__(self) -> str:
        raise TypeError("sealed words open with their row: select the class, not the column")


class SealedText(TypeDecorator[Any]):
    """A text column; `place` is its `table.column`."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        """What a row has sealed; TypeError for anything else."""
        if value is None or isinstance(value, Done):
            return None if value is None else value.sealed
        raise TypeError(f"{self.place} is sealed: write it as an attribute of its row")

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Closed | None:  # noqa: ARG002
        """Still closed; the row opens it."""
        return None if value is None else Closed(bytes(value))

    def encode(self, value: Any) -> bytes:
        """The bytes that are sealed."""
        return str(value).encode()

    def decode(self, opened: bytes) -> Any:
        """The value of opened bytes."""
        return opened.decode()


class SealedJson(SealedText):
    """Sealed JSON: lists, mappings, numbers and texts."""

    cache_ok = True

    def encode(self, value: Any) -> bytes:
        """As JSON."""
        return json.dumps(value).encode()

    def decode(self, opened: bytes) -> Any:
        """From JSON."""
        return json.loads(opened)
