"""Builds are all or nothing, and the same sources give the same bytes."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from portal import build as building
from portal.catalogue.problems import Problem
from portal.catalogue.reading import Catalogue, InvalidCatalogueError


def test_the_same_sources_give_the_same_bytes(portal: Path, tmp_path: Path) -> None:
    """Two builds have the same files with the same bytes; what an earlier one left is removed, beside it is nothing."""
    destination = tmp_path / "portal"
    destination.mkdir()
    (destination / "old.html").write_text("old")
    building.build(destination)
    assert _hashes(destination) == _hashes(portal)
    assert [path.name for path in tmp_path.iterdir()] == ["portal"]


def test_a_broken_catalogue_touches_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the catalogue has problems they are raised, and the last good build stays unchanged."""
    (tmp_path / "index.html").write_text("good")

    def broken() -> Catalogue:
        raise InvalidCatalogueError([Problem("procedures/x.yaml", "id", "'x'", "Corrija.")])

    monkeypatch.setattr(building, "read", broken)
    with pytest.raises(InvalidCatalogueError):
        building.build(tmp_path)
    assert _texts(tmp_path) == {"index.html": "good"}


def test_a_build_that_stops_halfway_touches_nothing(tmp_path: Path, catalogue: Catalogue) -> None:
    """When a page cannot be drawn, the last good build stays unchanged and nothing is left beside it."""
    destination = tmp_path / "portal"
    destination.mkdir()
    (destination / "index.html").write_text("good")
    orphaned = replace(catalogue, entities={})
    with pytest.raises(KeyError):
        building.publish(orphaned, destination)
    assert _texts(destination) == {"index.html": "good"}
    assert [path.name for path in tmp_path.iterdir()] == ["portal"]


def _hashes(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file()
    }


def _texts(folder: Path) -> dict[str, str]:
    return {file.relative_to(folder).as_posix(): file.read_text() for file in folder.rglob("*") if file.is_file()}
