"""What a view costs in a real Chromium: requests and bytes as the server sent them, seconds on an emulated link."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import brotli
from playwright.sync_api import Browser, Page

from benchmarks.portal_peers import Search, Site
from portal_server import served

WORD = "antecedentes"
"""The search word: three procedures have it in their names."""

LINKS: dict[str, dict[str, Any]] = {
    "GPRS": {"latency": 500, "downloadThroughput": 50_000 / 8, "uploadThroughput": 20_000 / 8},
    "2G": {"latency": 300, "downloadThroughput": 250_000 / 8, "uploadThroughput": 50_000 / 8},
    "VSAT": {"latency": 650, "downloadThroughput": 1_000_000 / 8, "uploadThroughput": 1_000_000 / 8},
}
"""Links by name: milliseconds per round trip, bytes per second. A VSAT is assumed to be as fast up as down."""

_SLOWER_CPU = 4
_PAINTED = """async () => {
    const paint = () => performance.getEntriesByName("first-contentful-paint")[0];
    while (!paint()) await new Promise(later => setTimeout(later, 50));
    const loads = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
    const ends = [paint().startTime, ...loads.map(load => Math.max(load.responseEnd, load.loadEventEnd || 0))];
    return [paint().startTime / 1000, Math.max(...ends) / 1000];
}"""
_HELD = """async () => {
    const held = async () => {
        const current = await (await caches.open("pack")).match("/pack/current");
        return current && (await current.json()).version;
    };
    while (!await held()) await new Promise(later => setTimeout(later, 100));
}"""


@dataclass(frozen=True)
class ViewCost:
    """Requests, and the bytes of their bodies as sent, compressed."""

    requests: int
    size: int


@dataclass(frozen=True)
class Pace:
    """Seconds to the first contentful paint, and until the page and everything it asked for were loaded."""

    painted: float
    finished: float


@dataclass
class Served:
    """A site at its address. `answers` collects the path and bytes of every answer."""

    site: Site
    address: str
    answers: list[tuple[str, int]] = field(default_factory=list)

    def since(self, mark: int) -> ViewCost:
        """Return what was sent after the answer with number `mark`."""
        sizes = [size for _, size in self.answers[mark:]]
        return ViewCost(len(sizes), sum(sizes))


@contextmanager
def all_served(sites: list[Site]) -> Iterator[list[Served]]:
    """Serve sites, ours first, each at its own address, all by the project's own front door."""
    with ExitStack() as opened:
        at_work = []
        for site in sites:
            one = Served(site, "")

            def noted(path: str, size: int, one: Served = one) -> None:
                one.answers.append((path, size))

            one.address = opened.enter_context(served(site.folder, noted, policy=site is sites[0]))
            at_work.append(one)
        yield at_work


def costs(browser: Browser, served: Served, first: str, second: str) -> dict[str, ViewCost | None]:
    """Return what views cost by name: a page with an empty cache, another one after it, and the first search.

    During it the service worker may not load in the background, so that only a view's own requests count.
    """
    with _page(browser, "block") as page:
        return {
            "first view": _viewed(page, served, first),
            "second view": _viewed(page, served, second),
            "first search": _searched(page, served, served.site.search),
        }


def first_view(browser: Browser, served: Served, path: str) -> ViewCost:
    """Return what a page costs with an empty cache."""
    with _page(browser, "block") as page:
        return _viewed(page, served, path)


def _viewed(page: Page, served: Served, path: str) -> ViewCost:
    mark = len(served.answers)
    page.goto(served.address + path, wait_until="networkidle")
    return served.since(mark)


def _searched(page: Page, served: Served, search: Search | None) -> ViewCost | None:
    if search is None:
        return None
    _viewed(page, served, "/")
    mark = len(served.answers)
    search(page, WORD)
    page.wait_for_load_state("networkidle")
    return served.since(mark)


def pace(browser: Browser, served: Served, path: str, link: str) -> Pace:
    """Return how long a view with an empty cache takes on a link, with a processor that is four times slower."""
    with _page(browser, "block") as page:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", {"offline": False, **LINKS[link]})
        session.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER_CPU})
        _viewed(page, served, path)
        return Pace(*page.evaluate(_PAINTED))


def all_offline(browser: Browser, served: Served, first: str, second: str) -> tuple[ViewCost, ViewCost]:
    """Return what the portal loads after a first view until it needs no link, and what the next view costs then."""
    with _page(browser, "allow") as page:
        _viewed(page, served, first)
        mark = len(served.answers)
        page.evaluate(_HELD)
        page.wait_for_load_state("networkidle")
        behind = served.since(mark)
        return behind, _viewed(page, served, second)


def every_file(served: Served) -> ViewCost:
    """Return what a site needs without a link: its pages, and each other file that a view or a search asked for."""
    folder = served.site.folder
    asked = {folder / path.lstrip("/") for path, _ in served.answers if not path.endswith("/")}
    needed = {*folder.rglob("index.html"), *filter(Path.is_file, asked)}
    return ViewCost(len(needed), sum(_sent(file) for file in needed))


def _sent(file: Path) -> int:
    body = file.read_bytes()
    return len(body) if file.suffix in {".woff2", ".png", ".ico"} else len(brotli.compress(body))


@contextmanager
def _page(browser: Browser, service_workers: Literal["allow", "block"]) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 360, "height": 640}, locale="es-PE", service_workers=service_workers
    )
    context.set_default_timeout(180_000)
    try:
        yield context.new_page()
    finally:
        context.close()
