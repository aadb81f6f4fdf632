"""Whom to call, by country: compared with another list, honest about what was checked."""

import re
from datetime import date

import phonenumbers
import pytest

from knowledge import HERE, load
from triage import converse
from triage.model import Knowledge, Message, Place, Profile, Urgency

PLACES = load().places
NUMBERED = [
    (country, kind, number)
    for country, place in PLACES.items()
    for kind in ("emergency_text", "relay", "crisis_call", "crisis_text", "poison")
    if (number := getattr(place, kind))
]
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def told(text: str, known: Knowledge, **profile: str) -> str:
    turn = converse([Message(text, profile=Profile(**profile))], known)[-1]  # type: ignore[arg-type]
    assert turn.urgency is Urgency.EMERGENCY
    return turn.reply.headline


def test_there_are_at_least_twelve_countries() -> None:
    assert len(PLACES) >= 12


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_an_emergency_number_is_one_in_its_country(place: Place) -> None:
    assert phonenumbers.is_emergency_number(place.emergency, place.country)
    assert place.country in phonenumbers.SUPPORTED_REGIONS


@pytest.mark.parametrize(("country", "kind", "number"), NUMBERED)
def test_every_other_number_can_be_dialled_there(country: str, kind: str, number: str) -> None:
    parsed = phonenumbers.parse(number, country)
    assert phonenumbers.is_valid_number_for_region(
        parsed, country
    ) or phonenumbers.is_possible_short_number_for_region(parsed, country), kind


def test_wherever_there_is_a_place_there_is_a_crisis_line() -> None:
    assert [country for country, place in PLACES.items() if not place.crisis_call] == []


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_what_was_checked_has_its_day_and_what_was_not_says_so(place: Place) -> None:
    assert place.source
    days = [date.fromisoformat(day) for day in DAY.findall(place.checked)]
    if days:
        assert place.checked.startswith(days[0].isoformat())
        assert len(place.checked) > len("2026-11-24: ")  # a day alone does not say what
    else:
        assert place.checked == "not yet checked against the source"


def test_the_book_of_changes_says_that_the_numbers_are_not_all_checked() -> None:
    unchecked = [place for place in PLACES.values() if "not yet" in place.checked]
    changes = (HERE / "CHANGES.md").read_text(encoding="utf-8")
    assert not unchecked or "not yet compared with their source" in changes


def test_the_number_is_that_of_the_country(known: Knowledge) -> None:
    for country, place in PLACES.items():
        assert place.emergency in told("I can't breathe", known, country=country)


def test_any_other_country_shows_the_local_emergency_number(known: Knowledge) -> None:
    local = known.language.texts["local_emergency"]
    for country in ("BR", "JP", "ZZ"):
        assert country not in PLACES
        headline = told("I can't breathe", known, country=country)
        assert local in headline
        assert not re.search(r"\d", headline)


def test_a_number_is_never_guessed_from_the_language(known: Knowledge) -> None:
    clinic = told("I can't breathe", known)
    for language in ("es", "de", "fr", "pt-BR"):
        assert told("I can't breathe", known, language=language) == clinic
    assert told("mi mamá no despierta", known) == clinic
