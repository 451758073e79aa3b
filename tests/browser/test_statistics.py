"""The statistics pages in a real browser, on the smallest telephone, without a script."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from portal.catalogue import Catalogue
from sample_statistics import sample_pages


@pytest.fixture(scope="module")
def pages(portal: Path, catalogue: Catalogue) -> dict[str, str]:
    """Return every statistics page, with generated figures."""
    return sample_pages(catalogue, (portal / "_shell" / "estadisticas.html").read_text(encoding="utf-8"))


@pytest.mark.parametrize("width", [320, 360, 1024])
def test_no_statistics_page_is_wider_than_the_window(browser: Browser, pages: dict[str, str], width: int) -> None:
    """One of each kind: no sideways scrolling, and each chart is seen whole."""
    page = browser.new_page(viewport={"width": width, "height": 640}, java_script_enabled=False)
    for path in (
        "",
        "2026-11/",
        "meses/",
        "centros/",
        "centros/mac-express-castilla/",
        "departamentos/16/",
        "entidades/indecopi/",
        "tramites/duplicado-licencia-conducir-electronica/",
    ):
        page.set_content(pages[f"estadisticas/{path}index.html"])
        assert page.locator("html").evaluate("e => e.scrollWidth") <= width, path
        for chart in page.locator("main svg").all():
            box = chart.bounding_box()
            assert box, path
            assert box["x"] >= 0, path
            assert box["x"] + box["width"] <= width, path
    page.close()
