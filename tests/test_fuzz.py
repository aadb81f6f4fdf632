"""What fuzzing looks for, on a few inputs that are the same each time."""

from __future__ import annotations

import random

import pytest

import knowledge
from fuzz.__main__ import NAMES
from fuzz.targets import FILES, TARGETS, heard, loaded
from knowledge import KnowledgeError

SAID = (
    b"", b"\0", b"no fever\0can't wake him", b"\xff\xfe\xed\xa0\x80 headache", b"(" * 400,
    "my p\u0443mp b\u200beeps \u202e101.5\0not sure".encode(), b"no no no no fever? no.\0yes",
    b"1e999 degrees since monday 99999999999 days\0- - - -", b"-1\0+1 555 0100",
)  # fmt: skip
WRITTEN = (
    b"", b"name: x", b"name: [", b"- a\n- b", b"\xff", b"name: !!python/object:os.system x",
    b"&a [*a, *a]", b"name: yes\nname: no", b"when:\n  - drug: baclofen", b"\t\t:", b"{{{{",
)  # fmt: skip


@pytest.mark.parametrize("said", SAID)
def test_any_text_is_heard(said: bytes) -> None:
    heard(said)


@pytest.mark.parametrize("kind", range(len(FILES)))
def test_any_file_is_knowledge_or_a_fault_that_names_it(kind: int) -> None:
    for written in WRITTEN[kind::2]:
        loaded(bytes([kind]) + written)


def test_a_few_hundred_texts_of_chance_are_heard() -> None:
    chance = random.Random(6)
    words = (
        b"no not fever pump \0 beep can't wake , . since monday 101.5 my mom's yes ( \xc3".split(
            b" "
        )
    )
    for _ in range(200):
        heard(b" ".join(chance.choices(words, k=chance.randint(0, 30))))


def test_what_must_hold_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> object:
        raise RecursionError

    assert set(TARGETS) == set(NAMES)
    monkeypatch.setattr(knowledge, "load", broken)
    with pytest.raises(RecursionError):
        loaded(b"\0name: x")
    assert issubclass(KnowledgeError, Exception)
