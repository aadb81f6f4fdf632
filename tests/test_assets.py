"""The look: nothing of the NHS that is not ours, words one can read, pages without script."""

import itertools
import json
import re
import shutil
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask, render_template
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from playwright.sync_api import Page, sync_playwright

from triage.model import Place, Urgency
from web import nhs

HOUSE = Path(__file__).resolve().parent.parent
WEB = HOUSE / "web"
TIERS = [urgency.slug for urgency in Urgency]
CARD = Markup(
    '<p>Stay with them. <a href="#main">Why?</a></p><a class="pump-call" href="#">Call</a>'
)

# (words, ground): words need 4.5 to 1
WORDS = [
    *itertools.product(["ink", "ink-soft", "link", "error"], ["paper", "card"]),
    *itertools.product(["ink", "link"], ["wash", "same-day", "routine", "urgent-wash", "field"]),
    ("brand-ink", "brand"), ("brand-ink", "brand-deep"), ("bar-ink", "bar"), ("focus-ink", "focus"),
    ("emergency-ink", "emergency"), ("emergency-ink", "emergency-deep"), ("urgent-ink", "urgent"),
]  # fmt: skip
# edges that tell one thing from another need 3 to 1
EDGES = [
    ("line-strong", "card"), ("line-strong", "paper"), ("brand", "card"), ("urgent-edge", "card"),
    ("emergency-edge", "card"), ("same-day-edge", "card"), ("emergency", "urgent"),
]  # fmt: skip


def themes() -> dict[str, dict[str, str]]:
    """The two lists of colours; the dark one changes some of the light."""
    source = (WEB / "assets" / "_colours.scss").read_text("utf-8")
    light, dark = (
        dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", part)) for part in source.split("@media")
    )
    return {"light": light, "dark": {**light, **dark}}


def luminance(colour: str) -> float:
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """As WCAG 2 defines it, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.fixture(scope="module")
def css() -> str:
    return (WEB / "static" / "build" / "pumpline.css").read_text("utf-8")


@pytest.fixture(scope="module")
def html() -> str:
    """A page that shows every part, as our own strict templates make it."""
    app = Flask("web", root_path=str(WEB))
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.filters.update(clock=str, dial=str, visible=str, minutes=str)
    ours = FileSystemLoader(WEB / "templates")
    app.jinja_env.loader = ChoiceLoader([ours, FileSystemLoader(HOUSE / "tests" / "pages")])
    place = Place("US", "United States", "911")
    with app.test_request_context():
        parts = {"nhs": nhs.Components(), "place": place, "tiers": TIERS, "card": CARD}
        return render_template("parts.html", **parts)


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        pytest.skip("no Chromium here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


def test_the_contrast_formula_knows_black_and_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_can_be_read(theme: str) -> None:
    colours = themes()[theme]
    low = {pair: contrast(*(colours[name] for name in pair)) for pair in WORDS}
    assert {pair: ratio for pair, ratio in low.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_edges_and_the_two_highest_tiers_stand_apart(theme: str) -> None:
    colours = themes()[theme]
    low = {pair: contrast(*(colours[name] for name in pair)) for pair in EDGES}
    assert {pair: ratio for pair, ratio in low.items() if ratio < 3} == {}


@pytest.mark.parametrize("mark", ["assets.nhs.uk", "frutiger", "@font-face", "url(", "//"])
def test_the_style_sheet_fetches_nothing_and_names_nothing_that_is_closed(
    css: str, mark: str
) -> None:
    assert mark not in css.lower()


def test_the_family_that_the_design_system_drops_is_set(css: str) -> None:
    assert re.search(r"html\{[^}]*font-family:Arial", css)


def test_packages_of_the_front_end_are_pinned_by_content() -> None:
    told = json.loads((WEB / "assets" / "package.json").read_text("utf-8"))
    lock = json.loads((WEB / "assets" / "package-lock.json").read_text("utf-8"))
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", pin) for pin in told["dependencies"].values())
    assert lock["packages"][""]["dependencies"] == told["dependencies"]
    locked = [entry for name, entry in lock["packages"].items() if name]
    assert all("integrity" in entry and "resolved" not in entry for entry in locked)


def test_macros_and_style_come_from_one_release() -> None:
    told = json.loads((WEB / "assets" / "package.json").read_text("utf-8"))
    pair = told["dependencies"]["nhsuk-frontend"], version("nhsuk-frontend-jinja")
    assert pair == ("10.6.1", "0.10.2")


@pytest.mark.parametrize("path", sorted((WEB / "templates").rglob("*.html")), ids=lambda p: p.name)
def test_a_template_holds_no_script_and_no_style(path: Path) -> None:
    source = path.read_text("utf-8").lower()
    scripts = re.findall(r"<script[^>]*>\s*[^<\s]", source)
    assert (
        scripts + re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:|[\w)\]]\s*\|\s*safe", source)
        == []
    )


@pytest.mark.parametrize(
    "needed",
    [
        '<html lang="en">', 'name="viewport"', "<title>Parts – Pumpline</title>", 'href="#main"',
        'id="main"', 'href="tel:911"', "This is not an emergency service.",
    ],
)  # fmt: skip
def test_every_page_has_its_frame(html: str, needed: str) -> None:
    assert needed in html


def test_no_page_wears_the_marks_of_the_health_service(html: str) -> None:
    assert "NHS" not in html


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_part_is_accessible(
    page: Page, html: str, css: str, tmp_path: Path, theme: str, width: int
) -> None:
    path = tmp_path / "parts.html"
    path.write_text(re.sub("<link rel=.stylesheet.*>", f"<style>{css}</style>", html), "utf-8")
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(path.as_uri())
    faults = Axe().run(page).response["violations"]
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in faults] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", sorted(nhs.COMPONENTS))
def test_words_of_a_patient_stay_words_in_every_part(name: str) -> None:
    evil = "<script>alert(1)</script>"
    words = {"text": evil, "heading": evil, "id": "a", "name": "a", "value": evil, "classes": evil}
    shown = getattr(nhs.Components(), name)({**words, "label": words, "items": [words]})
    assert "<script" not in shown


@pytest.mark.parametrize("slot", ["html", "descriptionHtml", "attributes"])
def test_a_plain_string_in_a_slot_for_html_is_refused_at_any_depth(slot: str) -> None:
    with pytest.raises(ValueError, match="must be Markup"):
        nhs.Components().card({"items": [{"deep": {slot: "<b>"}}]})


def test_a_part_that_we_do_not_use_is_an_error() -> None:
    with pytest.raises(AttributeError, match="no component 'header'"):
        _ = nhs.Components().header


@pytest.mark.parametrize("urgency", TIERS)
def test_what_is_read_out_is_the_level_of_the_card(urgency: str) -> None:
    card = nhs.Components().care_card({"urgency": urgency, "level": "Level", "heading": "Do"})
    assert re.findall(r"visually-hidden\">(.*?)</span>", card) == ["Level: "]
    assert f"pump-care--{urgency.replace('_', '-')}" in card
