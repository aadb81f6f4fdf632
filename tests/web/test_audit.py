"""Every read and act at the desk is written down, in a chain that shows what was tampered with."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from tests.web.conftest import Browser, Clock, sign_in
from web import audit
from web.house import House
from web.tables import AuditHead, AuditLine

NewBrowser = Callable[[], Browser]


def acts(here: House) -> list[str]:
    return [line.act for line in lines(here)]


def lines(here: House) -> list[AuditLine]:
    found = select(AuditLine).order_by(AuditLine.number)
    return here.store.read(lambda session: list(session.scalars(found)))


def broken(here: House) -> int | None:
    return here.store.read(lambda session: audit.first_broken(session, here))


def test_a_sign_in_a_read_and_an_act_are_lines(
    patient: Browser, nurse: Browser, here: House
) -> None:
    patient.start("headache")
    nurse.open_case()
    nurse.send(nurse.case_form("replies"), {"text": "Call us."})
    assert acts(here)[:1] == ["signed in"]
    assert acts(here)[-3:] == ["nurse.desk", "nurse.case", "POST nurse.answer"]
    last = lines(here)[-1]
    assert last.nurse_id == lines(here)[0].nurse_id
    assert last.conversation_id == lines(here)[-2].conversation_id is not None


def test_what_the_patient_does_is_none_of_them(patient: Browser, here: House) -> None:
    patient.start("headache")
    assert acts(here) == []


def test_who_is_not_signed_in_leaves_no_line_and_a_wrong_password_does(
    nurse: Browser, another_browser: NewBrowser, here: House
) -> None:
    before = len(acts(here))
    stranger = another_browser()
    stranger.get("/desk/")
    assert len(acts(here)) == before
    sign_in(stranger, password="not the password")
    assert acts(here)[before:] == ["failed security.login"]


def test_signing_out_is_written(nurse: Browser, here: House) -> None:
    nurse.get("/desk/")
    nurse.send("/desk/sign-out", {})
    assert acts(here)[-1] == "signed out"


def test_a_page_that_looks_by_itself_is_one_read_in_a_quarter_of_an_hour(
    nurse: Browser, here: House, clock: Clock
) -> None:
    news = {"HX-Request": "true"}
    before = len(acts(here))
    for _ in range(3):
        nurse.client.get("/desk/queue", headers=news)
        clock.forward(minutes=4)
    assert acts(here)[before:] == ["nurse.rows"]
    nurse.get("/desk/")  # somebody is still there
    clock.forward(minutes=4)
    nurse.client.get("/desk/queue", headers=news)
    assert acts(here)[before:] == ["nurse.rows", "nurse.desk", "nurse.rows"]


def test_what_cannot_be_written_down_is_not_served(nurse: Browser, here: House) -> None:
    here.store.write(lambda session: session.execute(update(AuditHead).values(number=0)))
    assert nurse.client.get("/desk/").status_code == 500  # the number is taken


def test_untouched_lines_hold(nurse: Browser, here: House) -> None:
    nurse.get("/desk/")
    nurse.get("/desk/")
    assert broken(here) is None
    assert len(lines(here)) > 2


@pytest.mark.parametrize(
    "change",
    [
        update(AuditLine).where(AuditLine.number == 2).values(act="nurse.book"),
        update(AuditLine).where(AuditLine.number == 2).values(nurse_id=None),
        delete(AuditLine).where(AuditLine.number == 2),
    ],
    ids=["another act", "another person", "taken out"],
)
def test_a_line_that_was_touched_is_named(nurse: Browser, here: House, change: object) -> None:
    for _ in range(3):
        nurse.get("/desk/")
    here.store.write(lambda session: session.execute(change))  # type: ignore[call-overload]
    assert broken(here) == 2


def test_an_end_that_was_cut_off_is_missed(nurse: Browser, here: House) -> None:
    nurse.get("/desk/")
    end = lines(here)[-1].number
    here.store.write(
        lambda session: session.execute(delete(AuditLine).where(AuditLine.number == end))
    )
    assert broken(here) == end


def test_the_command_says_where(app: Flask, nurse: Browser, here: House) -> None:
    nurse.get("/desk/")
    whole = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert (whole.exit_code, "every line" in whole.output) == (0, True)
    here.store.write(lambda session: session.execute(update(AuditLine).values(about="x")))
    cut = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert (cut.exit_code, "line 1 " in cut.output) == (1, True)


def test_nurses_who_write_at_once_write_one_chain(nurse: Browser, here: House) -> None:
    act = audit.Act(None, "at once")

    def many() -> None:
        for _ in range(5):
            here.store.write(lambda session: audit.write(session, here, act))

    before = len(lines(here))
    writers = [threading.Thread(target=many) for _ in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert (len(lines(here)) - before, broken(here)) == (30, None)
