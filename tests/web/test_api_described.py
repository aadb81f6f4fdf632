"""The description of the programs' door is true: whatever it allows or forbids is tried."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis.generation.modes import GenerationMode
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from tests.web import fakes
from tests.web.conftest import MORNING, Clock
from web import create_app
from web.api import tokens
from web.config import Config
from web.house import house_of

# Which drugs and conditions are known is the knowledge's to say, which times are past the clock's;
# what no token opens is asked in `test_api.py`.
NOT_ASKED = [ignored_auth, positive_data_acceptance]
EXAMPLES = 8


@pytest.fixture
def door(config: Config) -> Iterator[tuple[Flask, str]]:
    app = create_app(config, triage=fakes.triage(), clock=Clock(MORNING))
    here = house_of(app)
    yield app, here.store.write(lambda session: tokens.make(session, here, "any", "say", 30))
    here.store.engine.dispose()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/v1/conversations"),
        ("POST", "/api/v1/conversations/{conversation}/messages"),
        ("GET", "/api/v1/conversations/{conversation}"),
        ("GET", "/api/v1/openapi.json"),
    ],
)
@pytest.mark.parametrize("kind", ["allowed", "forbidden"])
def test_the_door_keeps_to_its_description(
    door: tuple[Flask, str], method: str, path: str, kind: str
) -> None:
    app, token = door
    operation = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)[path][method]
    mode = GenerationMode.POSITIVE if kind == "allowed" else GenerationMode.NEGATIVE
    if kind == "forbidden" and path.endswith("openapi.json"):
        pytest.skip("nothing can be said wrongly")
    seen: list[int] = []

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        answer = case.call(headers={"Authorization": f"Bearer {token}"})
        seen.append(answer.status_code)
        case.validate_response(answer, excluded_checks=NOT_ASKED)

    ask()
    assert len(seen) >= 1
    assert max(seen) < 500
