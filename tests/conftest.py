"""What every test may use: the knowledge, read once."""

import pytest

import knowledge
from triage.model import Knowledge


@pytest.fixture(scope="session")
def known() -> Knowledge:
    """The knowledge of this checkout."""
    return knowledge.load()
