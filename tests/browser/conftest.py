"""The portal in a real Chromium, in the smallest window that it supports, with what the browser reported."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from browsing import PATIENCE, Visit, Visits
from page_kinds import page_kinds
from portal.catalogue.reading import Catalogue, read
from portal_server import served
from shared_builds import built_portal


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """Return the repository's catalogue."""
    return read()


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the portal, in a folder that tests may change."""
    folder = tmp_path_factory.mktemp("browser") / "portal"
    shutil.copytree(built_portal(tmp_path_factory), folder)
    return folder


@pytest.fixture(scope="session")
def address(portal: Path) -> Iterator[str]:
    """Serve the portal, and return its address."""
    with served(portal) as address:
        yield address


@pytest.fixture(scope="session")
def kinds(portal: Path, catalogue: Catalogue) -> dict[str, str]:
    """Return the path of one page of each kind."""
    return page_kinds(portal, catalogue)


@pytest.fixture
def visits(browser: Browser, address: str) -> Iterator[Visits]:
    """Return a function that opens a new browser: ``visits(script=False, width=320)``."""
    with ExitStack() as opened:

        def open_browser(*, script: bool = True, width: int = 360, height: int = 640) -> Visit:
            context = browser.new_context(
                viewport={"width": width, "height": height}, java_script_enabled=script, locale="es-PE"
            )
            opened.callback(context.close)
            visit = Visit(context.new_page(), address)
            visit.page.set_default_timeout(PATIENCE)
            visit.page.on("request", lambda request: visit.requests.append(request.url))
            visit.page.on("console", lambda message: visit.messages.append(message.text))
            visit.page.on("pageerror", lambda error: visit.messages.append(str(error)))
            return visit

        yield open_browser


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Yield a browser with nothing stored."""
    # These tests read pages in frames, which the content security policy forbids.
    context = browser.new_context(viewport={"width": 360, "height": 640}, locale="es-PE", bypass_csp=True)
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def copied(portal: Path, tmp_path: Path) -> Path:
    """Return a copy of the built portal, to break or to rebuild, without the files of other tests."""
    return Path(shutil.copytree(portal, tmp_path / "portal", ignore=shutil.ignore_patterns("muestra")))
