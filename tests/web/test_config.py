"""What the house is told from outside, and what it refuses."""

from __future__ import annotations

import stat
from dataclasses import FrozenInstanceError, replace
from datetime import time, timedelta
from pathlib import Path

import pytest

from tests.web import fakes
from web import create_app
from web.config import Config, ConfigError

PRODUCTION = {
    "PUMPLINE_SETTING": "production",
    "SECRET_KEY": "s" * 64,
    "DATA_KEY": bytes(range(32)).hex(),
    "DATABASE_URL": "postgresql://db/pumpline",
    "PUMPLINE_URL": "https://chat.example.org",
    "PUMPLINE_CLINIC_PHONE": "+1 555 0100",
}


def test_a_bare_machine_needs_no_settings(tmp_path: Path) -> None:
    told = Config.from_environment({"PUMPLINE_INSTANCE": str(tmp_path)})
    assert told.embedded
    assert told.database_url == f"sqlite:///{tmp_path}/pumpline.sqlite"
    assert not told.second_factor


def test_keys_are_made_once_and_for_their_owner_alone(tmp_path: Path) -> None:
    first, second = (Config.from_environment({"PUMPLINE_INSTANCE": str(tmp_path)}) for _ in "ab")
    assert (first.secret_key, first.data_key) == (second.secret_key, second.data_key)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("*.key")}
    assert modes == {0o600}


def test_production_takes_what_it_is_told() -> None:
    told = Config.from_environment(PRODUCTION)
    assert told.secure
    assert told.second_factor
    assert not told.embedded


@pytest.mark.parametrize("missing", sorted(set(PRODUCTION) - {"PUMPLINE_SETTING"}))
def test_production_makes_nothing_up(missing: str) -> None:
    told = {name: value for name, value in PRODUCTION.items() if name != missing}
    with pytest.raises(ConfigError, match=missing):
        Config.from_environment(told)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "changeme"),
        ("DATA_KEY", "not hexadecimal"),
        ("DATA_KEY", "0f" * 32),
        ("DATA_KEY", " ".join([bytes(range(32)).hex()] * 2)),
        ("DATA_KEY", " "),
        ("DATA_KEY_FILE", "/nowhere/key"),
        ("PUMPLINE_URL", "http://chat.example.org"),
        ("PUMPLINE_COUNTRY", "USA"),
        ("PUMPLINE_CLINIC", "Our Clinic!"),
        ("PUMPLINE_CLINIC_PHONE", "call us"),
        ("PUMPLINE_PROXIES", "one"),
        ("PUMPLINE_SECOND_FACTOR", "maybe"),
        ("PUMPLINE_SETTING", "test"),
    ],
)
def test_what_is_odd_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        Config.from_environment({**PRODUCTION, name: value})


def test_a_misspelt_setting_is_refused_with_the_right_one() -> None:
    with pytest.raises(ConfigError, match="did you mean PUMPLINE_COUNTRY"):
        Config.from_environment({**PRODUCTION, "PUMPLINE_CONTRY": "US"})


def test_keys_that_still_open_follow_the_one_that_seals() -> None:
    old, new = bytes(range(32)), bytes(range(1, 33))
    told = Config.from_environment({**PRODUCTION, "DATA_KEY": f"{new.hex()} {old.hex()}"})
    assert (told.data_key, told.keys.keys) == (new, (new, old))


def test_secrets_may_stand_in_files(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{bytes(range(7, 39)).hex()}\n")
    told = {name: value for name, value in PRODUCTION.items() if name != "DATA_KEY"}
    told["DATA_KEY_FILE"] = str(tmp_path / "key")
    assert Config.from_environment(told).data_key == bytes(range(7, 39))


def test_secrets_are_not_printed() -> None:
    told = Config.from_environment(PRODUCTION)
    assert told.secret_key not in repr(told)
    assert str(told.data_key) not in repr(told)


def test_settings_do_not_change(config: Config) -> None:
    with pytest.raises(FrozenInstanceError):
        config.country = "GB"  # type: ignore[misc]


def test_a_country_without_an_emergency_number_is_refused(config: Config) -> None:
    with pytest.raises(ConfigError, match="no emergency number"):
        create_app(replace(config, country="ZZ"), triage=fakes.triage())


def test_over_https_cookies_belong_to_this_host_alone(config: Config) -> None:
    app = create_app(replace(config, url="https://chat.example.org"), triage=fakes.triage())
    answer = app.test_client().get("/", base_url="https://chat.example.org")
    assert answer.headers["Set-Cookie"].startswith("__Host-pumpline=")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    assert app.config["SESSION_COOKIE_NAME"] == "__Host-desk"


def test_a_foreign_host_name_is_refused(config: Config) -> None:
    app = create_app(replace(config, hosts=("chat.example.org",)), triage=fakes.triage())
    assert app.test_client().get("/", base_url="http://evil.example").status_code == 400


def test_production_refuses_tables_of_another_version(config: Config, tmp_path: Path) -> None:
    old = replace(config, setting="production", database_url=f"sqlite:///{tmp_path}/old.sqlite")
    with pytest.raises(ConfigError, match="python -m web upgrade"):
        create_app(old, triage=fakes.triage())


def told(tmp_path: Path, **settings: str) -> Config:
    named = {f"PUMPLINE_{name}": value for name, value in settings.items()}
    return Config.from_environment({"PUMPLINE_INSTANCE": str(tmp_path), **named})


def test_promises_and_hours_are_read(tmp_path: Path) -> None:
    promises = told(
        tmp_path,
        HOURS="mon-fri 08:00-17:00, sat 09:00-24:00",
        ZONE="Europe/Berlin",
        PROMISES="emergency=2m, same_day=6h later=5d",
    ).promises
    assert sorted(promises.hours.week) == [0, 1, 2, 3, 4, 5]
    assert promises.hours.week[5] == (time(9), None)
    assert promises.hours.zone.key == "Europe/Berlin"
    assert promises.soon["emergency"] == timedelta(minutes=2)
    assert promises.soon["urgent"] == timedelta(minutes=30)
    assert (promises.soon["same_day"], promises.later_days) == (timedelta(hours=6), 5)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HOURS", "weekdays"),
        ("HOURS", "fri-mon 08:00-17:00"),
        ("HOURS", "mon 17:00-08:00"),
        ("HOURS", "mon 8-17"),
        ("ZONE", "Mars/Olympus"),
        ("ZONE", "../etc/passwd"),
        ("PROMISES", "emergency=0m"),
        ("PROMISES", "later=3h"),
        ("PROMISES", "soon=3m"),
        ("CLINIC_CODE", "abc"),
        ("PAGE_MINUTES", "0"),
        ("MAIL", "mail.example.org"),
        ("MAIL", "smtp://mail.example.org:99999"),
    ],
)
def test_odd_promises_and_ways_to_page_stop_the_start(
    tmp_path: Path, name: str, value: str
) -> None:
    with pytest.raises(ConfigError, match=f"PUMPLINE_{name}"):
        told(tmp_path, **{name: value})


def test_e_mail_needs_a_sender(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="PUMPLINE_MAIL_FROM"):
        told(tmp_path, MAIL="smtps://mail.example.org")
    assert told(tmp_path, MAIL="smtps://mail.example.org", MAIL_FROM="a@example.org").mail_from


def test_what_is_secret_is_not_shown(tmp_path: Path) -> None:
    config = told(tmp_path, CLINIC_CODE="PUMP-4711", MAIL="smtp://a:b@c", MAIL_FROM="a@b")
    assert "4711" not in repr(config)
    assert "smtp" not in repr(config)
