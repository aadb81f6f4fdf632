"""People at the desk: who may invite, what is asked twice, and how access ends at once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.web.conftest import EMAIL, PASSWORD, Browser, Clock, set_up, sign_in
from web.house import House
from web.tables import Nurse, Role
from web.welcome import invite

NewBrowser = Callable[[], Browser]
GRACE = "grace@example.org"
LINK = re.compile(r"http://localhost(/desk/welcome/[\w-]+)")


@pytest.fixture
def grace(nurse: Browser, another_browser: NewBrowser, here: House) -> Browser:
    """A nurse who may work the queue and nothing else."""
    return joined(another_browser(), here, "nurse")


def joined(browser: Browser, here: House, role: str, email: str = GRACE) -> Browser:
    set_up(browser, here.store.write(lambda session: invite(session, here, role, email)), email)
    sign_in(browser, email=email)
    return browser


def person(here: House, email: str) -> Nurse:
    return here.store.read(
        lambda session: session.scalars(select(Nurse).filter_by(email=email)).one()
    )


def roles(here: House, email: str) -> list[str]:
    def look(session: Session) -> list[str]:
        found = session.scalars(select(Nurse).filter_by(email=email)).one()
        return [role.name for role in found.roles]

    return here.store.read(look)


@pytest.mark.parametrize(
    ("path", "may"),
    [
        ("/desk/you", {"nurse", "lead", "admin"}),
        ("/desk/audit", {"lead", "admin"}),
        ("/desk/people", {"admin"}),
    ],
)
@pytest.mark.parametrize("role", ["nurse", "lead", "admin"])
def test_each_role_opens_what_it_may(
    nurse: Browser, another_browser: NewBrowser, here: House, path: str, may: set[str], role: str
) -> None:
    browser = joined(another_browser(), here, role)
    assert browser.get(path).status_code == (200 if role in may else 403)


def test_an_admin_asks_somebody_in_and_the_link_is_shown_once(
    nurse: Browser, another_browser: NewBrowser, here: House
) -> None:
    nurse.get("/desk/people")
    nurse.send("/desk/people/invitations", {"email": GRACE, "role": "lead"})
    found = LINK.search(nurse.page.text)
    assert found is not None
    assert LINK.search(nurse.get("/desk/people").text) is None
    newcomer = another_browser()
    assert set_up(newcomer, found[1], GRACE).status_code == 303
    assert roles(here, GRACE) == ["lead"]


@pytest.mark.parametrize(
    "told", [{"email": "no address", "role": "nurse"}, {"email": GRACE, "role": "queen"}]
)
def test_what_cannot_be_an_invitation_is_said_and_kept(
    nurse: Browser, told: dict[str, str]
) -> None:
    nurse.get("/desk/people")
    answer = nurse.send("/desk/people/invitations", told)
    assert (answer.status_code, told["email"] in answer.text) == (422, True)


def test_a_nurse_who_loses_the_desk_loses_it_at_once(
    nurse: Browser, grace: Browser, here: House
) -> None:
    assert grace.get("/desk/").status_code == 200
    nurse.get("/desk/people")
    nurse.send(f"/desk/people/{person(here, GRACE).id}/disable", {})
    assert grace.client.get("/desk/").status_code == 303
    assert sign_in(grace, email=GRACE).status_code == 200  # the form again


def test_others_keep_theirs(nurse: Browser, grace: Browser, here: House) -> None:
    nurse.get("/desk/people")
    nurse.send(f"/desk/people/{person(here, GRACE).id}/disable", {})
    assert nurse.client.get("/desk/").status_code == 200


def test_signing_out_everywhere_ends_the_other_browser_too(
    nurse: Browser, grace: Browser, another_browser: NewBrowser, here: House
) -> None:
    at_home = another_browser()
    sign_in(at_home, email=GRACE)
    grace.get("/desk/you")
    grace.send("/desk/you/sign-out-everywhere", {})
    assert [one.client.get("/desk/").status_code for one in (grace, at_home)] == [303, 303]
    assert nurse.client.get("/desk/").status_code == 200


def test_an_admin_ends_the_sessions_of_another(nurse: Browser, grace: Browser, here: House) -> None:
    nurse.get("/desk/people")
    nurse.send(f"/desk/people/{person(here, GRACE).id}/sign-out", {})
    assert grace.client.get("/desk/").status_code == 303
    assert sign_in(grace, email=GRACE).status_code == 302


def test_the_last_who_may_invite_cannot_be_taken_away(nurse: Browser, here: House) -> None:
    ada = person(here, EMAIL).id
    nurse.get("/desk/people")
    assert nurse.send(f"/desk/people/{ada}/disable", {}).status_code == 422
    assert nurse.send(f"/desk/people/{ada}/role", {"role": "nurse"}).status_code == 422
    assert (person(here, EMAIL).active, roles(here, EMAIL)) == (True, ["admin"])


def test_with_a_second_one_it_can(nurse: Browser, grace: Browser, here: House) -> None:
    nurse.get("/desk/people")
    nurse.send(f"/desk/people/{person(here, GRACE).id}/role", {"role": "admin"})
    nurse.get("/desk/people")
    nurse.send(f"/desk/people/{person(here, EMAIL).id}/role", {"role": "nurse"})
    assert (roles(here, EMAIL), roles(here, GRACE)) == (["nurse"], ["admin"])


def test_after_a_while_the_password_is_asked_for_once_more(nurse: Browser, clock: Clock) -> None:
    clock.forward(minutes=10)
    assert nurse.get("/desk/people").request.path == "/desk/people"
    clock.forward(minutes=10)
    asked = nurse.get("/desk/people")
    assert asked.request.path == "/desk/verify"
    assert nurse.get("/desk/").request.path == "/desk/"  # the queue does not ask
    nurse.get("/desk/people")
    wrong = nurse.send("/desk/verify?next=/desk/people", {"password": "not the password"})
    assert wrong.status_code == 200
    right = nurse.send("/desk/verify?next=/desk/people", {"password": PASSWORD})
    assert right.location.endswith("/desk/people")
    assert nurse.get("/desk/people").request.path == "/desk/people"


def test_a_form_sent_too_late_changes_nothing(
    nurse: Browser, grace: Browser, here: House, clock: Clock
) -> None:
    nurse.get("/desk/people")
    clock.forward(minutes=12)
    nurse.client.get("/desk/")  # in another tab
    clock.forward(minutes=12)
    answer = nurse.send(f"/desk/people/{person(here, GRACE).id}/disable", {})
    assert "/desk/verify" in answer.location
    assert person(here, GRACE).active


def test_the_audit_is_read_by_person_and_by_conversation(
    patient: Browser, nurse: Browser, grace: Browser, here: House
) -> None:
    patient.start("headache")
    grace.open_case()
    ada, her = person(here, EMAIL), person(here, GRACE)
    assert "Read the case" in nurse.get(f"/desk/audit?nurse={her.id}").text
    assert "Read the case" not in nurse.get(f"/desk/audit?nurse={ada.id}").text
    nurse.get(f"/desk/audit?nurse={her.id}")
    conversation = next(link for link in nurse.page.links if "conversation=" in link)
    shown = nurse.get(conversation).text
    assert ("Read the case" in shown, "Read the queue" in shown) == (True, False)


@pytest.mark.parametrize("query", ["nurse=x", "conversation=1", "before=-3", "before=x"])
def test_an_odd_question_to_the_audit_gets_an_answer(nurse: Browser, query: str) -> None:
    assert nurse.get(f"/desk/audit?{query}").status_code == 200


def test_the_ways_that_are_for_few_are_not_shown_to_all(nurse: Browser, grace: Browser) -> None:
    assert "/desk/people" in nurse.get("/desk/").text
    shown = grace.get("/desk/").text
    assert "/desk/people" not in shown
    assert "/desk/you" in shown


def test_a_role_has_one_row(nurse: Browser, grace: Browser, here: House) -> None:
    nurse.get("/desk/people")
    for role in ("lead", "nurse", "lead"):
        nurse.send(f"/desk/people/{person(here, GRACE).id}/role", {"role": role})
    names = here.store.read(lambda session: list(session.scalars(select(Role.name))))
    assert sorted(names) == sorted(set(names))
