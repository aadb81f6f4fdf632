"""The house rules, on every page: the emergency line, a title, labels, nothing inline."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.web.conftest import Browser
from tests.web.pages import Page

NewBrowser = Callable[[], Browser]
EMERGENCY_LINE = "Call 911 if someone can’t be woken"
SAID = ("hello", "itch", "headache", "beep", "can't wake", "kill myself", "blorg wuzz frap")


def patients_pages(browser: Browser) -> Iterator[tuple[str, Page]]:
    for path in ("/", "/return", "/emergency", "/offline", "/chat", "/nowhere"):
        browser.get(path)
        yield path, browser.page
    browser.get("/return")
    browser.send("/return", {"code": "wrong"})
    yield "wrong code", browser.page
    browser.get("/")
    browser.send("/start", {"text": ""})
    yield "empty", browser.page
    browser.client.post("/start", data={"text": "x"})
    browser.client.post("/chat", data={"text": "x"}, headers={"Origin": "https://evil.example"})
    yield "foreign", browser.page


def desk_pages(browser: Browser) -> Iterator[tuple[str, Page]]:
    for path in (
        "/desk/",
        "/desk/roster/",
        "/desk/password",
        "/desk/second-factor",
        "/desk/recovery",
        "/desk/you",
        "/desk/people",
        "/desk/audit",
        "/desk/verify",
        "/desk/nowhere",
    ):
        browser.get(path)
        yield path, browser.page
    browser.get("/desk/mf-recovery-codes")
    browser.send("/desk/mf-recovery-codes", {"generate_new_codes": "1"})
    yield "recovery codes", browser.page
    browser.get("/desk/second-factor")
    browser.send("/desk/second-factor", {"setup": "authenticator"})
    yield "second factor", browser.page
    browser.open_case()
    yield "case", browser.page
    browser.send(browser.case_form("reviews"), {"urgency": "routine"})
    yield "case with a fault", browser.page
    what_if = browser.open_case().request.path + "/what-if"
    browser.get(what_if)
    yield "what if", browser.page
    browser.send(what_if, {"since_refill": "soon"})
    yield "what if with a fault", browser.page
    for path in ("/desk/figures", "/desk/drafts", "/desk/unknown-words", "/desk/replay"):
        browser.get(path)
        yield path, browser.page
    draft = what_if.removesuffix("what-if") + "draft"
    browser.get(draft)
    yield "draft", browser.page


def check(name: str, page: Page) -> None:
    assert EMERGENCY_LINE in page.text, name
    assert page.links[1] == "tel:911", name  # after the link that skips to the content
    assert page.title.endswith("Pumpline"), name
    assert len(page.title) > len("Pumpline") + 3, name
    assert page.faults == [], name


def test_the_patients_pages_keep_the_house_rules(patient: Browser) -> None:
    for name, page in patients_pages(patient):
        check(name, page)


@pytest.mark.parametrize("said", SAID)
def test_every_kind_of_answer_keeps_the_house_rules(patient: Browser, said: str) -> None:
    patient.start(said)
    check(said, patient.page)


def test_the_desks_pages_keep_the_house_rules(patient: Browser, nurse: Browser) -> None:
    patient.start("headache")
    for name, page in desk_pages(nurse):
        check(name, page)


def test_signing_in_keeps_the_house_rules(another_browser: NewBrowser) -> None:
    browser = another_browser()
    browser.get("/desk/sign-in")
    check("sign in", browser.page)
    browser.send("/desk/sign-in", {"email": "nobody", "password": "-"})
    check("refused", browser.page)


def test_no_slug_of_the_knowledge_is_shown_to_a_patient(patient: Browser) -> None:
    patient.start("headache and fever")
    for slug in ("spinal-headache-rule", "fever-neck", "same_day", "self_care"):
        assert slug not in patient.page.text


def test_the_page_reads_what_the_card_shows(patient: Browser) -> None:
    patient.start("can't wake")
    assert "Emergency: Call 911 now." in patient.page.text
    patient.start("itch")
    assert "Care at home: You can start at home." in patient.page.text
