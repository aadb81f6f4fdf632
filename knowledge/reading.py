"""A folder of files -> Knowledge, with everything that is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from importlib.resources import files
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import triage
from knowledge.leaflets import leaflet
from knowledge.links import OTHERWISE, link_faults
from knowledge.shapes import ID, structure
from knowledge.strict import Fault, line_of, parse
from triage.model import (
    Advice,
    Fact,
    Knowledge,
    Language,
    Place,
    Question,
    Reference,
    Risk,
    Rule,
    Symptom,
)

SLUG = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
ENGINE = Path(triage.__file__).parent
ENGLISH = "frequency_dictionary_en_82_765.txt"
COMMON = 60_000  # words; the rarer ones are mostly names, and would hide slips of the finger
NO_LANGUAGE = Language({}, frozenset(), {}, {}, {}, frozenset(), {}, {}, {})

# What a load reads; a change of anything else is no other knowledge.
READ = (
    *(f"{part}/*.yaml" for part in ("symptoms", "risks", "rules", "questions", "facts")),
    *("advice/*.md", "language.yaml", "places.yaml", "references.yaml"),
)

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of knowledge; `faults` grows while it is read."""

    folder: Path
    faults: list[Fault]

    def records(self, part: str, kind: type[Record]) -> Mapping[str, Record]:
        """The files of one folder by their slug, without the cases in them."""
        return MappingProxyType(dict(self._records(part, kind)))

    def _records(self, part: str, kind: type[Record]) -> Iterator[tuple[str, Record]]:
        for path in sorted((self.folder / part).glob("*.yaml")):
            raw = self.raw(path)
            if isinstance(raw, dict):
                raw = {key: value for key, value in raw.items() if key != "cases"}
                record = self.fit(path, (), {**raw, ID: path.stem}, kind)
                if record is not None:
                    yield path.stem, record
            elif raw is not None:
                self.faults.append(Fault(self.name(path), 1, "fields are wanted here"))

    def rows(self, file: str, kind: type[Record]) -> Mapping[str, Record]:
        """The entries of one file by their key."""
        path = self.folder / file
        raw = self.raw(path) if path.exists() else {}
        found = {
            key: self.fit(path, (key,), {**row, ID: key} if isinstance(row, dict) else row, kind)
            for key, row in (raw.items() if isinstance(raw, dict) else ())
        }
        return MappingProxyType({key: row for key, row in found.items() if row is not None})

    def language(self) -> Language:
        """`language.yaml` without its cases."""
        path = self.folder / "language.yaml"
        raw = self.raw(path) if path.exists() else None
        if not isinstance(raw, dict):
            return NO_LANGUAGE
        wanted = {key: value for key, value in raw.items() if key != "cases"}
        return self.fit(path, (), wanted, Language) or NO_LANGUAGE

    def advice(self) -> Mapping[str, Advice]:
        """The advice by its name: a tier or a risk."""
        read: dict[str, Advice] = {}
        for path in sorted((self.folder / "advice").glob("*.md")):
            text = path.read_text(encoding="utf-8")
            read[path.stem], faults = leaflet(text, path.stem, self.name(path))
            self.faults.extend(faults)
        return MappingProxyType(read)

    def raw(self, path: Path) -> Any:
        """The strings, lists and mappings of one file; None when it cannot be read."""
        if not SLUG.fullmatch(path.stem):
            self.faults.append(Fault(self.name(path), 0, "the file's name is no slug"))
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            self.faults.append(Fault(self.name(path), 0, f"this is not UTF-8: {error.reason}"))
            return None
        raw, faults = parse(text, self.name(path))
        if raw is None and not faults:
            faults.append(Fault(self.name(path), 0, "the file is empty"))
        self.faults.extend(faults)
        return raw

    def fit(
        self, path: Path, within: tuple[str | int, ...], raw: Any, kind: type[Record]
    ) -> Record | None:
        """`raw`, which stands at `within` in the file, as a `kind`."""
        record, located = structure(raw, kind)
        for steps, what in located:
            line = line_of(path.read_text(encoding="utf-8"), (*within, *steps))
            self.faults.append(Fault(self.name(path), line, what))
        return record

    def name(self, path: Path) -> str:
        """The file's name as faults give it: from the folder on."""
        return path.relative_to(self.folder).as_posix()


def read(folder: Path) -> tuple[Knowledge, list[Fault]]:
    """What the folder holds, as far as it can be read, and all its faults in order."""
    shelf = Shelf(folder, [])
    risks = shelf.records("risks", Risk)
    knowledge = Knowledge(
        version=version(folder),
        symptoms=_with_risks(shelf.records("symptoms", Symptom), risks),
        risks=risks,
        rules=shelf.records("rules", Rule),
        questions=shelf.records("questions", Question),
        facts=shelf.records("facts", Fact),
        advice=shelf.advice(),
        places=shelf.rows("places.yaml", Place),
        references=shelf.rows("references.yaml", Reference),
        language=shelf.language(),
        english=english(),
    )
    return knowledge, sorted({*shelf.faults, *link_faults(knowledge, folder)})


def version(folder: Path) -> str:
    """Twelve hex digits that name the content of the folder and of the engine together."""
    known = sorted(path for pattern in READ for path in folder.glob(pattern))
    content = sha256()
    for root, path in [
        *((folder, path) for path in known),
        *((ENGINE, path) for path in sorted(ENGINE.rglob("*.py"))),
    ]:
        content.update(path.relative_to(root).as_posix().encode() + b"\0")
        content.update(path.read_bytes() + b"\0")
    return content.hexdigest()[:12]


@cache
def english() -> frozenset[str]:
    """The common English words, lower case: what is among them is no slip of the finger."""
    with (files("symspellpy") / ENGLISH).open(encoding="utf-8-sig") as lines:
        return frozenset(line.partition(" ")[0].lower() for line in islice(lines, COMMON))


def _with_risks(
    symptoms: Mapping[str, Symptom], risks: Mapping[str, Risk]
) -> Mapping[str, Symptom]:
    """Each symptom with what it stands for: itself when it is a risk, else one of no name."""
    return MappingProxyType(
        {
            slug: symptom
            if symptom.risk
            else replace(symptom, risk=slug if slug in risks else OTHERWISE)
            for slug, symptom in symptoms.items()
        }
    )
