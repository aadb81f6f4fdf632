"""A page as a test reads it: its title, its forms, its fields and their labels."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

NEED_A_LABEL = frozenset({"input", "textarea", "select"})
INLINE = frozenset({"onclick", "onload", "onsubmit", "onerror", "onchange", "style"})


@dataclass
class Form:
    action: str
    method: str
    hidden: dict[str, str] = field(default_factory=dict)


class Page(HTMLParser):
    """What stands in a page. `faults` lists what no page of ours may have."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.title = ""
        self.forms: list[Form] = []
        self.texts: dict[str, str] = {}
        self.marks: list[str] = []
        self.words: list[str] = []
        self.links: list[str] = []
        self.faults: list[str] = []
        self._fields: list[tuple[str, str]] = []
        self._labels: set[str] = set()
        self._open: list[str] = []
        self._ids: set[str] = set()
        self.feed(html)
        self.faults += [
            f"no label: {one}" for one, name in self._fields if name not in self._labels
        ]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def form(self, action: str) -> Form | None:
        return next((form for form in self.forms if form.action == action), None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self._open.append(tag)
        self.faults += [f"{name} on {tag}" for name in INLINE & set(found)]
        if tag == "style" or (tag == "script" and not found.get("src")):
            self.faults.append(f"inline {tag}")
        self._see_id(found.get("id"))
        if tag == "form":
            self.forms.append(Form(found.get("action", ""), found.get("method", "get")))
        elif tag == "label":
            self._labels.add(found["for"])
        elif tag == "a":
            self.links.append(found.get("href", ""))
        elif tag in NEED_A_LABEL:
            self._see_field(tag, found)

    def _see_id(self, name: str | None) -> None:
        if name is not None and name in self._ids:
            self.faults.append(f"id twice: {name}")
        self._ids.add(name or "")

    def _see_field(self, tag: str, found: dict[str, str]) -> None:
        if found.get("type") == "hidden":
            self.forms[-1].hidden[found["name"]] = found.get("value", "")
        elif found.get("type") != "submit":
            self._fields.append((f"{tag} {found.get('name')}", found.get("id", "")))
        if tag == "textarea":
            self.texts[found["name"]] = ""
            self._writing = found["name"]

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        inner = self._open[-1] if self._open else ""
        if inner == "title":
            self.title += data
        elif inner == "textarea":
            self.texts[self._writing] += (
                data.removeprefix("\n") if not self.texts[self._writing] else data
            )
        elif inner == "mark":
            self.marks.append(data)
        if inner not in ("title", "textarea", "script"):
            self.words.append(data)
