"""Numbers, dates and drugs in a text, and what is none of them."""

from datetime import datetime

import pytest

from triage import Message, Profile, Turn, converse
from triage.model import Knowledge, Span, Status

WEDNESDAY = datetime(2026, 11, 25, 9)  # noqa: DTZ001 - a wall clock is all that a weekday needs
READINGS = frozenset(
    {"temperature", "breaths", "oxygen", "pulse", "systolic", "diastolic", "pain-score"}
)


def said(text: str, known: Knowledge, question: str | None = None) -> Turn:
    return converse([Message(text, at=WEDNESDAY, question=question)], known)[0]


def readings(turn: Turn) -> dict[str, tuple[float | None, str | None]]:
    return {one.concept: (one.value, one.unit) for one in turn.findings if one.concept in READINGS}


# --- readings ---


@pytest.mark.parametrize(
    ("text", "celsius"),
    [
        ("my temp is 101.5", 38.6),
        ("temp 38,4", 38.4),
        ("a fever of 103", 39.4),
        ("I have a temperature of 39.1 C", 39.1),
        ("100.4 F", 38.0),
        ("thermometer says 102", 38.9),
        ("temperature 38.5°C", 38.5),
        ("temp was 99", 37.2),
        ("burning up, 104 on the thermometer", 40.0),
        ("temp 36.8", 36.8),
        ("running 101.2 since last night", 38.4),
        ("TEMP 101.5!!", 38.6),
        ("103 fahrenheit", 39.4),
        ("my temp is a hundred and two", 38.9),
        ("thermometer says one oh one point five", 38.6),
        ("fever of thirty nine point two", 39.2),
        ("I have 102 degrees and it's hot in the room", 38.9),
    ],
)
def test_temperatures_are_read_in_either_scale(text: str, celsius: float, known: Knowledge) -> None:
    assert readings(said(text, known)) == {"temperature": (celsius, "C")}


@pytest.mark.parametrize(
    ("text", "celsius", "fever"),
    [
        ("102", 38.9, Status.PRESENT),
        ("38.2", 38.2, Status.PRESENT),
        ("it's 39", 39.0, Status.PRESENT),
        ("98.6", 37.0, Status.DENIED),
        ("37", 37.0, Status.DENIED),
    ],
)
def test_a_bare_number_is_a_temperature_where_fever_was_asked_about(
    text: str, celsius: float, fever: Status, known: Knowledge
) -> None:
    turn = said(text, known, "fever-neck-confusion")
    assert readings(turn) == {"temperature": (celsius, "C")}
    assert {one.status for one in turn.findings if one.concept == "fever"} == {fever}


@pytest.mark.parametrize(
    ("text", "measure", "value", "unit"),
    [
        ("breathing 7 times a minute", "breaths", 7, "breaths/min"),
        ("four breaths a minute", "breaths", 4, "breaths/min"),
        ("oxygen is eighty six", "oxygen", 86, "%"),
        ("6 breaths a minute", "breaths", 6, "breaths/min"),
        ("her resps are 8", "breaths", 8, "breaths/min"),
        ("resp rate 9", "breaths", 9, "breaths/min"),
        ("breathing rate is 18", "breaths", 18, "breaths/min"),
        ("he takes 5 breaths per min", "breaths", 5, "breaths/min"),
        ("oxygen is 86", "oxygen", 86, "%"),
        ("sats 91", "oxygen", 91, "%"),
        ("o2 88%", "oxygen", 88, "%"),
        ("pulse ox reads 84", "oxygen", 84, "%"),
        ("spo2 of 90", "oxygen", 90, "%"),
        ("85% oxygen", "oxygen", 85, "%"),
        ("pulse is 130", "pulse", 130, "bpm"),
        ("heart rate 48", "pulse", 48, "bpm"),
        ("hr 150", "pulse", 150, "bpm"),
        ("her heart is going 140", "pulse", 140, "bpm"),
        ("110 bpm", "pulse", 110, "bpm"),
        ("pain is 7/10", "pain-score", 7, "/10"),
        ("pain 9 out of 10", "pain-score", 9, "/10"),
        ("8 outta 10", "pain-score", 8, "/10"),
        ("it's a six out of ten", "pain-score", 6, "/10"),
    ],
)
def test_other_readings_are_read_with_their_unit(
    text: str, measure: str, value: float, unit: str, known: Knowledge
) -> None:
    assert readings(said(text, known)) == {measure: (value, unit)}


@pytest.mark.parametrize(
    ("text", "top", "bottom"),
    [
        ("bp 80/50", 80, 50),
        ("blood pressure 210/120", 210, 120),
        ("bp 120 over 80", 120, 80),
        ("pressure of 75 over 40", 75, 40),
    ],
)
def test_a_blood_pressure_is_two_readings(
    text: str, top: float, bottom: float, known: Knowledge
) -> None:
    assert readings(said(text, known)) == {
        "systolic": (top, "mmHg"),
        "diastolic": (bottom, "mmHg"),
    }


@pytest.mark.parametrize(
    "text",
    [
        "I took two deep breaths",
        "a hundred and two people came",
        "I weigh 101 kg",
        "I lost 38 pounds",
        "I am 102 years old",
        "my son is 38 and lives at number 99",
        "my address is 101 Elm Street",
        "I live at 104 Oak Road",
        "room 101",
        "it cost 103 dollars",
        "it cost $101.50",
        "the appointment is at 10:15",
        "I take 100 mg",
        "I drove 100 miles",
        "100 people came",
        "it is 38 degrees outside today",
        "it was 100 in the shade",
        "call me at 555 0138",
        "half of 10 is 5",
        "9/11 was a Tuesday",
        "I read 24/7",
    ],
)
def test_weights_ages_prices_and_addresses_are_no_readings(text: str, known: Knowledge) -> None:
    turn = said(text, known)
    assert not readings(turn)
    assert not [one for one in turn.findings if one.value is not None]


@pytest.mark.parametrize(
    ("text", "concept", "value", "unit"),
    [
        ("threw up 6 times", "vomiting", 6, "times"),
        ("vomited twice", "vomiting", 2, "times"),
        ("I threw up six times since noon", "vomiting", 6, "times"),
        ("threw up 10x", "vomiting", 10, "times"),
        ("fell 3 times this week", "fall", 3, "times"),
        ("nausea for 3 days", "nausea", 3, "days"),
        ("headache for two weeks", "headache", 14, "days"),
        ("constipated 8 days", "constipation", 8, "days"),
        ("my legs have been numb for 6 hours", "numbness", 0.25, "days"),
        ("I itch and I threw up 4 times", "vomiting", 4, "times"),
    ],
)
def test_counts_and_spans_are_put_to_their_mention(
    text: str, concept: str, value: float, unit: str, known: Knowledge
) -> None:
    carried = {
        (one.concept, one.value, one.unit)
        for one in said(text, known).findings
        if one.value is not None
    }
    assert (concept, value, unit) in carried
    assert {one for one, _, _ in carried} == {concept}


# --- dates ---


@pytest.mark.parametrize(
    ("text", "event", "days"),
    [
        ("3 wks post op and I itch", "implant", 21),
        ("day 6 after surgery", "implant", 6),
        ("post op day 4", "implant", 4),
        ("1 week post op", "implant", 7),
        ("surgery was 10 days ago", "implant", 10),
        ("pump put in 5 days ago", "implant", 5),
        ("got the pump implanted 2 months ago", "implant", 60),
        ("my surgery was this morning", "implant", 0),
        ("refill was yesterday", "refill", 1),
        ("refilled today", "refill", 0),
        ("they refilled me on friday", "refill", 5),
        ("refill on monday", "refill", 2),
        ("since the refill on monday I itch", "refill", 2),
        ("my refill was 3 weeks ago", "refill", 21),
        ("the refill was the day before yesterday", "refill", 2),
        ("dose was raised three days ago", "dose_change", 3),
        ("dose increase 2 days ago", "dose_change", 2),
        ("they changed my dose on tuesday", "dose_change", 1),
        ("I had an mri yesterday", "mri", 1),
        ("mri 2 days ago", "mri", 2),
    ],
)
def test_dates_in_the_text_fill_the_days_since(
    text: str, event: str, days: float, known: Knowledge
) -> None:
    assert dict(said(text, known).picture.spans) == {event: Span(days, days)}


def test_two_events_keep_their_own_days(known: Knowledge) -> None:
    text = "I had my surgery two weeks ago and my refill yesterday"
    spans = said(text, known).picture.spans
    assert dict(spans) == {"implant": Span(14, 14), "refill": Span(1, 1)}


def test_what_is_only_about_so_long_ago_stays_wide(known: Knowledge) -> None:
    span = said("they upped my dose last week", known).picture.spans["dose_change"]
    assert span.low < 7 < span.high


def test_a_weekday_needs_the_day_on_which_it_was_written(known: Knowledge) -> None:
    turn = converse([Message("they refilled me on friday")], known)[0]
    assert "refill" not in turn.picture.spans


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("next refill in 2 months", 60),
        ("next refill is in 3 days", 3),
        ("my refill is due in 4 days", 4),
        ("refill is 9 days overdue", -9),
    ],
)
def test_a_refill_to_come_is_days_until_and_an_overdue_one_is_less_than_none(
    text: str, days: float, known: Knowledge
) -> None:
    picture = said(text, known).picture
    assert picture.profile.days_until_refill == days
    assert "refill" not in picture.spans


def test_a_date_the_clinic_gave_stands_over_the_patients(known: Knowledge) -> None:
    profile = Profile(days_since={"refill": 5})
    turn = converse([Message("refill was yesterday", profile=profile)], known)[0]
    assert turn.picture.spans["refill"] == Span(5, 5)


# --- drugs ---


@pytest.mark.parametrize(
    ("text", "drugs"),
    [
        ("the pump has morphine", ("morphine",)),
        ("infumorph in my pump", ("morphine",)),
        ("my pump has dilaudid in it", ("hydromorphone",)),
        ("there is hydromorphone in my pump", ("hydromorphone",)),
        ("pump is filled with fentanil", ("fentanyl",)),
        ("sufenta pump", ("sufentanil",)),
        ("bacloffen in my pump", ("baclofen",)),
        ("my pump runs baclophen", ("baclofen",)),
        ("back low fen pump", ("baclofen",)),
        ("lioresal in the pump", ("baclofen",)),
        ("gablofen pump", ("baclofen",)),
        ("pump with prialt", ("ziconotide",)),
        ("pump has bupivicaine and morphine", ("bupivacaine", "morphine")),
        ("clonadine in the pump", ("clonidine",)),
        ("I take morphine by mouth, my pump has baclofen", ("baclofen",)),
    ],
)
def test_a_drug_named_for_the_pump_is_the_pumps(
    text: str, drugs: tuple[str, ...], known: Knowledge
) -> None:
    assert said(text, known).picture.drugs == drugs


@pytest.mark.parametrize(
    "text",
    [
        "I take oral baclofen",
        "I take a baclofen pill at night",
        "morphine tablets at bedtime",
        "my fentanyl patch fell off",
        "I am allergic to morphine",
        "before the pump I was on morphine",
        "my pump is not morphine",
        "my dog takes morphine",
    ],
)
def test_pills_patches_and_former_drugs_are_not_the_pumps(text: str, known: Knowledge) -> None:
    assert said(text, known).picture.drugs == ()


@pytest.mark.parametrize(
    ("text", "drugs"),
    [
        ("baclofen", ("baclofen",)),
        ("dilaudid I think", ("hydromorphone",)),
        ("morphine and bupivacaine", ("morphine", "bupivacaine")),
        ("for pain", ("opioid",)),
        ("stiff muscles", ("baclofen",)),
        ("both", ("opioid", "baclofen")),
        ("no idea", ()),
    ],
)
def test_the_question_about_the_drug_is_answered_by_name_or_purpose(
    text: str, drugs: tuple[str, ...], known: Knowledge
) -> None:
    assert said(text, known, "medicine").picture.drugs == drugs
