"""Fixtures of several unit tests."""

from pathlib import Path

import pytest

from scheduler_world import World
from small_catalogue import write_small_catalogue


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a small valid catalogue, to change or to break."""
    return write_small_catalogue(tmp_path / "catalogue")


@pytest.fixture
def world() -> World:
    """Return empty tables in memory."""
    return World()
