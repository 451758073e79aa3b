"""How light the portal is: ``make bench``. Prints the README's tables; ``--write`` puts them there.

First table: each kind of page, requests as Chromium makes them, bytes as the CDN compresses. Second: a cold first view
of a procedure under GPRS as Chromium emulates it (50 kbit/s down, 20 up, 500 ms round trip; without TCP and TLS),
beside a stock mkdocs-material build of the same text, from the same server, in the same run.
"""

# ruff: noqa: E402 -- the path must be right before the first import of ours
import argparse
import logging
import statistics
import sys
import tempfile
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

# A script has its own folder on its path, where this file would hide the package `portal`; the tests' browser, server
# and pages are one folder up.
sys.path[0] = str(Path(__file__).resolve().parents[1])

from playwright.sync_api import Browser, CDPSession
from rich.console import Console
from rich.progress import Progress

from chromium import chromium
from page_kinds import brotli_bytes, page_kinds
from portal.build import build
from portal.catalogue import read
from portal_server import served
from stock_material import build_stock

_README = Path(__file__).resolve().parents[2] / "README.md"
_START, _END = "<!-- bench:start -->", "<!-- bench:end -->"
_GPRS = {"offline": False, "latency": 500, "downloadThroughput": 50_000 / 8, "uploadThroughput": 20_000 / 8}
_PAINTED = """async () => {
    const paint = () => performance.getEntriesByName("first-contentful-paint")[0];
    while (!paint()) await new Promise(later => setTimeout(later, 50));
    return [paint().startTime, performance.getEntriesByType("navigation")[0].loadEventEnd];
}"""


@dataclass(frozen=True)
class View:
    """One cold view: requests, bytes over the wire with headers, milliseconds to first contentful paint and load."""

    requests: float
    wire_bytes: float
    painted: float
    loaded: float


def main() -> None:
    """Measure, print, and write into the README when asked."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--write", action="store_true", help="write the tables between the README's markers")
    options.add_argument("--runs", type=int, default=3, help="cold views of each, of which the median counts")
    chosen = options.parse_args()
    report = _measured(chosen.runs)
    sys.stdout.write(report)
    if chosen.write:
        _write(report)


def _measured(runs: int) -> str:
    logging.getLogger("mkdocs").setLevel(logging.WARNING)
    catalogue = read()
    with tempfile.TemporaryDirectory() as folder, Progress(console=Console(stderr=True), transient=True) as progress:
        ours, stock = Path(folder, "portal"), Path(folder, "stock")
        task = progress.add_task("building both", total=2)
        build(ours, demonstration=True)
        progress.advance(task)
        stock = build_stock(ours, stock)
        kinds = page_kinds(ours, catalogue)
        with served(ours) as our_address, served(stock) as stock_address, chromium() as browser:
            progress.update(task, description="each kind of page", total=len(kinds), completed=0)
            rows = []
            for kind, path in kinds.items():
                rows.append((kind, _view(browser, our_address + path).requests, brotli_bytes(ours, path)))
                progress.advance(task)
            path = kinds["procedure (median)"]
            progress.update(task, description="cold views under GPRS", total=2 * runs, completed=0)
            views: dict[str, list[View]] = {our_address: [], stock_address: []}
            for _ in range(runs):
                for address, seen in views.items():  # by turns, so that what slows the machine slows both
                    seen.append(_view(browser, address + path, _GPRS))
                    progress.advance(task)
            version = browser.version
    medians = [View(*map(statistics.median, zip(*map(astuple, seen), strict=True))) for seen in views.values()]
    return f"{_kinds_table(rows)}\n{_gprs_table(*medians, path=path, runs=runs, version=version)}"


def _view(browser: Browser, url: str, network: dict[str, Any] | None = None) -> View:
    """Open a page with an empty cache, wait until it asks for nothing more, and return what it took."""
    context = browser.new_context(viewport={"width": 360, "height": 640}, locale="es-PE")
    context.set_default_timeout(180_000)
    page = context.new_page()
    session: CDPSession = context.new_cdp_session(page)
    received: list[float] = []
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    session.send("Network.enable")
    if network:
        session.send("Network.emulateNetworkConditions", network)
    page.goto(url, wait_until="networkidle")
    painted, loaded = page.evaluate(_PAINTED)
    context.close()
    return View(len(received), sum(received), painted, loaded)


def _kinds_table(rows: list[tuple[str, float, int]]) -> str:
    lines = ["| page | requests | brotli bytes |", "| --- | ---: | ---: |"]
    return "\n".join([*lines, *(f"| {kind} | {requests:.0f} | {size:,} |" for kind, requests, size in rows), ""])


def _gprs_table(ours: View, stock: View, *, path: str, runs: int, version: str) -> str:
    def row(name: str, unit: str, mine: float, theirs: float) -> str:
        return f"| {name} | {mine:{unit}} | {theirs:{unit}} | {theirs / mine:.1f} |"

    return "\n".join(
        [
            f"A cold first view of `{path}` under GPRS (50/20 kbit/s, 500 ms; emulated by Chromium {version},",
            f"without TCP and TLS), median of {runs}, beside the same text in mkdocs-material as it comes:",
            "",
            "| | MAC Express | stock mkdocs-material | times |",
            "| --- | ---: | ---: | ---: |",
            row("requests", ".0f", ours.requests, stock.requests),
            row("bytes over the wire", ",.0f", ours.wire_bytes, stock.wire_bytes),
            row("first contentful paint, s", ".1f", ours.painted / 1000, stock.painted / 1000),
            row("load finished, s", ".1f", ours.loaded / 1000, stock.loaded / 1000),
            "",
        ]
    )


def _write(report: str) -> None:
    text = _README.read_text(encoding="utf-8")
    if _START not in text or _END not in text:
        sys.exit(f"README.md has no {_START} ... {_END} to write between.")
    before, _, rest = text.partition(_START)
    _, _, after = rest.partition(_END)
    _README.write_text(f"{before}{_START}\n\n{report}\n{_END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
