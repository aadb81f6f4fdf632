"""A changed tier becomes a draft case, and nothing of the patient leaves with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from knowledge.cases import read_cases
from tests.web.conftest import Browser
from triage.model import Urgency
from web.conversations.nameless import faults
from web.house import House
from web.tables import DraftCase

SAID = "ever since tuesday my head is killing me when I sit up with a headache"
OURS = "A few days after surgery the head hurts upright and eases lying down."
WHY = "It eases lying flat and nothing else is wrong."
Write = Callable[..., TestResponse]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("write to ada@example.org", ("email",)),
        ("call 555 010 0199", ("phone",)),
        ("call (555) 010-0199 or +1 555.010.0199", ("phone",)),
        ("born 1956", ("date",)),
        ("on 3/12/1956", ("phone", "date")),
        ("on March 3rd", ("date",)),
        ("the 3rd of march", ("date",)),
        ("Grace hurts", ("name",)),
        ("my head is killing me today", ("words",)),
        ("she said: MY HEAD, is killing — me", ("words",)),
        (OURS, ()),
        ("three days after surgery, a pain of 7 of 10 and 38.5 C at 120/80", ()),
        ("may be worse in march", ()),
        ("my head hurts", ()),
    ],
)
def test_what_may_not_leave_is_named_and_what_may_is_not(text: str, found: tuple[str, ...]) -> None:
    assert faults(text, [SAID, "itch"], ["Grace Li"]) == found


def test_a_short_message_may_not_be_taken_whole() -> None:
    assert faults("Today: I feel weird.", ["i feel weird"], []) == ("words",)
    assert faults("I feel weird", ["weird"], []) == ()
    assert faults("weird", ["weird"], []) == ("words",)


def test_a_codename_names_somebody_as_two_words_and_not_as_one() -> None:
    assert faults("It eases lying flat.", [], [], "flat orchard") == ()
    assert faults("This is flat orchard again.", [], [], "flat orchard") == ("name",)


@pytest.fixture
def write(patient: Browser, nurse: Browser) -> Write:
    """Somebody wrote, the nurse raised the tier and opens the draft's page."""
    patient.start(SAID, drug=["morphine"])
    nurse.open_case()
    action = nurse.case_form("reviews")
    nurse.send(action, {"urgency": "urgent", "note": "too dizzy to stand"})
    path = action.removesuffix("reviews") + "draft"

    def send(**fields: str) -> TestResponse:
        nurse.get(path)
        return nurse.send(path, fields)

    return send


def kept(here: House) -> list[DraftCase]:
    return here.store.read(lambda session: list(session.query(DraftCase)))


def test_a_text_that_names_nobody_is_kept_with_what_was_found(write: Write, here: House) -> None:
    assert write(text=OURS, why=WHY, confirmed="yes").status_code == 303
    (one,) = kept(here)
    assert (one.was, one.urgency, one.text) == ("same_day", "urgent", OURS)
    assert [(of["concept"], of["status"]) for of in one.findings] == [("headache", "present")]
    assert one.profile["drug"] == ["morphine"]
    assert "killing" not in str([one.findings, one.profile])


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"text": SAID, "why": WHY, "confirmed": "yes"}, "in the patient’s own words"),
        ({"text": OURS, "why": SAID, "confirmed": "yes"}, "in the patient’s own words"),
        ({"text": OURS, "why": WHY}, "Confirm that it names nobody."),
        ({"text": "", "why": WHY, "confirmed": "yes"}, "Write this first."),
        ({"text": f"{OURS} a@b.org", "why": WHY, "confirmed": "yes"}, "an e-mail address"),
    ],
)
def test_what_may_not_leave_is_refused_and_still_there(
    write: Write, nurse: Browser, here: House, fields: dict[str, str], told: str
) -> None:
    answer = write(**fields)
    assert answer.status_code == 422
    assert told in nurse.page.text
    assert nurse.page.texts["text"] == fields["text"]
    assert nurse.page.faults == []
    assert kept(here) == []


def test_of_one_change_one_draft_is_made(write: Write, nurse: Browser, here: House) -> None:
    write(text=OURS, why=WHY, confirmed="yes")
    (one,) = kept(here)
    answer = nurse.client.get(f"/desk/cases/{one.conversation_id}/draft")
    assert "No changed tier waits for a case here." in answer.text
    assert len(kept(here)) == 1


def test_a_tier_that_was_left_as_it_is_makes_no_case(patient: Browser, nurse: Browser) -> None:
    patient.start("a headache")
    nurse.open_case()
    action = nurse.case_form("reviews")
    nurse.send(action, {"urgency": "same_day"})
    nurse.get(action.removesuffix("reviews") + "draft")
    assert "No changed tier waits for a case here." in nurse.page.text
    nurse.get("/desk/drafts")
    assert "There is no draft." in nurse.page.text


def test_a_change_without_a_draft_is_listed_until_there_is_one(
    write: Write, nurse: Browser
) -> None:
    nurse.get("/desk/drafts")
    assert any(link.endswith("/draft") for link in nurse.page.links)
    write(text=OURS, why=WHY, confirmed="yes")
    nurse.get("/desk/drafts")
    assert not any(link.endswith("/draft") for link in nurse.page.links)
    assert OURS in nurse.page.text


def test_the_files_are_read_by_the_knowledge(
    write: Write, nurse: Browser, app: Flask, tmp_path: Path
) -> None:
    write(text=f"{OURS}\nno: 'quoted' # and odd", why=WHY, confirmed="yes")
    folder = tmp_path / "conversations"
    app.test_cli_runner().invoke(args=["knowledge", "drafts", "--into", str(folder)])
    (case,) = read_cases(tmp_path).conversations
    assert case.opening == f"{OURS}\nno: 'quoted' # and odd"
    assert (case.min, case.max, case.best) == (Urgency.URGENT,) * 3
    assert case.profile.drugs == ("morphine",)
    assert "same_day -> urgent" in (folder / f"{case.slug}.yaml").read_text()
    page = nurse.client.get(f"/desk/drafts/{named(nurse)}.yaml")
    assert page.text == (folder / f"{case.slug}.yaml").read_text()


def named(nurse: Browser) -> str:
    nurse.get("/desk/drafts")
    return next(one for one in nurse.page.links if one.endswith(".yaml")).split("/")[3][:-5]


def test_without_a_folder_they_are_printed(write: Write, app: Flask) -> None:
    write(text=OURS, why=WHY, confirmed="yes")
    printed = app.test_cli_runner().invoke(args=["knowledge", "drafts"]).output
    assert printed.startswith("--- # draft-")
    assert OURS.split(" the ", maxsplit=1)[0] in printed
    assert "killing" not in printed


def test_a_dropped_draft_is_gone_with_its_words(
    write: Write, nurse: Browser, app: Flask, here: House
) -> None:
    write(text=OURS, why=WHY, confirmed="yes")
    name = named(nurse)
    nurse.send(f"/desk/drafts/{name}/drop", {})
    assert app.test_cli_runner().invoke(args=["knowledge", "drafts"]).output == ""
    assert nurse.client.get(f"/desk/drafts/{name}.yaml").status_code == 404
    assert [(one.text, one.why, one.findings) for one in kept(here)] == [("", "", [])]
