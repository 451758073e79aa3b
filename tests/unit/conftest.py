"""Fixtures of several unit tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from moto import mock_aws

from scheduler_world import World
from small_catalogue import write_small_catalogue


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a small valid catalogue, to change or to break."""
    return write_small_catalogue(tmp_path / "catalogue")


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Yield empty tables in memory."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with mock_aws():
        yield World()
