"""What browsers send, as the conversations take it: cleaned, measured, and never half lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from werkzeug.datastructures import MultiDict

from web.conversations import Said, Struck, Verdict
from web.passport_form import read_told

Form = MultiDict[str, str]
LONGEST = 20_000  # characters of one message
LONGEST_LINE = 200  # characters of a name, a number, a key
MEANT = ("denied", "other_person", "past")


class EmptyError(ValueError):
    """Nothing was written or ticked."""


class TooLongError(ValueError):
    """More was written than one message may hold."""


class TooOftenError(ValueError):
    """More was sent than one person sends."""


# What a page says of each, and the status of its answer.
REFUSED: Mapping[type[ValueError], tuple[str, int]] = MappingProxyType(
    {EmptyError: ("empty", 422), TooLongError: ("long", 413), TooOftenError: ("often", 429)}
)


def clean(text: str) -> str:
    """The text as it can be stored everywhere: no NUL, no half characters, one kind of line end."""
    return storable(text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def storable(text: str) -> str:
    """The text, as long as it was, with a mark for what no database keeps: NUL, half characters."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")


def read_text(form: Form) -> str:
    """What was written; EmptyError or TooLongError when it cannot be taken."""
    text = clean(form.get("text", ""))
    if not text:
        raise EmptyError
    if len(text) > LONGEST:
        raise TooLongError
    return text


def read_said(form: Form) -> Said:
    """A message: words, a button's word before them, ticked boxes, or all three."""
    ticks = tuple((concept[:LONGEST_LINE], "yes") for concept in form.getlist("tick"))
    text, answer = clean(form.get("text", "")), line(form, "answer")
    if len(text) > LONGEST:
        raise TooLongError
    if not (text or answer or ticks):
        raise EmptyError
    said = f"{answer}. {text}" if answer and text else answer or text
    return Said(said, key=line(form, "key"), question=line(form, "question") or None, ticks=ticks)


def with_told(said: Said, form: Form) -> Said:
    """The message together with what was told beside it."""
    return replace(said, told=read_told(form))


def read_struck(form: Form) -> Struck | None:
    """Which mention was misread, and how it was meant; None when the form makes no sense."""
    seq, start = form.get("seq", type=int), form.get("start", type=int)
    status = form.get("status", "")
    if seq is None or start is None or status not in MEANT:
        return None
    return Struck(seq, start, line(form, "concept"), status)


def read_verdict(form: Form) -> Verdict:
    """A nurse's verdict as it was filled in; whether its tier exists is for the caller to see."""
    note = clean(form.get("note", ""))
    return Verdict(line(form, "urgency"), note[:LONGEST])


def line(form: Form, name: str) -> str:
    """A short field."""
    return clean(form.get(name, ""))[:LONGEST_LINE]


def whole(form: Form, name: str) -> str:
    """A field whose length its reader checks."""
    return form.get(name, "").strip()
