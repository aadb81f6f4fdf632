"""What if: both sides differ only by what was supposed, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

import pytest
from sqlalchemy import text

from tests.web.conftest import Browser
from triage import converse
from triage.model import Input, Knowledge, Message, Profile, Review, Urgency
from web.conversations import Compared, History, Supposed, Told, Triage, suppose
from web.house import House
from web.tables import Base

Try = Callable[..., Compared]
STIFF = "my legs are much stiffer today"
NOT_COPIES = {"audit_line", "audit_head"}  # every read is written down there


@pytest.fixture
def tried(known: Knowledge) -> Try:
    def work(
        *said: str,
        supposed: Supposed,
        profile: Profile | None = None,
        settled: Urgency | None = None,
    ) -> Compared:
        heard = [Message(one, profile=profile or Profile()) for one in said]
        inputs: tuple[Input, ...] = tuple(heard)
        inputs += () if settled is None else (Review(settled),)
        past = History(tuple(range(1, len(inputs) + 1)), inputs, Told())
        return suppose(Triage(converse, known), past, supposed)

    return work


def place(compared: Compared, concept: str) -> int:
    marks = compared.stands.trace.marks
    return next(place for place, mark in enumerate(marks) if mark.concept == concept)


def tiers(compared: Compared) -> tuple[str | None, str | None]:
    return compared.stands.shown.urgency, compared.supposed.shown.urgency


@pytest.mark.parametrize("said", [(STIFF,), ("hello",), ("my head aches", "no fever"), ("blorg",)])
def test_where_nothing_is_supposed_nothing_differs(tried: Try, said: tuple[str, ...]) -> None:
    compared = tried(*said, supposed=Supposed())
    assert compared.stands == compared.supposed
    assert (compared.gone, compared.new) == ((), ())


def test_a_sign_more_on_baclofen_is_an_emergency_and_names_the_rule(tried: Try) -> None:
    on_baclofen = Profile(drugs=("baclofen",))
    compared = tried(STIFF, supposed=Supposed(added=("itching",)), profile=on_baclofen)
    assert tiers(compared) == ("urgent", "emergency")
    assert compared.new
    assert compared.supposed.shown.headline.startswith("Call 911")


def test_the_same_sign_denied_is_lower(tried: Try, known: Knowledge) -> None:
    said = "I can't stay awake since the refill"
    first = tried(said, supposed=Supposed())
    denied = dict.fromkeys(range(len(first.stands.trace.marks)), "denied")
    compared = tried(said, supposed=Supposed(statuses=MappingProxyType(denied)))
    assert compared.stands.shown.urgency == "urgent"
    assert compared.supposed.shown.urgency is None
    assert compared.gone


def test_another_drug_is_supposed_in_place_of_the_one_that_was_named(tried: Try) -> None:
    said = f"{STIFF}, the medicine in my pump is baclofen"
    compared = tried(said, supposed=Supposed(drugs=("morphine",)))
    assert compared.stands.trace.drugs == ("baclofen",)
    assert compared.supposed.trace.drugs == ("morphine",)
    assert tiers(compared) == ("urgent", "same_day")


def test_a_date_moves_the_tier_and_an_old_one_does_not(tried: Try) -> None:
    def since(days: float) -> tuple[str | None, str | None]:
        supposed = Supposed(days=MappingProxyType({"implant": days}))
        return tiers(tried("I have a headache", supposed=supposed))

    assert since(3) == ("routine", "same_day")
    assert since(3000) == ("routine", "routine")


def test_after_a_nurse_settled_what_is_supposed_counts_as_new(tried: Try) -> None:
    changed = tried("a fever", "no", supposed=Supposed(), settled=Urgency.ROUTINE)
    where = place(changed, "fever")
    supposed = Supposed(statuses=MappingProxyType({where: "present"}))
    again = tried("a fever", "no", supposed=supposed, settled=Urgency.ROUTINE)
    assert changed.stands.shown.urgency is None
    assert again.supposed.shown.urgency is not None


def test_what_makes_no_sense_is_left_as_it_stands(tried: Try) -> None:
    odd = Supposed(statuses=MappingProxyType({99: "present", 0: "purple"}), added=("no-such",))
    compared = tried(STIFF, supposed=odd)
    assert compared.stands == compared.supposed


def rows(here: House) -> dict[str, list[object]]:
    """Every row of every table but the audit's."""
    tables = [one for one in Base.metadata.sorted_tables if one.name not in NOT_COPIES]
    with here.store.engine.connect() as connection:
        return {
            one.name: list(connection.execute(text(f"SELECT * FROM {one.name}"))) for one in tables
        }


def test_nothing_is_written(patient: Browser, nurse: Browser, here: House) -> None:
    patient.start("a headache and no fever")
    path = nurse.open_case().request.path + "/what-if"
    before = rows(here)
    assert nurse.get(path).status_code == 200
    sent = {"status_1": "present", "add": "stiff-neck", "drug": "morphine", "since_refill": "2"}
    answer = nurse.send(path, sent)
    assert answer.status_code == 200
    assert "another tier" in nurse.page.text
    assert rows(here) == before


def test_what_was_supposed_is_still_there_to_be_changed(patient: Browser, nurse: Browser) -> None:
    patient.start("a headache")
    path = nurse.open_case().request.path + "/what-if"
    nurse.get(path)
    html = nurse.send(path, {"status_0": "past", "drug": "morphine", "since_mri": "12"}).text
    for kept in ('value="past" selected', 'value="morphine" selected', 'value="12"'):
        assert kept in html


def test_days_that_are_no_number_are_refused_and_kept(patient: Browser, nurse: Browser) -> None:
    patient.start("a headache")
    path = nurse.open_case().request.path + "/what-if"
    nurse.get(path)
    answer = nurse.send(path, {"since_refill": "last week"})
    assert answer.status_code == 422
    assert 'value="last week" aria-invalid="true"' in answer.text


def test_of_a_conversation_that_is_not_there_nothing_is_supposed(nurse: Browser) -> None:
    path = "/desk/cases/00000000-0000-0000-0000-000000000001/what-if"
    assert nurse.client.get(path).status_code == 404
