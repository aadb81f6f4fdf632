"""The desk as a nurse uses it: filters, claims, templates, notes, closing, handover."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import select

from tests.web.conftest import Browser, Clock, set_up, sign_in
from web.house import House
from web.tables import NurseAct, NurseReply
from web.welcome import invite

NewBrowser = Callable[[], Browser]


@pytest.fixture
def bea(nurse: Browser, another_browser: NewBrowser, here: House) -> Browser:
    """A second nurse, who signed in as well."""
    browser, email = another_browser(), "bea@example.org"
    link = here.store.write(lambda session: invite(session, here, email=email))
    set_up(browser, link, email=email, name="Bea")
    sign_in(browser, email=email)
    return browser


def send(nurse: Browser, ending: str, **fields: str) -> int:
    """Open the first case and send one of its forms; the status."""
    nurse.open_case()
    return nurse.send(nurse.case_form(ending), fields).status_code


def rows(nurse: Browser, query: str = "") -> list[str]:
    """The codenames that the queue shows."""
    page = nurse.get(f"/desk/?{query}").text
    return re.findall(r'href="/desk/cases/[^"]+">([a-z ]+)</a>', page)


def test_one_line_says_how_many_are_held_by_nobody(
    patient: Browser, another_browser: NewBrowser, nurse: Browser, clock: Clock
) -> None:
    patient.start("can't wake him")
    another_browser().start("can't wake her")
    clock.forward(minutes=4)
    nurse.get("/desk/")
    assert "2 emergencies, 2 held by nobody , oldest 4 min. 2 in the queue" in nurse.page.text
    assert send(nurse, "claim") == 303
    nurse.get("/desk/")
    assert "2 emergencies, 1 held by nobody" in nurse.page.text
    assert "1 unread." in nurse.page.text


def test_who_is_late_is_said_in_a_word(patient: Browser, nurse: Browser, clock: Clock) -> None:
    patient.start("can't wake him")
    clock.forward(minutes=7)
    nurse.get("/desk/")
    assert "OVERDUE 2 min" in nurse.page.text


def test_what_was_looked_at_is_not_bold_until_it_changes(patient: Browser, nurse: Browser) -> None:
    patient.start("a headache")
    bold = "pump-queue__row--changed"
    assert bold in nurse.get("/desk/").text
    nurse.open_case()
    assert bold not in nurse.get("/desk/").text
    patient.say("it is worse")
    assert bold in nurse.get("/desk/").text


def test_the_queue_is_narrowed_by_holder_tier_risk_and_name(
    patient: Browser, another_browser: NewBrowser, nurse: Browser
) -> None:
    patient.start("a beep")
    (beeps,) = rows(nurse)
    other = another_browser()
    other.start("can't wake him")
    assert len(rows(nurse)) == 2
    assert rows(nurse, "view=mine") == []
    send(nurse, "claim")
    (mine,) = rows(nurse, "view=mine")
    assert rows(nurse, "view=nobody") == [beeps]
    assert rows(nurse, "tier=emergency") == [mine]
    assert rows(nurse, "risk=pump-alarm") == [beeps]
    assert rows(nurse, f"name={mine[:4]}") == [mine]
    assert rows(nurse, "name=beep") == []  # words are never searched
    assert len(rows(nurse, "view=uncontacted")) == 2
    other.send("/chat/did", {"did": "going"})
    assert rows(nurse, "view=uncontacted") == [beeps]


@pytest.mark.parametrize(
    "query",
    [
        *("after=x", "after=0.1.2.z", "view=x&tier=y&risk=z%00", "after=0.9e99.."),
        f"after=0.999999999999999999999..{UUID(int=1)}",
    ],
)
def test_an_address_that_makes_no_sense_is_no_error(nurse: Browser, query: str) -> None:
    assert nurse.get(f"/desk/?{query}").status_code == 200


def test_a_closed_case_is_found_by_its_name(patient: Browser, nurse: Browser) -> None:
    patient.start("a headache")
    (name,) = rows(nurse)
    send(nurse, "close", outcome="advised")
    assert rows(nurse) == []
    assert rows(nurse, f"name={name}") == [name]


def test_a_second_nurse_sees_who_holds_and_nothing_typed_is_lost(
    patient: Browser, nurse: Browser, bea: Browser, here: House
) -> None:
    patient.start("a beep")
    bea.open_case()
    send(nurse, "claim")
    answer = bea.send(bea.case_form("replies"), {"text": "I call you."})
    assert answer.status_code == 409
    assert "Ada holds this" in bea.page.text
    assert bea.page.texts["text"] == "I call you."
    assert here.store.read(lambda session: session.scalar(select(NurseReply))) is None
    assert send(bea, "claim") == 422
    assert send(bea, "claim", why="Ada is on leave") == 303
    nurse.get("/desk/")
    assert "Bea" in nurse.page.text
    nurse.open_case()
    assert "Bea: took it over from Ada: Ada is on leave" in nurse.page.text


def test_mute_is_kept_for_the_nurse_and_silences_only_the_sound(
    patient: Browser, nurse: Browser, bea: Browser
) -> None:
    patient.start("can't wake him")
    nurse.get("/desk/")
    nurse.send("/desk/sound", {})
    muted, heard = nurse.get("/desk/").text, bea.get("/desk/").text
    assert "data-muted" in muted
    assert "data-muted" not in heard
    assert re.findall('data-alerts="([^"]+)"', muted) == re.findall('data-alerts="([^"]+)"', heard)


def test_words_that_are_milder_than_the_flag_need_a_reason(
    patient: Browser, nurse: Browser, here: House
) -> None:
    patient.start("a beep")
    mild = {"template": "watch-at-home", "text": "Watch it."}
    assert send(nurse, "replies", **mild) == 422
    assert "milder than the flag" in nurse.page.text
    assert nurse.page.texts["text"] == "Watch it."
    why = {**mild, "reason": "spoke with her"}
    assert nurse.send(nurse.case_form("replies"), why).status_code == 303
    kept = here.store.read(lambda session: session.scalars(select(NurseReply)).one())
    assert (kept.template, kept.reason) == ("watch-at-home", "spoke with her")


@pytest.mark.parametrize("template", ["", "call-the-team", "call-911", "i-call-you"])
def test_words_of_the_flags_tier_or_of_none_need_no_reason(
    patient: Browser, nurse: Browser, template: str
) -> None:
    patient.start("a beep")
    assert send(nurse, "replies", template=template, text="Call.") == 303


def test_a_template_fills_the_box_with_the_houses_numbers(patient: Browser, nurse: Browser) -> None:
    patient.start("a beep")
    path = nurse.open_case().request.path
    nurse.get(f"{path}?template=call-the-team")
    assert "Please call the pump team now: +1 555 0100." in nurse.page.texts["text"]


def test_raising_costs_one_tap_and_the_case_stays(patient: Browser, nurse: Browser) -> None:
    patient.start("a headache")
    nurse.open_case()
    assert "Raise to urgent" in nurse.page.text
    form = nurse.case_form("reviews")
    assert nurse.send(form, {"urgency": "emergency", "raise": "yes"}).status_code == 303
    patient.get("/chat")
    assert "Call 911 now." in patient.page.text
    assert len(rows(nurse, "view=mine&tier=emergency")) == 1


def test_a_call_is_noted_and_confirms_contact(
    patient: Browser, nurse: Browser, here: House
) -> None:
    patient.start("a beep")
    for how in ("on_call", "no_answer", "left_message"):
        assert send(nurse, "calls", how=how) == 303
        assert len(rows(nurse, "view=uncontacted")) == 1
    assert send(nurse, "calls", how="reached") == 303
    assert rows(nurse, "view=uncontacted") == []
    assert send(nurse, "calls", how="danced") == 422
    kept = here.store.read(lambda session: session.scalars(select(NurseAct.act)).all())
    assert list(kept) == ["claimed", "on_call", "no_answer", "left_message", "reached"]


def test_a_note_is_for_nurses_alone(patient: Browser, nurse: Browser) -> None:
    patient.start("a beep")
    assert send(nurse, "notes", words="sounds frightened") == 303
    nurse.open_case()
    assert "sounds frightened" in nurse.page.text
    assert "sounds frightened" not in patient.get("/chat").text
    assert send(nurse, "notes", words=" ") == 422


def test_an_act_of_nurses_alone_does_not_move_the_patients_page(
    patient: Browser, nurse: Browser
) -> None:
    patient.start("a beep")
    assert patient.client.get("/chat/messages?after=1").status_code == 204
    send(nurse, "claim")
    send(nurse, "notes", words="seen")
    assert patient.client.get("/chat/messages?after=1").status_code == 204


def test_a_field_of_the_passport_is_confirmed_as_it_was_told(
    patient: Browser, nurse: Browser
) -> None:
    patient.start("a beep", drug=["morphine"])
    send(nurse, "replies", text="We are looking.")
    assert send(nurse, "confirmed", field="drugs") == 303
    nurse.get("/desk/")
    assert "morphine (confirmed)" in nurse.page.text
    assert "answered" in nurse.page.text  # nobody waits because of it


def test_the_note_for_the_chart_is_under_fifteen_plain_lines(
    patient: Browser, nurse: Browser
) -> None:
    patient.start("a beep\n\nand <b>more</b>", drug=["morphine"])
    send(nurse, "calls", how="reached")
    send(nurse, "replies", text="Line one\nline two\nline three")
    path = nurse.open_case().request.path
    note = nurse.client.get(f"{path}/note?as=text")
    assert note.mimetype == "text/plain"
    lines = note.text.strip().splitlines()
    assert len(lines) < 15
    assert "and <b>more</b>" in note.text
    assert "reached them" in note.text
    nurse.get(f"{path}/note")
    assert nurse.page.texts["chart-note"].strip().splitlines() == lines


def test_a_case_is_closed_with_an_outcome(patient: Browser, nurse: Browser) -> None:
    patient.start("a beep")
    assert send(nurse, "close", outcome="") == 422
    assert "Choose one from the list." in nurse.page.text
    assert send(nurse, "close", outcome="seen_soon", words="at noon") == 303
    assert rows(nurse) == []
    assert rows(nurse, "view=uncontacted") == []


def test_a_case_is_handed_over_to_a_colleague(
    patient: Browser, nurse: Browser, bea: Browser
) -> None:
    patient.start("a beep")
    page = nurse.open_case().text
    (who,) = re.findall(r'<option value="([0-9a-f-]{36})">Bea', page)
    assert send(nurse, "hand-over", to="nobody") == 422
    assert send(nurse, "hand-over", to=who, words="wants a call") == 303
    assert rows(nurse, "view=mine") == []
    assert len(rows(bea, "view=mine")) == 1


def test_one_page_says_what_the_shift_leaves(
    patient: Browser, another_browser: NewBrowser, nurse: Browser, clock: Clock
) -> None:
    for said in ("can't wake him", "a headache", "a beep"):
        another_browser().start(said)
    send(nurse, "replies", text="Call now.")  # the first row is the emergency
    clock.forward(minutes=40)
    sign_in(nurse)
    nurse.get("/desk/handover")
    told = "1 overdue, 1 promised, 1 waiting for the patient, 0 told to call"
    assert told in nurse.page.text
    assert "Nobody holds anything." in nurse.page.text
    assert nurse.page.faults == []
