"""The whole path in a browser: patient, nurse, reply seen; with scripts and without."""

from __future__ import annotations

import gzip
import os
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Dialog, Page, ViewportSize, expect, sync_playwright

from tests.web import fakes
from tests.web.conftest import EMAIL, PASSWORD
from tests.web.serving import serving
from web import create_app
from web.config import Config
from web.welcome import first_nurse_link

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE = ViewportSize(width=390, height=844)
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        why = f"no Chromium at {CHROMIUM}: install it, or set CHROMIUM"
        pytest.fail(why) if os.environ.get("CI") == "true" else pytest.skip(why)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def served(config: Config, port: int) -> Iterator[Flask]:
    """The application behind waitress, with the real time."""
    told = replace(config, url=f"http://127.0.0.1:{port}", testing=False)
    app = create_app(told, triage=fakes.triage())
    with serving(app, port):
        yield app


class Person:
    """A page at the house, which notes everything that a browser complains of."""

    def __init__(self, browser: Browser, home: str, *, scripts: bool) -> None:
        context = browser.new_context(
            base_url=home,
            viewport=PHONE,
            java_script_enabled=scripts,
            service_workers="block",  # it would hide requests from `route`; see test_offline.py
        )
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, message: object) -> None:
        text: str = message.text  # type: ignore[attr-defined]
        own = text.endswith("blocked by Playwright")
        if message.type in ("error", "warning") and not own:  # type: ignore[attr-defined]
            self.complaints.append(text)

    def start(self, text: str) -> None:
        self.page.goto("/")
        self.page.get_by_label("What is wrong?").fill(text)
        self.page.get_by_role("button", name="Send").click()
        self.page.wait_for_url("**/chat")


def join(served: Flask, person: Person) -> Page:
    """Ada sets herself up and opens the desk."""
    page = person.page
    page.goto(str(first_nurse_link(served)))
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Set up").click()
    page.get_by_label("Email Address").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    return page


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_from_the_first_word_to_the_nurses_reply(
    served: Flask, browser: Browser, port: int, scripts: bool
) -> None:
    patient = Person(browser, f"http://127.0.0.1:{port}", scripts=scripts)
    patient.start("I have a headache")
    page = patient.page
    expect(page.get_by_role("heading", name="Talk to your pump team today.")).to_be_visible()
    page.get_by_label("Fever").check()
    page.get_by_role("button", name="Yes").click()
    expect(page.get_by_role("heading", name="Call your pump team now.")).to_be_visible()
    nurse = Person(browser, f"http://127.0.0.1:{port}", scripts=scripts)
    desk = join(served, nurse)
    desk.get_by_role("row").get_by_role("link").click()
    desk.get_by_label("To the patient").fill("Please come in now.")
    desk.get_by_role("button", name="Send the reply").click()
    if not scripts:
        page.reload()
    expect(page.get_by_text("Please come in now.").first).to_be_visible(timeout=20_000)
    assert patient.complaints + nurse.complaints == []


def test_with_scripts_the_page_is_never_loaded_again(
    served: Flask, browser: Browser, port: int
) -> None:
    patient = Person(browser, f"http://127.0.0.1:{port}", scripts=True)
    patient.start("I have a headache")
    page = patient.page
    page.evaluate("window.stays = true")
    page.get_by_label("Anything to add?").fill("and now a fever")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", name="Call your pump team now.")).to_be_focused()
    expect(page.get_by_text("Sent.", exact=True)).to_be_visible()
    assert page.evaluate("window.stays") is True
    assert page.locator("#text").input_value() == ""
    assert patient.complaints == []


def test_what_could_not_be_sent_is_kept_and_sent_again_once(
    served: Flask, browser: Browser, port: int
) -> None:
    patient = Person(browser, f"http://127.0.0.1:{port}", scripts=True)
    patient.start("I have a headache")
    page = patient.page
    page.route("**/chat", lambda route: route.abort())
    page.get_by_label("Anything to add?").fill("and now a fever")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Not sent.")).to_be_visible(timeout=15_000)
    assert page.locator("#text").input_value() == "and now a fever"
    page.unroute("**/chat")
    page.get_by_role("button", name="Send again").click()
    expect(page.get_by_role("heading", name="Call your pump team now.")).to_be_visible()
    assert page.locator(".pump-message--patient").count() == 2


def test_an_answer_that_was_lost_on_the_way_does_no_harm(
    served: Flask, browser: Browser, port: int
) -> None:
    patient = Person(browser, f"http://127.0.0.1:{port}", scripts=True)
    patient.start("I have a headache")
    page = patient.page
    lost: list[int] = []

    def lose_the_first(route: object) -> None:
        answer = route.fetch()  # type: ignore[attr-defined]
        lost.append(answer.status)
        if len(lost) == 1:
            route.abort()  # type: ignore[attr-defined]
        else:
            route.fulfill(response=answer)  # type: ignore[attr-defined]

    page.route("**/chat", lose_the_first)
    page.get_by_role("button", name="Not sure").click()
    expect(page.get_by_role("heading", name="Call your pump team now.")).to_be_visible()
    assert lost == [200, 200]
    assert page.locator(".pump-message--patient").count() == 2


def test_what_is_half_written_survives_a_nurses_reply(
    served: Flask, browser: Browser, port: int
) -> None:
    patient = Person(browser, f"http://127.0.0.1:{port}", scripts=True)
    patient.start("I have a headache")
    patient.page.get_by_label("Anything to add?").fill("half a sen")
    patient.page.get_by_label("Fever").check()
    desk = join(served, Person(browser, f"http://127.0.0.1:{port}", scripts=True))
    desk.get_by_role("row").get_by_role("link").click()
    desk.get_by_label("To the patient").fill("Please lie down.")
    desk.get_by_role("button", name="Send the reply").click()
    expect(patient.page.get_by_text("Please lie down.").first).to_be_visible(timeout=20_000)
    assert patient.page.locator("#text").input_value() == "half a sen"
    assert patient.page.get_by_label("Fever").is_checked()


def test_markup_in_a_message_stays_text_on_both_sides(
    served: Flask, browser: Browser, port: int
) -> None:
    words = "<img src=x onerror=document.title='gone'> headache"
    patient = Person(browser, f"http://127.0.0.1:{port}", scripts=True)
    patient.start(words)
    patient.page.get_by_label("Anything to add?").fill(words)
    patient.page.get_by_role("button", name="Send", exact=True).click()
    expect(patient.page.get_by_text("Sent.", exact=True)).to_be_visible()
    desk = join(served, Person(browser, f"http://127.0.0.1:{port}", scripts=True))
    desk.get_by_role("row").get_by_role("link").click()
    expect(desk.get_by_text("<img src=x").first).to_be_visible()
    for page in (patient.page, desk):
        assert page.locator("main img").count() == 0
        assert page.title() != "gone"


def test_the_queue_shows_a_newcomer_without_being_loaded(
    served: Flask, browser: Browser, port: int
) -> None:
    desk = join(served, Person(browser, f"http://127.0.0.1:{port}", scripts=True))
    expect(desk.get_by_text("Nobody waits.")).to_be_visible()
    Person(browser, f"http://127.0.0.1:{port}", scripts=True).start("can't wake him")
    expect(desk.get_by_text("1 emergency, 1 held by nobody")).to_be_visible(timeout=15_000)


def faults(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA; `role="text"` comes with the NHS heading."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found.response["violations"]]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_are_accessible(served: Flask, browser: Browser, port: int, theme: str) -> None:
    patient = Person(browser, f"http://127.0.0.1:{port}", scripts=True)
    page = patient.page
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    for path in ("/", "/return", "/emergency", "/offline", "/nowhere", "/desk/sign-in"):
        page.goto(path)
        assert faults(page) == [], path
    for said in ("can't wake him", "my pump has a beep", "a headache", "itch", "blorg", "hello"):
        patient.start(said)
        assert faults(page) == [], said
    desk = join(served, Person(browser, f"http://127.0.0.1:{port}", scripts=True))
    desk.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    assert faults(desk) == []
    desk.get_by_role("row").get_by_role("link").first.click()
    assert faults(desk) == []


@pytest.mark.parametrize("path", ["/", "/return", "/emergency", "/offline"])
def test_nothing_is_wider_than_a_small_phone(
    served: Flask, browser: Browser, port: int, path: str
) -> None:
    page = browser.new_context(viewport={"width": 320, "height": 568}).new_page()
    page.goto(f"http://127.0.0.1:{port}{path}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("said", ["a headache", "my pump has a beep"])
def test_what_to_do_and_the_question_share_the_first_view(
    served: Flask, browser: Browser, port: int, said: str
) -> None:
    patient = Person(browser, f"http://127.0.0.1:{port}", scripts=True)
    patient.start(said)
    page = patient.page
    boxes = [box.bounding_box() for box in page.locator("[data-region=ask] button").all()]
    sizes = {(round(box["width"]), round(box["height"])) for box in boxes if box}
    assert len(sizes) == 1
    assert all(box["y"] + box["height"] <= PHONE["height"] for box in boxes if box)
    assert page.locator("[data-region=card] .pump-call").count() == 1
    assert page.locator("[data-region=card] li").count() <= 3
    assert not page.get_by_text("Watch for this").is_visible()


def test_yes_no_and_not_sure_stand_in_one_row(served: Flask, browser: Browser, port: int) -> None:
    patient = Person(browser, f"http://127.0.0.1:{port}", scripts=True)
    patient.start("a headache")
    row = patient.page.locator("[data-region=ask] button")
    assert row.all_text_contents() == ["Yes", "No", "Not sure"]
    assert len({box["y"] for box in (one.bounding_box() for one in row.all()) if box}) == 1


def test_from_urgent_up_the_rest_is_open_where_there_is_room(
    served: Flask, browser: Browser, port: int
) -> None:
    patient = Person(browser, f"http://127.0.0.1:{port}", scripts=True)
    patient.page.set_viewport_size({"width": 1280, "height": 900})
    patient.start("my pump has a beep")
    expect(patient.page.get_by_text("Watch for this")).to_be_visible()
    assert not patient.page.get_by_label("Anything to add?").is_visible()
    patient.start("a headache")
    assert not patient.page.get_by_text("Watch for this").is_visible()


def test_a_second_phone_opens_the_chat_and_the_nurses_words(
    served: Flask, browser: Browser, port: int
) -> None:
    home = f"http://127.0.0.1:{port}"
    first = Person(browser, home, scripts=True)
    first.start("I have a headache")
    code = first.page.locator(".pump-code").inner_text()
    second = Person(browser, home, scripts=False)
    second.page.goto("/return")
    second.page.get_by_label("Your return code").fill(code)
    second.page.get_by_role("button", name="Open the chat").click()
    expect(second.page.get_by_text("Is this still about the same person?")).to_be_visible()
    expect(second.page.get_by_text("I have a headache").first).to_be_visible()


def test_two_tabs_and_a_reload_show_the_same_chat(
    served: Flask, browser: Browser, port: int
) -> None:
    patient = Person(browser, f"http://127.0.0.1:{port}", scripts=True)
    patient.start("I have a headache")
    other = patient.page.context.new_page()
    other.goto("/chat")
    patient.page.get_by_role("button", name="Not sure").click()
    expect(other.get_by_role("heading", name="Call your pump team now.")).to_be_visible(
        timeout=20_000
    )
    other.reload()
    expect(other.get_by_role("heading", name="Call your pump team now.")).to_be_visible()


def test_a_reload_asks_first_while_words_are_not_sent(
    served: Flask, browser: Browser, port: int
) -> None:
    patient = Person(browser, f"http://127.0.0.1:{port}", scripts=True)
    patient.start("I have a headache")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    patient.page.on("dialog", stay)
    patient.page.get_by_label("Anything to add?").press_sequentially("half a sentence")
    patient.page.evaluate("setTimeout(() => location.reload())")
    patient.page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    assert patient.page.locator("#text").input_value() == "half a sentence"


def test_a_chat_that_is_closed_meanwhile_keeps_what_is_typed(
    served: Flask, browser: Browser, port: int
) -> None:
    patient = Person(browser, f"http://127.0.0.1:{port}", scripts=True)
    patient.start("I have a headache")
    other = patient.page.context.new_page()
    other.goto("/chat/end")
    patient.page.get_by_label("Anything to add?").fill("my new words")
    other.get_by_role("button", name="End chat and clear this phone").click()
    other.wait_for_url("**/")
    patient.page.get_by_role("button", name="Send", exact=True).click()
    expect(
        patient.page.get_by_role("heading", name="No chat is open on this phone")
    ).to_be_visible()
    assert patient.page.locator("#text").input_value() == "my new words"


def test_after_the_end_the_back_button_shows_nothing(
    served: Flask, browser: Browser, port: int
) -> None:
    patient = Person(browser, f"http://127.0.0.1:{port}", scripts=True)
    patient.start("I have a headache")
    patient.page.get_by_role("link", name="End or delete this chat").click()
    patient.page.get_by_role("button", name="End chat and clear this phone").click()
    patient.page.wait_for_url("**/")
    for _ in range(2):
        patient.page.go_back()
    expect(
        patient.page.get_by_role("heading", name="No chat is open on this phone")
    ).to_be_visible()
    assert "headache" not in patient.page.content()


def test_a_misreading_is_struck_and_nobody_answered_is_told(
    served: Flask, browser: Browser, port: int
) -> None:
    patient = Person(browser, f"http://127.0.0.1:{port}", scripts=False)
    patient.start("my pump has a beep")
    patient.page.get_by_role("button", name="Nobody answered").click()
    expect(patient.page.get_by_text("Call once more.")).to_be_visible()
    patient.page.get_by_text("Did we read you right?").click()
    patient.page.get_by_role("button", name="Someone else has it").click()
    expect(patient.page.get_by_role("heading", name="Call your pump team now.")).to_be_hidden()


def test_the_sheet_fits_on_one_page(served: Flask, browser: Browser, port: int) -> None:
    patient = Person(browser, f"http://127.0.0.1:{port}", scripts=True)
    patient.start("my pump has a beep")
    patient.page.goto("/chat/summary")
    printed = patient.page.pdf(format="Letter")
    assert printed.count(b"/Type /Page\n") == 1


STATES = ("can't wake him", "my pump has a beep", "a headache", "blorg", "I want to kill myself")


@pytest.mark.parametrize("said", STATES)
def test_no_state_of_the_chat_is_wider_than_a_small_phone(
    served: Flask, browser: Browser, port: int, said: str
) -> None:
    patient = Person(browser, f"http://127.0.0.1:{port}", scripts=True)
    patient.page.set_viewport_size({"width": 320, "height": 568})
    patient.start(said)
    for path in ("/chat", "/chat/passport", "/chat/end", "/chat/paramedic", "/chat/summary"):
        patient.page.goto(path)
        assert patient.page.evaluate("document.documentElement.scrollWidth") <= 320, path


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_beside_the_chat_are_accessible(
    served: Flask, browser: Browser, port: int, theme: str, width: int
) -> None:
    patient = Person(browser, f"http://127.0.0.1:{port}", scripts=True)
    page = patient.page
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    patient.start("I want to kill myself")
    assert faults(page) == []
    patient.start("a headache")
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.get_by_text("Change an answer")).to_be_visible()
    page.get_by_text("Change an answer").click()
    page.get_by_role("link", name="Change the answer").click()
    assert faults(page) == []
    for path in ("/chat/passport", "/chat/end", "/deleted", "/passport/gone", "/chat/paramedic"):
        page.goto(path)
        assert faults(page) == [], path


def test_no_page_is_heavy(served: Flask, browser: Browser, port: int) -> None:
    patient = Person(browser, f"http://127.0.0.1:{port}", scripts=True)
    sizes: list[int] = []
    patient.page.on("response", lambda answer: sizes.append(len(gzip.compress(answer.body()))))
    patient.start("my pump has a beep")
    patient.page.wait_for_load_state("networkidle")
    assert 0 < sum(sizes) < 60_000
