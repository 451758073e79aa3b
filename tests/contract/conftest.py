"""The API over moto, without facts."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from api_client import Client
from tables import create_tables


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """Yield an API with empty tables."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with mock_aws():
        yield Client(create_tables("Attentions", "Marks"))
