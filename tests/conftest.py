"""What all tests share."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Playwright, sync_playwright

from chromium import launch_options
from local_system import LocalSystem
from shared_builds import built_portal

# Hypothesis sets no deadline: a busy machine must not make a property fail.
settings.register_profile("gate", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("gate")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Start the browser's driver: one per process, since a second one cannot start."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Start Chromium."""
    browser = playwright.chromium.launch(**launch_options())
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalSystem]:
    """Run a local system, one per process for desk and integration: other files of tests have left facts in it."""
    with LocalSystem(tmp_path_factory.mktemp("state"), built_portal(tmp_path_factory)) as running:
        yield running
