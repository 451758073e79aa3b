"""Somebody goes on reading over a slow link: the pack arrives all the same, at a price that is counted on the wire."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from browsing import PATIENCE
from portal_server import served
from slow_relay import slow_relay

RATE, EVERY = 250_000, 2.6
"""Bits per second, and seconds for which a page is read: five times GPRS, so that the test is short. The same at GPRS's
own pace, a page every eight seconds, is in `make bench-link`."""
_HELD = """async () => {
    const current = await (await caches.open("pack")).match("/pack/current");
    return !!current && !!(await current.json()).version;
}"""


def test_the_pack_arrives_for_somebody_who_goes_on_reading(browser: Browser, portal: Path) -> None:
    """Within twelve pages. What was under way when a page was opened comes twice: 154,000 bytes were counted in all."""
    paths = ["/cerca/1601/", "/tramites/", "/", "/tramites/certificado-antecedentes-penales/", "/ayuda/", "/entidades/"]
    context = browser.new_context(viewport={"width": 360, "height": 640}, locale="es-PE")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    noted: list[tuple[str, int]] = []
    with served(portal, lambda *what: noted.append(what)) as upstream, slow_relay(upstream, RATE, 0.1) as link:
        for path in paths * 2:
            page.goto(link.address + path)
            page.wait_for_timeout(EVERY * 1000)
            if page.evaluate(_HELD):
                break
        else:
            raise AssertionError(f"not after 12 pages and {link.received} bytes")
        pack = sum(size for path, size in noted if path.startswith("/pack/"))
        assert pack > 90_000
        assert link.received < 200_000
    page.goto(link.address + "/entidades/reniec/")
    expect(page.locator("#state")).to_contain_text("Contenido del")
    context.close()
