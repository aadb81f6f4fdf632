"""The case: what a nurse needs first stands first, and every mark says what it was read as."""

from __future__ import annotations

import re

import pytest

from tests.web.conftest import Browser, Clock

ORDER = (
    "What the patient was told", "Who to call", "The pump", "The words that count",
    "Asked, and not asked", "Why", "Reply", "What was said", "Why this tier",
)  # fmt: skip


def headings(html: str) -> list[str]:
    return re.findall(r"<h2[^>]*>([^<]*)</h2>", html)


def test_the_case_is_in_the_order_in_which_it_is_needed(patient: Browser, nurse: Browser) -> None:
    patient.start("a headache and no fever")
    seen = headings(nurse.open_case().text)
    places = [seen.index(one) for one in ORDER]
    assert places == sorted(places)


def test_a_mark_says_in_letters_what_it_was_read_as(patient: Browser, nurse: Browser) -> None:
    patient.start("a headache and no fever")
    html = nurse.open_case().text
    told = re.findall(r"<mark[^>]*>(\w+)</mark>(?:</a>)?\s*<small[^>]*>([^<]+)</small>", html)
    assert told == [("headache", "yes"), ("fever", "no")]


def test_a_mark_that_counts_leads_to_its_rule_and_another_leads_nowhere(
    patient: Browser, nurse: Browser
) -> None:
    patient.start("a headache and no fever")
    html = nurse.open_case().text
    linked = re.findall(r'<a [^>]*href="(#step-\d)"><mark[^>]*>(\w+)</mark>', html)
    assert linked == [("#step-1", "headache")]
    assert 'id="step-1"' in html


def test_every_reply_stands_there_as_it_was_shown_with_its_time(
    patient: Browser, nurse: Browser, clock: Clock
) -> None:
    patient.start("a headache")
    clock.forward(minutes=7)
    patient.say("and a fever")
    html = nurse.open_case().text
    replies = html[html.index('id="replies"') :]
    for shown in ("Talk to your pump team today.", "Call your pump team now.", "Your pump card."):
        assert shown in replies
    assert re.findall(r"\d\d:\d\d UTC", replies)[:2] == ["09:00 UTC", "09:07 UTC"]


def test_the_words_that_count_stand_in_their_sentence(patient: Browser, nurse: Browser) -> None:
    patient.start("since monday I have a headache that will not go")
    html = nurse.open_case().text
    counting = html[html.index('id="red"') : html.index('id="asked"')]
    assert 'since monday I have a <strong class="pump-finding">headache</strong>' in counting


def test_where_nothing_was_judged_the_last_words_stand_there(
    patient: Browser, nurse: Browser
) -> None:
    patient.start("blorg wuzz frap")
    nurse.open_case()
    assert "Nothing in it was judged." in nurse.page.text


@pytest.mark.parametrize(
    ("drug", "shown"),
    [([], "not said (an opioid and baclofen are assumed)"), (["baclofen"], "baclofen")],
)
def test_what_is_in_the_pump_and_what_is_only_assumed(
    patient: Browser, nurse: Browser, drug: list[str], shown: str
) -> None:
    patient.start("a headache", drug=drug)
    nurse.open_case()
    assert f"In the pump {shown}" in nurse.page.text
