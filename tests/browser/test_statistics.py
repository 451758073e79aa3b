"""The statistics pages in a real browser, on the smallest telephone, without a script."""

import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from macexpress.report.counted import Counted
from macexpress.report.page import page
from macexpress.report.reading import counted_report
from macexpress.statistics.tally import total
from portal.catalogue.reading import Catalogue
from portal.functions_index import details_of, index_of
from sample_statistics import sample_months, sample_pages

_KINDS = (
    "",
    "2026-11/",
    "meses/",
    "centros/",
    "fallas/",
    "departamentos/",
    "centros/mac-express-cura-mori/",
    "departamentos/16/",
    "entidades/indecopi/",
    "tramites/duplicado-licencia-conducir-electronica/",
)


@pytest.fixture(scope="module")
def pages(portal: Path, catalogue: Catalogue) -> dict[str, str]:
    """Return every statistics page, with generated figures."""
    return sample_pages(catalogue, (portal / "_shell" / "estadisticas.html").read_text(encoding="utf-8"))


@pytest.mark.parametrize("width", [320, 360, 1024])
def test_no_statistics_page_is_wider_than_the_window(
    browser: Browser, portal: Path, pages: dict[str, str], width: int
) -> None:
    """One page of each kind, and what the PCM published: no sideways scrolling, and all of each chart is visible."""
    published = "cifras-publicadas/index.html"
    shown = {**pages, published: (portal / published).read_text(encoding="utf-8")}
    seen = browser.new_page(viewport={"width": width, "height": 640}, java_script_enabled=False)
    for path in (published, *(f"estadisticas/{path}index.html" for path in _KINDS)):
        seen.set_content(shown[path])
        assert seen.locator("html").evaluate("e => e.scrollWidth") <= width, path
        for chart in seen.locator("main svg").all():
            box = chart.bounding_box()
            assert box, path
            assert box["x"] >= 0, path
            assert box["x"] + box["width"] <= width, path
    seen.close()


_BROKEN_WORDS = """() => {
  const broken = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const room = innerWidth - 32;
  while (texts.nextNode()) {
    const { data } = texts.currentNode;
    for (const { 0: word, index } of data.matchAll(/[^\\s\\u00a0\\u2013\\u00b7/-]+/g)) {
      const range = document.createRange();
      range.setStart(texts.currentNode, index);
      range.setEnd(texts.currentNode, index + word.length);
      const parts = [...range.getClientRects()].filter(({ width }) => width > 0);
      const isBroken = new Set(parts.map(({ top }) => Math.round(top))).size > 1;
      if (isBroken && parts.reduce((sum, { width }) => sum + width, 0) <= room) broken.add(word);
    }
  }
  return [...broken];
}"""


@pytest.mark.parametrize("width", [360, 1280])
def test_no_word_breaks_inside_itself_in_large_letters(
    browser: Browser, portal: Path, pages: dict[str, str], width: int
) -> None:
    """On one page of each kind, at 100 % and 200 %: every word and number that fits a line stands on one."""
    published = "cifras-publicadas/index.html"
    shown = {**pages, published: (portal / published).read_text(encoding="utf-8")}
    seen = browser.new_page(viewport={"width": width, "height": 640}, java_script_enabled=True)
    broken = {}
    for path in (published, *(f"estadisticas/{path}index.html" for path in _KINDS)):
        seen.set_content(shown[path].replace("<details", "<details open"))
        for size in ("112.5%", "225%"):
            seen.evaluate("size => document.documentElement.style.setProperty('font-size', size, 'important')", size)
            if words := seen.evaluate(_BROKEN_WORDS):
                broken[path, size] = words
            assert seen.evaluate("document.documentElement.scrollWidth") <= width, (path, size)
    seen.close()
    assert broken == {}


def test_the_page_of_figures_is_at_most_four_screens(browser: Browser, pages: dict[str, str]) -> None:
    """With three years of figures, at 1280 by 800."""
    seen = browser.new_page(viewport={"width": 1280, "height": 800}, java_script_enabled=False)
    seen.set_content(pages["estadisticas/index.html"])
    assert seen.locator("html").evaluate("e => e.scrollHeight") <= 4 * 800
    seen.close()


def test_the_offices_month_fits_printed_pages(browser: Browser, catalogue: Catalogue) -> None:
    """With any number of sites a month prints on A4: nothing is wider than the page, and it is a few pages."""
    index = index_of(catalogue)
    centres = sample_months(index)
    months = {f"{key[:4]}-{key[4:]}": total(of_month.values()) for key, of_month in centres.items()}
    counted = Counted(
        "2026-11", centres["202611"], months, {"2026": total(months.values())}, index, details_of(catalogue)
    )
    report = counted_report(counted, date(2026, 12, 1))
    printed = browser.new_page(viewport={"width": 794, "height": 1123})  # A4 at 96 dots per inch
    printed.set_content(page(report))
    printed.emulate_media(media="print")
    assert printed.locator("html").evaluate("e => e.scrollWidth") <= 794
    pages = len(re.findall(rb"/Type /Page\b", printed.pdf(prefer_css_page_size=True)))
    assert 3 <= pages <= 5 + len(report.figures.sites) // 25
    printed.close()
