"""Desk and kiosk can be installed as applications: what the browser itself says of them."""

import pytest

from browsing import Visits


@pytest.mark.parametrize("path", ["/asesor/", "/sin-conexion/"])
def test_the_browser_finds_nothing_that_forbids_installing(visits: Visits, path: str) -> None:
    """Chromium's own check of manifest, icon and service worker."""
    visit = visits()
    page = visit.page
    page.add_init_script("localStorage.kiosco = 1" if path != "/asesor/" else "")
    visit.go(path)
    page.wait_for_function("() => navigator.serviceWorker.ready")
    session = page.context.new_cdp_session(page)
    manifest = session.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert manifest["url"].endswith(".webmanifest")
    # A test's browser has windows that keep nothing, in which nothing can be installed.
    found = {error["errorId"] for error in session.send("Page.getInstallabilityErrors")["installabilityErrors"]}
    assert found <= {"in-incognito"}
