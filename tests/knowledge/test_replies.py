"""Templates of replies: read strictly, filled with numbers, held to the words of patients."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import KnowledgeError, ReplyTemplate, load_replies
from knowledge.words import reply_failures
from triage.model import Urgency

NUMBERS = {"emergency": "911", "on_call": "555 0100", "crisis": "988", "poison": "555 0111"}


def failures(text: str, urgency: Urgency | None = None) -> list[str]:
    made = ReplyTemplate("one", "One", text, urgency)
    return [failure.what for failure in reply_failures({"one": made})]


def test_ours_are_read_and_fit_to_be_sent() -> None:
    replies = load_replies()
    assert len(replies) >= 8
    assert list(reply_failures(replies)) == []
    assert not any("{" in one.filled(NUMBERS) for one in replies.values())


def test_a_number_stands_where_its_name_stood() -> None:
    made = ReplyTemplate("one", "One", "Call {on_call}. Worse? Call {emergency}.")
    assert made.filled(NUMBERS) == "Call 555 0100. Worse? Call 911."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Call {nobody} now.", "no such placeholder: `nobody`"),
        ("Please stop your baclofen tonight.", "advises to take, stop or change a medicine"),
    ],
)
def test_what_must_not_be_said_is_told(text: str, told: str) -> None:
    assert any(failure.startswith(told) for failure in failures(text))
    assert failures("Please call us now.") == []


def test_haste_asks_for_easier_words() -> None:
    text = "Contact the responsible specialist department immediately, whatever the circumstances."
    assert failures(text, Urgency.URGENT)


def test_an_unknown_field_is_refused_with_its_line(tmp_path: Path) -> None:
    folder = tmp_path / "replies"
    folder.mkdir()
    (folder / "one.yaml").write_text("name: One\ntxt: Hello\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"replies/one\.yaml:2: no such field: `txt`"):
        load_replies(tmp_path)
