"""The built portal, once per worker: with demonstration centres, and as production shows it."""

from pathlib import Path

import pytest

from built_page import BuiltPage, citizen_pages
from portal.build import build
from portal.catalogue.reading import Catalogue, read


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """Return the repository's catalogue, including demonstration centres."""
    return read()


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build with demonstration centres, and return the folder."""
    folder = tmp_path_factory.mktemp("demonstration") / "portal"
    build(folder, demonstration=True)
    return folder


@pytest.fixture(scope="session")
def production(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the public portal, and return the folder."""
    folder = tmp_path_factory.mktemp("production") / "portal"
    build(folder, demonstration=False)
    return folder


@pytest.fixture(scope="session")
def pages(portal: Path) -> dict[str, BuiltPage]:
    """Return every citizen page of the demonstration build, by address."""
    return citizen_pages(portal)
