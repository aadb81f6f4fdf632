"""What a patient takes along: the paramedic's screen, and one sheet of paper."""

from __future__ import annotations

import re
import threading
from dataclasses import replace

import pytest
from playwright.sync_api import Browser as Chromium
from werkzeug.serving import make_server

from tests.web import fakes
from tests.web.conftest import Browser
from tests.web.test_browser import Person, browser, faults, port
from web import create_app
from web.config import Config

__all__ = ["browser", "port"]
OPIOID = "A spinal opioid outlasts naloxone"
BACLOFEN = "Naloxone does not reverse baclofen."
STOPPING = "Stopping suddenly can be dangerous."


@pytest.mark.parametrize(
    ("drugs", "said", "unsaid"),
    [
        (["baclofen"], [BACLOFEN, STOPPING], [OPIOID]),
        (["morphine"], [OPIOID], [BACLOFEN, STOPPING]),
        (["clonidine"], [STOPPING], [BACLOFEN, OPIOID]),
        (["morphine", "baclofen"], [OPIOID, BACLOFEN, STOPPING], []),
        ([], [OPIOID, BACLOFEN, STOPPING], []),
        (["morphine", "other"], [OPIOID, BACLOFEN, STOPPING], []),
    ],
)
def test_paramedics_read_what_holds_for_this_pump(
    patient: Browser, drugs: list[str], said: list[str], unsaid: list[str]
) -> None:
    patient.start("can't wake him", drug=drugs, refill="2026-11-03", refill_due="2026-11-20")
    assert "/chat/paramedic" in patient.page.links
    patient.get("/chat/paramedic")
    text = patient.page.text
    assert [words for words in said if words not in text] == []
    assert [words for words in unsaid if words in text] == []
    for words in ("2026-11-03 (21 days ago)", "2026-11-20 PASSED", "No MRI", "+1 555 0100"):
        assert words in text
    assert patient.page.faults == []


def test_the_sheet_says_what_when_and_whom_to_call(patient: Browser) -> None:
    patient.start("a beep", drug=["baclofen"])
    patient.send("/chat/did", {"did": "nobody"})
    patient.get("/chat/summary")
    for words in ("a beep", "Urgent: call now", "nobody answered", "Baclofen", "+1 555 0100"):
        assert words in patient.page.text
    assert patient.page.faults == []


@pytest.mark.browser
def test_the_sheet_is_one_sheet_and_both_are_accessible(
    config: Config, browser: Chromium, port: int
) -> None:
    told = replace(config, url=f"http://127.0.0.1:{port}", testing=False)
    server = make_server("127.0.0.1", port, create_app(told, triage=fakes.triage()), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    person = Person(browser, f"http://127.0.0.1:{port}", scripts=True)
    page = person.page
    person.start("a beep and a fever " * 100)
    for number in range(8):
        page.evaluate("document.querySelector('#write').open = true")
        page.locator("#text").fill(f"{number} and a headache " * 200)
        page.get_by_role("button", name="Send", exact=True).click()
        page.get_by_text("Sent.", exact=True).wait_for()
        page.reload()
    for path in ("/chat/paramedic", "/chat/summary"):
        page.goto(path)
        assert faults(page) == []
    sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))
    server.shutdown()
    server.server_close()
    assert len(sheets) == 1
    assert person.complaints == []
