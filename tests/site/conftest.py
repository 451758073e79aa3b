"""The built portal, once per worker: with demonstration centres, and as production shows it."""

from pathlib import Path

import pytest

from built_page import BuiltPage, citizen_pages
from portal.catalogue.reading import Catalogue, read
from shared_builds import demonstration_portal, production_portal


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """Return the repository's catalogue, including demonstration centres."""
    return read()


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the portal with demonstration centres."""
    return demonstration_portal(tmp_path_factory)


@pytest.fixture(scope="session")
def production(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the public portal."""
    return production_portal(tmp_path_factory)


@pytest.fixture(scope="session")
def pages(portal: Path) -> dict[str, BuiltPage]:
    """Return every citizen page of the demonstration build, by address."""
    return citizen_pages(portal)
