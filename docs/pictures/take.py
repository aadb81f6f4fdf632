"""`python3 dev.py pictures`: play a few conversations on a server of its own, photograph them."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

HERE = Path(__file__).resolve().parent
HOUSE = HERE.parent.parent
PHONE = ViewportSize(width=390, height=1180)
SCREEN = ViewportSize(width=1280, height=860)
EMAIL, PASSWORD = "ana@clinic.example", "four quiet words here"

# Whoever writes ("patient" or "caregiver"), then each message. All are made up.
OTHERS = (
    ("caregiver", "My husband is hard to wake up since they filled his pump this morning"),
    ("patient", "My wound looks red"),
    ("patient", "blorp the gizmo went all wibbly"),
    ("patient", "My legs are much stiffer today and I itch all over, I have baclofen in my pump"),
)
SHOWN = ("patient", "Bad headache when I sit up, gone when I lie flat. Pump put in 6 days ago")


@contextmanager
def server() -> Iterator[tuple[str, str]]:
    """An address with nobody's words behind it, and the link for its first nurse."""
    with socket.socket() as free, tempfile.TemporaryDirectory() as instance:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        url = f"http://127.0.0.1:{port}"
        told = {**os.environ, "PUMPLINE_INSTANCE": instance, "PUMPLINE_URL": url}
        told |= {"PUMPLINE_CLINIC_PHONE": "555-0100", "PUMPLINE_CLINIC_NAME": "Harbor Pump Clinic"}
        words = [sys.executable, "-m", "flask", "--app", "wsgi", "first-link"]
        link = subprocess.run(
            words, cwd=HOUSE, env=told, check=True, capture_output=True, text=True
        )
        words = [sys.executable, "-m", "waitress", f"--listen=127.0.0.1:{port}", "wsgi:app"]
        with subprocess.Popen(words, cwd=HOUSE, env=told) as serving:
            try:
                wait_for(url)
                yield url, link.stdout.strip()
            finally:
                serving.terminate()


def wait_for(url: str) -> None:
    """Return once the address answers; OSError after twenty seconds."""
    for _ in range(100):
        try:
            urlopen(f"{url}/emergency").close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise OSError(f"{url} does not answer")


def begin(browser: Browser, url: str, writer: str, text: str) -> Page:
    """A patient's phone after the first message."""
    page = browser.new_context(viewport=PHONE, device_scale_factor=1.5).new_page()
    page.goto(url)
    page.check(f"input[name=who][value={writer}]", force=True)
    page.fill("#text", text)
    page.click("button.pump-wide-button")
    page.wait_for_url("**/chat")
    return page


def open_desk(browser: Browser, link: str) -> Page:
    """A nurse's screen after she was set up and signed in."""
    page = browser.new_context(viewport=SCREEN).new_page()
    page.goto(link)
    for name, value in (("name", "Ana"), ("email", EMAIL), ("password", PASSWORD)):
        page.fill(f"[name={name}]", value)
    page.click("main button[type=submit]")
    page.fill("[name=email]", EMAIL)
    page.fill("[name=password]", PASSWORD)
    page.click("main [type=submit]")
    return page


def take(browser: Browser, url: str, link: str) -> None:
    """chat.png, desk.png and case.png."""
    for writer, text in OTHERS:
        begin(browser, url, writer, text)
    chat = begin(browser, url, *SHOWN)
    chat.screenshot(path=HERE / "chat.png")
    desk = open_desk(browser, link)
    desk.goto(f"{url}/desk/")
    desk.screenshot(path=HERE / "desk.png")
    desk.click("main table a >> nth=0")
    desk.screenshot(path=HERE / "case.png")


def main() -> None:
    """Take them all."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        sys.exit("The pictures need Chromium. On Debian: apt install chromium")
    with server() as (url, link), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        take(browser, url, link)
        browser.close()


if __name__ == "__main__":
    main()
