"""`flask roster`, `flask jobs` and `flask golive`, as whoever runs the house types them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from click.testing import Result
from flask import Flask

from tests.web.conftest import EMAIL, Browser, Clock
from tests.web.receivers import receiving
from web.config import Config
from web.house import House


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, inside_webhooks=True)


def typed(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=list(words))


def test_somebody_is_added_listed_tested_and_removed(app: Flask) -> None:
    with receiving() as ann:
        added = typed(app, "roster", "add", "Ann", "--webhook", ann.url)
        assert (added.exit_code, "Ann (webhook)" in added.output) == (0, True)
        assert "on call" in typed(app, "roster", "list").output
        assert typed(app, "roster", "test").output == "Ann: sent\n"
        assert len(ann.got) == 1
        entry = added.output.split()[0]
        assert typed(app, "roster", "remove", entry).exit_code == 0
        assert typed(app, "roster", "remove", entry).exit_code == 1
        assert typed(app, "roster", "list").output == ""
        assert "nobody is on call" in typed(app, "roster", "test").output


def test_who_is_added_with_faults_is_told_which(app: Flask) -> None:
    for words, told in (
        (["--webhook", "ftp://x"], "https://"),
        (["--email", "ann@example.org"], "PUMPLINE_MAIL"),
        (["--webhook", "https://x.org", "--until", "2020-01-01"], "ends"),
        (["--webhook", "https://x.org", "--nurse", "nobody@example.org"], "no nurse"),
        ([], "--webhook or --email"),
    ):
        refused = typed(app, "roster", "add", "Ann", *words)
        assert refused.exit_code != 0
        assert told in refused.output


def test_a_nurse_may_be_on_the_roster(app: Flask, nurse: Browser) -> None:
    added = typed(app, "roster", "add", "Ada", "--webhook", "https://x.org", "--nurse", EMAIL)
    assert added.exit_code == 0
    assert typed(app, "roster", "list").output.endswith(": on call\n")
    typed(app, "nurse", "disable", EMAIL)
    assert typed(app, "roster", "list").output.endswith(": not on call\n")


def test_jobs_run_and_say_when(app: Flask, here: House, clock: Clock) -> None:
    assert "outbox: never" in typed(app, "jobs", "list").output
    assert typed(app, "jobs", "run").output == "done\n"
    assert "outbox: 2026-11-24 09:00+00:00" in typed(app, "jobs", "list").output


def test_what_is_missing_before_patients_come_is_listed(app: Flask) -> None:
    before = typed(app, "golive")
    assert before.exit_code == 1
    for told in ("PUMPLINE_HOURS", "PUMPLINE_CLINIC_CODE", "not dialled yet: 988", "signatures"):
        assert told in before.output
    for number in ("+1 555 0100", "988", "1-800-222-1222"):
        assert typed(app, "golive", "dialled", number, "--by", "Ada").exit_code == 0
    assert "dialled" not in typed(app, "golive").output
    assert typed(app, "golive", "dialled", "911", "--by", "Ada").exit_code == 1
