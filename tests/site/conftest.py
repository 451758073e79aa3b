"""The built portal, once for all workers."""

from pathlib import Path

import pytest

from built_page import BuiltPage, citizen_pages
from portal.catalogue.reading import Catalogue, read
from shared_builds import built_portal


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """Return the repository's catalogue."""
    return read()


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the built portal."""
    return built_portal(tmp_path_factory)


@pytest.fixture(scope="session")
def pages(portal: Path) -> dict[str, BuiltPage]:
    """Return every citizen page of the portal, by address."""
    return citizen_pages(portal)
