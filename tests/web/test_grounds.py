"""Why not lower, why not higher: what the case says would move the tier does move it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from triage import assess, converse
from triage.model import Knowledge, Message, Review, Turn, Urgency
from web.conversations.grounds import Grounds, grounds, grounds_of
from web.conversations.replay import History, Told, Triage

HEADACHE = "three days since the operation and my head aches whenever I sit up"


def turn(known: Knowledge, *said: str) -> Turn:
    return converse([Message(text) for text in said], known)[-1]


def of(known: Knowledge, *said: str) -> Grounds:
    return grounds_of(turn(known, *said), known)


def test_without_what_is_named_the_tier_is_the_one_that_is_named(known: Knowledge) -> None:
    now = turn(known, "my legs are stiff and I itch all over and I am confused")
    lower = grounds_of(now, known).lower
    assert lower
    for one in lower:
        slugs = {slug for slug, symptom in known.symptoms.items() if symptom.name in one.names}
        kept = tuple(finding for finding in now.findings if finding.concept not in slugs)
        left = assess(replace(now.picture, findings=kept), known).urgency
        assert (None if left is None else left.slug) == one.urgency
        assert left is None or now.urgency is None or left < now.urgency


def test_no_smaller_change_would_do(known: Knowledge) -> None:
    sizes = {len(one.names) for one in of(known, "I can't wake him and he has a seizure").lower}
    assert sizes == {2}


@pytest.mark.parametrize(
    ("more", "said"), [("and now a fever", "open"), ("and I am confused", "open")]
)
def test_what_would_raise_it_raises_it(known: Knowledge, more: str, said: str) -> None:
    before, after = turn(known, HEADACHE), turn(known, HEADACHE, more)
    assert before.urgency is not None
    assert after.urgency is not None
    assert after.urgency > before.urgency
    new = {one.concept for one in after.findings} - {one.concept for one in before.findings}
    names = {known.symptoms[slug].name for slug in new}
    higher = [one for one in grounds_of(before, known).higher if len(one.lacks) == 1]
    assert any(one.lacks[0].name in names and one.lacks[0].said == said for one in higher)


def test_what_was_denied_is_told_as_denied_and_not_as_unasked(known: Knowledge) -> None:
    asked = of(known, HEADACHE, "no fever")
    fever = known.symptoms["fever"].name
    assert fever in asked.denied
    assert fever not in asked.unasked
    assert fever in of(known, HEADACHE).unasked


def test_at_the_highest_tier_nothing_is_higher(known: Knowledge) -> None:
    assert of(known, "I can't wake my husband").higher == ()


def test_where_nothing_was_judged_nothing_is_lower(known: Knowledge) -> None:
    empty = of(known, "hello")
    assert (empty.lower, empty.held) == ((), False)


def test_a_tier_that_a_nurse_settled_is_held_by_no_finding(known: Knowledge) -> None:
    turns = converse([Message("I itch"), Review(Urgency.URGENT)], known)
    assert grounds_of(turns[-1], known).held
    assert not grounds_of(turns[0], known).held


def test_days_in_their_words_are_told(known: Knowledge) -> None:
    assert of(known, HEADACHE).days == {"implant": (3, 3)}
    assert of(known, "my head aches").days == {}


def test_words_that_nobody_knew_are_gathered_from_every_message(known: Knowledge) -> None:
    inputs = (Message("I feel blorgy"), Message("and wuzzled"))
    found = grounds(Triage(converse, known), History((1, 2), inputs, Told()))
    assert found.unknown == ("blorgy", "wuzzled")
