"""`python -m triage`: the contract, line by line."""

import io
import json
from typing import Any

import pytest

from triage.__main__ import serve
from triage.model import Knowledge


def exchange(known: Knowledge, *lines: object) -> list[dict[str, Any]]:
    out = io.StringIO()
    raw = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    serve(raw, out, known)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_it_answers_each_line_with_every_field_of_the_contract(known: Knowledge) -> None:
    (answer,) = exchange(
        known, {"conversation": "c", "text": "my head is killing me when i sit up"}
    )
    assert list(answer) == [
        "conversation", "turn", "outcome", "urgency", "risks", "findings", "question", "reply",
        "flagged", "flag_reasons", "knowledge",
    ]  # fmt: skip
    assert answer["conversation"] == "c"
    assert answer["knowledge"] == known.version


def test_a_finding_quotes_the_text_it_was_found_in(known: Knowledge) -> None:
    text = "\U0001f622 ok so i itch all over"
    (answer,) = exchange(known, {"conversation": "c", "text": text})
    found = [one for one in answer["findings"] if one["concept"] == "itching"]
    assert found
    assert text[found[0]["start"] : found[0]["end"]] == found[0]["text"]


def test_it_keeps_conversations_apart(known: Knowledge) -> None:
    first, second = exchange(
        known,
        {"conversation": "a", "text": "i cannot move my legs"},
        {"conversation": "b", "text": "hello"},
    )
    assert first["urgency"] == "emergency"
    assert (second["urgency"], second["turn"]) == (None, 1)


def test_a_profile_is_merged_from_its_line_on(known: Knowledge) -> None:
    answers = exchange(
        known,
        {"conversation": "a", "text": "hello", "profile": {"drug": "baclofen"}},
        {"conversation": "a", "text": "i itch all over"},
    )
    assert answers[1]["urgency"] in ("urgent", "emergency")


def test_at_emergency_the_number_of_the_country_is_named_and_nothing_asked(
    known: Knowledge,
) -> None:
    for country, number in (("US", "911"), ("GB", "999"), ("AU", "000")):
        line = {
            "conversation": country,
            "text": "she won't wake up",
            "profile": {"country": country},
        }
        (answer,) = exchange(known, line)
        assert answer["urgency"] == "emergency"
        assert number in answer["reply"]
        assert answer["question"] is None


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"{broken", "not JSON"),
        (b"[1]", "not a JSON object"),
        (b'{"text": "x"}', "conversation"),
        (b'{"conversation": "a", "text": 5}', "text"),
        (b'{"conversation": "a", "text": "x", "mood": 1}', "mood"),
        (b'{"conversation": "a", "text": "x", "at": "soon"}', "at"),
        (b'{"conversation": "a", "text": "x", "profile": {"drugs": "morphine"}}', "drugs"),
        (b'{"conversation": "a", "text": "x", "profile": {"drug": "aspirin"}}', "aspirin"),
        (b'{"conversation": "a", "text": "x", "profile": {"age": "old"}}', "age"),
        (b'{"conversation": "a", "text": "x", "profile": {"pregnant": 1}}', "pregnant"),
        (b'{"conversation": "a", "text": "x", "profile": {"age": NaN}}', "age"),
        (b'{"conversation": "a", "text": "x", "profile": {"age": 1e999}}', "age"),
        (b'{"conversation": "a", "text": "x", "profile": {"age": 1' + b"0" * 400 + b"}}", "age"),
        (b'{"conversation": "a", "text": "x", "profile": 7}', "profile"),
        (b"\xff\xfe", "not JSON"),
    ],
)  # fmt: skip
def test_a_line_that_is_not_valid_gets_an_error_and_the_next_is_read(
    known: Knowledge, line: bytes, says: str
) -> None:
    refused, answered = exchange(known, line, {"conversation": "a", "text": "hello"})
    assert list(refused) == ["error"]
    assert says in refused["error"]
    assert "line 1" in refused["error"]
    assert answered["turn"] == 1


@pytest.mark.parametrize(
    "text", ["", " ", "\0", "a" * 100_000, "\u202eabc", "\ud800", "<script>", "\U0001f44d"]
)
def test_any_text_gets_an_answer(known: Knowledge, text: str) -> None:
    (answer,) = exchange(known, {"conversation": "a", "text": text})
    assert "error" not in answer
    assert answer["reply"]
