"""What a view costs in a real Chromium: requests and bytes as the server sent them, seconds on a link as emulated."""

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
"""What is searched for: three procedures have it in their names."""

LINKS: dict[str, dict[str, Any]] = {
    "GPRS": {"latency": 500, "downloadThroughput": 50_000 / 8, "uploadThroughput": 20_000 / 8},
    "2G": {"latency": 300, "downloadThroughput": 250_000 / 8, "uploadThroughput": 50_000 / 8},
    "VSAT": {"latency": 650, "downloadThroughput": 1_000_000 / 8, "uploadThroughput": 1_000_000 / 8},
}
"""Links by name: milliseconds of a round trip, bytes a second. What goes up a VSAT is taken to be as fast as down."""

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
class Cost:
    """Requests, and bytes of their bodies as sent, compressed."""

    requests: int
    size: int


@dataclass(frozen=True)
class Pace:
    """Seconds to the first contentful paint, and until the page and all that it asked for were there."""

    painted: float
    finished: float


@dataclass
class Served:
    """A site at its address. `answers` grows with every answer: path and bytes."""

    site: Site
    address: str
    answers: list[tuple[str, int]] = field(default_factory=list)

    def since(self, mark: int) -> Cost:
        """Return what was sent after the answer with this number."""
        sizes = [size for _, size in self.answers[mark:]]
        return Cost(len(sizes), sum(sizes))


@contextmanager
def all_served(sites: list[Site]) -> Iterator[list[Served]]:
    """Serve sites, the first of them ours, each at an address of its own, all by the project's own front door."""
    with ExitStack() as opened:
        at_work = []
        for site in sites:
            one = Served(site, "")

            def noted(path: str, size: int, one: Served = one) -> None:
                one.answers.append((path, size))

            one.address = opened.enter_context(served(site.folder, noted, policy=site is sites[0]))
            at_work.append(one)
        yield at_work


def costs(browser: Browser, served: Served, first: str, second: str) -> dict[str, Cost | None]:
    """Return what views cost by name: a page with an empty cache, another one after it, and the first search.

    A service worker is kept from loading in the background meanwhile, so that a view is charged with its own only.
    """
    with _page(browser, "block") as page:
        return {
            "first view": _viewed(page, served, first),
            "second view": _viewed(page, served, second),
            "first search": _searched(page, served, served.site.search),
        }


def first_view(browser: Browser, served: Served, path: str) -> Cost:
    """Return what a page costs with an empty cache."""
    with _page(browser, "block") as page:
        return _viewed(page, served, path)


def _viewed(page: Page, served: Served, path: str) -> Cost:
    mark = len(served.answers)
    page.goto(served.address + path, wait_until="networkidle")
    return served.since(mark)


def _searched(page: Page, served: Served, search: Search | None) -> Cost | None:
    if search is None:
        return None
    _viewed(page, served, "/")
    mark = len(served.answers)
    search(page, WORD)
    page.wait_for_load_state("networkidle")
    return served.since(mark)


def pace(browser: Browser, served: Served, path: str, link: str) -> Pace:
    """Return how long a view with an empty cache takes on a link, with a processor four times slower."""
    with _page(browser, "block") as page:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", {"offline": False, **LINKS[link]})
        session.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER_CPU})
        _viewed(page, served, path)
        return Pace(*page.evaluate(_PAINTED))


def all_offline(browser: Browser, served: Served, first: str, second: str) -> tuple[Cost, Cost]:
    """Return what the portal loads behind a first view until it needs no link, and what the next view costs then."""
    with _page(browser, "allow") as page:
        _viewed(page, served, first)
        mark = len(served.answers)
        page.evaluate(_HELD)
        page.wait_for_load_state("networkidle")
        behind = served.since(mark)
        return behind, _viewed(page, served, second)


def every_file(served: Served) -> Cost:
    """Return all that a site needs without a link: its pages, and each other file that a view or a search asked for."""
    folder = served.site.folder
    asked = {folder / path.lstrip("/") for path, _ in served.answers if not path.endswith("/")}
    needed = {*folder.rglob("index.html"), *filter(Path.is_file, asked)}
    return Cost(len(needed), sum(_sent(file) for file in needed))


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
