"""In a browser, with a moved clock: nobody watches or answered, asked again, jobs that stand."""

# ruff: noqa: F811 - the fixtures of another file are named again where they are used

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from tests.web import fakes
from tests.web.conftest import Clock
from tests.web.serving import serving
from tests.web.test_browser import Person, browser, join, port  # noqa: F401 - fixtures
from web import create_app, jobs
from web.config import Config
from web.house import house_of
from web.paging.letters import letter
from web.tables import PageCall

pytestmark = pytest.mark.browser
SOON = 20_000


@pytest.fixture
def moved() -> Clock:
    """A clock that begins now, as browsers do."""
    return Clock(datetime.now(UTC))


@pytest.fixture
def served(config: Config, port: int, moved: Clock) -> Iterator[Flask]:
    told = replace(config, url=f"http://127.0.0.1:{port}", clinic_code="PUMP-4711")
    app = create_app(told, triage=fakes.triage(), clock=moved)
    with serving(app, port):
        yield app
    house_of(app).store.engine.dispose()


@pytest.fixture
def home(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def work(app: Flask) -> None:
    """One run of the jobs, but for the outbox: nothing leaves this machine."""
    jobs.run(house_of(app), jobs.jobs_of(app)[:-1])


def fits(page: Page) -> None:
    """No fault that axe knows, and no sideways scroll on the narrowest phone."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size({"width": 320, "height": 568})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 1280, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_a_patient_whom_nobody_watches_reads_it_and_what_to_do(
    served: Flask,
    browser: Browser,
    home: str,
    moved: Clock,
) -> None:
    patient = Person(browser, home, scripts=True)
    patient.start("I can't wake him")
    page = patient.page
    watch = page.locator("#watch")
    expect(watch).to_contain_text("Nobody is watching this chat right now. Do not wait here.")
    expect(watch).to_contain_text("Call 911 now")
    fits(page)
    nurse = Person(browser, home, scripts=True)
    desk = join(served, nurse)
    expect(desk.get_by_role("heading", name="Who waits for a nurse")).to_be_visible()
    page.reload()
    expect(page.locator("#watch")).to_have_count(0)
    moved.forward(minutes=11)
    page.reload()
    expect(page.locator("#watch")).to_contain_text("Nobody is watching")
    assert patient.complaints == []


def test_an_open_page_learns_that_nobody_answered_and_asks_again(
    served: Flask,
    browser: Browser,
    home: str,
    moved: Clock,
) -> None:
    desk = join(served, Person(browser, home, scripts=False))
    patient = Person(browser, home, scripts=True)
    patient.start("My pump is beeping: beep")
    page = patient.page
    expect(page.locator("#watch")).to_have_count(0)
    for minutes in (7, 7, 7):
        moved.forward(minutes=minutes)
        desk.goto("/desk/")  # the nurse is there, and reads something else
    work(served)
    asked = page.get_by_role("heading", name="Did you reach someone? How are you now?")
    expect(asked).to_be_visible(timeout=SOON)
    moved.forward(minutes=9)
    desk.goto("/desk/")
    work(served)
    watch = page.locator("#watch")
    expect(watch).to_contain_text("No nurse has answered yet.", timeout=SOON)
    expect(watch.get_by_role("link")).to_have_attribute("href", "tel:+15550100")
    fits(page)
    page.get_by_role("button", name="Nobody answered").click()
    expect(page.get_by_role("heading", name="You told us: nobody answered")).to_be_visible()
    assert patient.complaints == []


def test_the_desk_shows_what_is_overdue_and_that_jobs_stand_still(
    served: Flask,
    browser: Browser,
    home: str,
    moved: Clock,
) -> None:
    work(served)
    Person(browser, home, scripts=True).start("I can't wake him")
    nurse = Person(browser, home, scripts=True)
    desk = join(served, nurse)
    expect(desk.get_by_text("NOT FOR PATIENTS.")).to_be_visible()
    expect(desk.get_by_text("OVERDUE")).to_have_count(0)
    expect(desk.get_by_text("Nobody is being paged.")).to_have_count(0)
    moved.forward(minutes=6)
    expect(desk.get_by_role("row").get_by_text("OVERDUE")).to_be_visible(timeout=SOON)
    moved.forward(minutes=5)
    expect(desk.get_by_text("Nobody is being paged.")).to_be_visible(timeout=SOON)
    fits(desk)


def test_a_lead_sets_up_the_roster_and_whoever_is_called_takes_it(
    served: Flask,
    browser: Browser,
    home: str,
) -> None:
    desk = join(served, Person(browser, home, scripts=True))
    desk.get_by_role("link", name="Roster").click()
    desk.get_by_label("Name").fill("Ann")
    desk.get_by_label("Address").fill("https://hooks.example.org/x")
    desk.get_by_role("button", name="Put on the roster").click()
    expect(desk.get_by_role("cell", name="on call")).to_be_visible()
    desk.get_by_role("button", name="Send a test page").click()
    expect(desk.get_by_role("cell", name="not yet")).to_be_visible()
    fits(desk)
    here = house_of(served)
    call = here.store.read(lambda session: session.scalars(select(PageCall.id)).one())
    ann = Person(browser, home, scripts=True).page
    ann.goto(letter(here.config, call, "").link)
    fits(ann)
    ann.get_by_role("button", name="I have it").click()
    expect(ann.get_by_role("heading", name="You have it")).to_be_visible()
    fits(ann)
