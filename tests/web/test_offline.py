"""The house is gone: what a phone shows that was here before."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from tests.web import fakes
from tests.web.conftest import Browser as Visitor
from tests.web.test_browser import PHONE, browser, port
from web import create_app
from web.config import Config

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["browser", "port"]
GONE = "No connection. Get help by phone."


class House:
    """The application at an address, until it is made to answer badly, not at all, or is gone."""

    def __init__(self, application: WSGIApplication, port: int) -> None:
        self.application = application
        self.patience = threading.Event()
        self.server = make_server("127.0.0.1", port, self.answer, threaded=True)
        self.gone = False

    def answer(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        return self.application(environ, start)

    def answers_only(self, status: int | None) -> None:
        self.application = Response(status=status) if status else self._silence

    def close(self) -> None:
        self.patience.set()
        if not self.gone:
            self.gone = True
            self.server.shutdown()
            self.server.server_close()

    def _silence(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        self.patience.wait(20)
        return Response(status=504)(environ, start)


@pytest.fixture
def house(config: Config, port: int) -> Iterator[House]:
    told = replace(config, url=f"http://127.0.0.1:{port}", testing=False)
    house = House(create_app(told, triage=fakes.triage()), port)
    threading.Thread(target=house.server.serve_forever, daemon=True).start()
    yield house
    house.close()


@pytest.fixture
def phone(house: House, browser: Browser, port: int) -> Iterator[Page]:
    """A phone with a chat, whose worker is in place."""
    context: BrowserContext = browser.new_context(
        base_url=f"http://127.0.0.1:{port}", viewport=PHONE
    )
    page = context.new_page()
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.get_by_label("What is wrong?").fill("a headache")
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/chat")
    yield page
    context.close()


@pytest.mark.browser
def test_a_link_leads_to_the_emergency_page(house: House, phone: Page) -> None:
    house.close()
    phone.goto("/return")
    expect(phone.get_by_role("heading", name=GONE)).to_be_visible()
    expect(phone.get_by_role("link", name="Call 911").last).to_be_visible()
    ground = phone.locator(".pump-call--emergency").evaluate(
        "e => getComputedStyle(e).borderRadius"
    )
    assert ground == "8px"  # it has its style


@pytest.mark.browser
def test_a_form_that_cannot_be_sent_leads_there_too(house: House, phone: Page) -> None:
    phone.goto("/return")
    phone.get_by_label("Your return code").fill("six little words of a code")
    house.close()
    phone.get_by_role("button", name="Open the chat").click()
    expect(phone.get_by_role("heading", name=GONE)).to_be_visible()
    expect(phone.get_by_text("it may not have been sent")).to_be_visible()


@pytest.mark.browser
def test_first_words_that_cannot_be_sent_stay_in_their_box(house: House, phone: Page) -> None:
    phone.goto("/")
    phone.get_by_label("What is wrong?").fill("can't wake him")
    house.close()
    phone.get_by_role("button", name="Send", exact=True).click()
    expect(phone.get_by_text("Not sent.")).to_be_visible(timeout=15_000)
    assert phone.get_by_label("What is wrong?").input_value() == "can't wake him"


@pytest.mark.browser
@pytest.mark.parametrize("status", [502, 503, 504, None])
def test_a_house_that_answers_badly_or_not_at_all_is_gone(
    house: House, phone: Page, status: int | None
) -> None:
    house.answers_only(status)
    phone.goto("/chat", wait_until="commit")
    expect(phone.get_by_role("heading", name=GONE)).to_be_visible(timeout=12_000)


@pytest.mark.browser
def test_nothing_else_is_kept(phone: Page) -> None:
    phone.reload()
    kept = phone.evaluate(
        """async () => {
          const found = [];
          for (const name of await caches.keys())
            for (const one of await (await caches.open(name)).keys())
              found.push(new URL(one.url).pathname);
          return found;
        }"""
    )
    assert sorted(kept) == ["/offline", "/static/build/pumpline.css"]
    assert phone.evaluate("localStorage.length + sessionStorage.length") == 0


def test_the_page_is_the_same_for_everybody(app: Flask) -> None:
    one, other = Visitor(app), Visitor(app)
    one.start("headache")
    assert one.client.get("/offline").text == other.client.get("/offline").text
    assert "Set-Cookie" not in other.client.get("/offline").headers


def test_a_new_number_to_call_is_a_new_worker(config: Config, tmp_path: Path) -> None:
    moved = replace(config, clinic_phone="+1 555 0199")
    texts = [
        Visitor(create_app(told, triage=fakes.triage())).client.get("/worker.js").text
        for told in (config, moved, config)
    ]
    assert texts[0] == texts[2] != texts[1]
