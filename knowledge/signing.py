"""Who reviewed which file, and whether it is still what they saw."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from knowledge.strict import parse
from triage.model import Rule, Urgency

FILE = "signed.yaml"
HEADING = (
    "# Written by `python -m knowledge sign`, never by hand. A changed file is unsigned again.\n"
)


class SigningError(Exception):
    """A signature that cannot be given; the message says why."""


@dataclass(frozen=True, slots=True)
class Signature:
    """That a person reviewed the file with this content (hexadecimal SHA-256) on a day."""

    sha256: str
    by: str
    on: date


def sign(folder: Path, file: str, by: str, on: date) -> Signature:
    """Write into `signed.yaml` that `by` reviewed `file` (a path within `folder`) as it now is."""
    path = folder / file
    if not by.strip():
        raise SigningError("a signature needs a name")
    if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
        raise SigningError(f"no such file in {folder}: {file}")
    name = path.resolve().relative_to(folder.resolve()).as_posix()
    signature = Signature(fingerprint(path), by.strip(), on)
    _write(folder, {**signatures(folder), name: signature})
    return signature


def signatures(folder: Path) -> Mapping[str, Signature]:
    """The signatures given so far, by the file's path within the folder."""
    path = folder / FILE
    if not path.exists():
        return {}
    raw, faults = parse(path.read_text(encoding="utf-8"), FILE)
    if faults:
        raise SigningError("; ".join(map(str, faults)))
    return {
        file: Signature(row["sha256"], row["by"], date.fromisoformat(row["on"]))
        for file, row in (raw or {}).items()
    }


def standing(folder: Path) -> Mapping[str, Signature]:
    """The signatures of files that nobody changed since they were signed."""
    return {
        file: signature
        for file, signature in signatures(folder).items()
        if (folder / file).is_file() and fingerprint(folder / file) == signature.sha256
    }


def unsigned(rules: Iterable[Rule], folder: Path) -> tuple[str, ...]:
    """The rules of `urgent` and `emergency` that no clinician has signed as they now are."""
    signed = standing(folder)
    return tuple(
        rule.id
        for rule in rules
        if rule.urgency is not None
        and rule.urgency >= Urgency.URGENT
        and f"rules/{rule.id}.yaml" not in signed
    )


def fingerprint(path: Path) -> str:
    """The hexadecimal SHA-256 of a file's content."""
    return sha256(path.read_bytes()).hexdigest()


def _write(folder: Path, signed: Mapping[str, Signature]) -> None:
    lines = [f"{file}: {_row(one)}\n" for file, one in sorted(signed.items())]
    (folder / FILE).write_text(HEADING + "".join(lines), encoding="utf-8")


def _row(signature: Signature) -> str:
    name = json.dumps(signature.by, ensure_ascii=False)
    return f"{{sha256: {signature.sha256}, by: {name}, on: {signature.on}}}"
