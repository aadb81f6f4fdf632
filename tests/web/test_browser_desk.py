"""Two nurses and a patient at once, in browsers; time is moved, never waited for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.web import fakes
from tests.web.conftest import PASSWORD, Clock
from tests.web.serving import serving
from tests.web.test_browser import Person, browser, faults, port
from web import create_app
from web.config import Config
from web.house import house_of, utc_now
from web.welcome import invite

__all__ = ["browser", "port"]
pytestmark = pytest.mark.browser
WIDE = {"width": 1280, "height": 900}
PICTURES = os.environ.get("PICTURES")  # a folder, to look at the pages


class Desk(Clock):
    """A clock that goes on from where it was moved to, as real browsers need it."""

    def __init__(self) -> None:
        super().__init__(utc_now())
        self.ahead = timedelta()

    def __call__(self) -> object:  # type: ignore[override]
        return utc_now() + self.ahead

    def forward(self, **by: float) -> None:
        self.ahead += timedelta(**by)


@pytest.fixture
def moving() -> Desk:
    return Desk()


@pytest.fixture
def house(config: Config, port: int, moving: Desk) -> Iterator[Flask]:
    told = replace(
        config,
        url=f"http://127.0.0.1:{port}",
        testing=False,
        desk_idle=timedelta(hours=3),
    )
    app = create_app(told, triage=fakes.triage(), clock=moving)  # type: ignore[arg-type]
    with serving(app, port):
        yield app


def signed_in(house: Flask, browser: Browser, port: int, name: str) -> Page:
    """A nurse of this name, at the desk."""
    here, email = house_of(house), f"{name.lower()}@example.org"
    link = here.store.write(lambda session: invite(session, here, email=email))
    page = Person(browser, f"http://127.0.0.1:{port}", scripts=True).page
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.goto(link)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Set up").click()
    page.get_by_label("Email Address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/desk/")
    return page


def look(page: Page, name: str) -> None:
    """No fault, nothing to scroll sideways, and a picture for who asks for one."""
    assert faults(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDE["width"], name
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def open_first(page: Page) -> None:
    page.goto("/desk/")
    page.locator("#rows a[href*=cases]").first.click()


def test_two_nurses_and_a_patient_at_once(
    house: Flask, browser: Browser, port: int, moving: Desk
) -> None:
    ada, bea = (signed_in(house, browser, port, name) for name in ("Ada", "Bea"))
    patient = Person(browser, f"http://127.0.0.1:{port}", scripts=True)
    patient.start("can't wake him")
    expect(ada.locator("#line")).to_contain_text("1 held by nobody", timeout=15_000)
    assert ada.title().startswith("\u25cf 1 new emergency")
    assert ada.evaluate("document.documentElement.dataset.rang") == "1"
    look(ada, "queue")

    open_first(ada)
    open_first(bea)  # both look at what nobody holds
    ada.get_by_role("button", name="Take it").click()
    expect(ada.get_by_text("You hold this")).to_be_visible()
    bea.get_by_label("To the patient").fill("I call you.")
    bea.get_by_role("button", name="Send the reply").click()
    expect(bea.locator("#fault")).to_contain_text("Ada holds this since")
    expect(bea.get_by_label("To the patient")).to_have_value("I call you.")
    look(bea, "case held by another")
    look(ada, "case")

    ada.get_by_label("To the patient").fill("Put him on his side.")
    ada.get_by_role("button", name="Send the reply").click()
    expect(patient.page.get_by_text("Put him on his side.").first).to_be_visible(timeout=5_000)

    free_again_and_taken_over(ada, bea, moving)
    closed_and_reopened(ada, bea, patient.page)


def free_again_and_taken_over(ada: Page, bea: Page, moving: Desk) -> None:
    moving.forward(minutes=6)  # Ada does nothing: it is free again
    open_first(bea)
    expect(bea.get_by_text("Held by NOBODY", exact=True)).to_be_visible()
    bea.get_by_role("button", name="Take it").click()
    expect(bea.get_by_text("You hold this")).to_be_visible()
    open_first(ada)
    ada.get_by_label("Why you take over").fill("I know him")
    ada.get_by_role("button", name="Take over from Bea").click()
    expect(ada.get_by_text("You hold this")).to_be_visible()


def closed_and_reopened(ada: Page, bea: Page, patient: Page) -> None:
    ada.get_by_label("Outcome").select_option(label="Sent to the ER or called an ambulance")
    ada.get_by_role("button", name="Close the case").click()
    expect(ada.get_by_text("The queue is empty.")).to_be_visible()
    patient.goto("/chat")
    patient.evaluate("document.querySelector('#write').open = true")
    patient.locator("#text").fill("he sleeps again")
    patient.locator("#write").get_by_role("button", name="Send", exact=True).click()
    expect(bea.locator("body")).to_be_visible()
    bea.goto("/desk/")
    expect(bea.locator("#rows")).to_contain_text("re-opened", timeout=15_000)
    bea.goto("/desk/handover")
    expect(bea.get_by_text("Promised, not yet due: 1")).to_be_visible()
    look(bea, "handover")


def test_the_queue_is_worked_by_keyboard_and_keeps_its_place(
    house: Flask, browser: Browser, port: int
) -> None:
    Person(browser, f"http://127.0.0.1:{port}", scripts=True).start("a beep")
    ada = signed_in(house, browser, port, "Ada")
    link = ada.locator("#rows a[href*=cases]").first
    link.focus()
    with ada.expect_response("**/desk/queue**"):
        pass
    expect(link).to_be_focused()
    ada.keyboard.press("Enter")
    ada.get_by_role("button", name="Take it").focus()
    ada.keyboard.press("Enter")
    expect(ada.get_by_text("You hold this")).to_be_visible()
    ada.get_by_label("Begin from").select_option("i-call-you")
    expect(ada.get_by_label("To the patient")).to_have_value("I am a nurse and I read your chat. I will call you now. Please keep your phone with you. Worse while you wait? Call 911.")  # fmt: skip  # noqa: E501
    ada.get_by_role("link", name="Copy note for the chart").click()
    look(ada, "note")


def test_a_muted_nurse_is_shown_but_not_sounded_at(
    house: Flask, browser: Browser, port: int
) -> None:
    ada = signed_in(house, browser, port, "Ada")
    ada.get_by_role("button", name="mute it").click()
    expect(ada.get_by_role("button", name="Sound is off")).to_be_visible()
    Person(browser, f"http://127.0.0.1:{port}", scripts=True).start("can't wake him")
    expect(ada.locator("#line")).to_contain_text("1 emergency", timeout=15_000)
    assert ada.title().startswith("\u25cf 1 new emergency")
    assert ada.evaluate("document.documentElement.dataset.rang") is None
