"""``make bench-link``: the portal on a real link, beside pages written by hand and the other tools, by turns.

TLS 1.3 and TCP over packets with rate, delay and queue, all headers counted (`packet_link`): the server stands in a
network namespace of its own. Seconds are the median of the turns, with least and most; bytes are what reached the
browser, IP and TCP included. HTTP is 1.1, as our front door speaks it; a CDN speaks HTTP/2 and 3.
"""

import argparse
import base64
import logging
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.page_text import page_texts
from benchmarks.portal_peers import Site, peers, search_ours
from chromium import launch_options
from packet_link import Conditions, PacketLink, packet_link
from page_kinds import page_kinds
from portal.build import build
from portal.catalogue.reading import read
from portal_server import served

LINKS = {
    "GPRS": Conditions(50_000, 20_000, 0.25),
    "GPRS, 2 % lost": Conditions(50_000, 20_000, 0.25, loss=0.02),
    "2G": Conditions(250_000, 50_000, 0.15),
    "VSAT": Conditions(1_000_000, 1_000_000, 0.325, queue=64_000),
}
_READING = 8.0
"""Seconds that somebody reads a page."""
_PAINTED = """async () => {
    const paint = () => performance.getEntriesByName("first-contentful-paint")[0];
    while (!paint()) await new Promise(later => setTimeout(later, 50));
    return paint().startTime / 1000;
}"""
_HELD = """async () => {
    const current = await (await caches.open("pack")).match("/pack/current");
    const version = current ? await current.json() : {};
    const keys = (await (await caches.open("pack")).keys()).map(({url}) => url);
    const held = ([, hash]) => keys.some(url => url.endsWith(`/pack/${hash}.txt`));
    return [!!version.version, (version.parts || []).some(part => part[0] === "16" && held(part))];
}"""
_DESK_KEPT = """async () => {
    const names = ["districts.json", "ayuda/", "ayuda/lista.png", "ayuda/resultado.png", "ayuda/constancia.png"];
    return (await Promise.all(names.map(name => caches.match(`/asesor/${name}`)))).every(Boolean);
}"""
_PATIENCE = 600_000


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--turns", type=int, default=5)
    options.add_argument("--links", nargs="*", default=list(LINKS))
    chosen = options.parse_args()
    logging.getLogger("mkdocs").setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        started = launch_options()
        certificate = _certificate(Path(folder))
        # Trusted by its key: of a site whose certificate has an error Chromium keeps nothing in its cache.
        started["args"] += [f"--ignore-certificate-errors-spki-list={_key_hash(certificate)}"]
        browser = playwright.chromium.launch(**started)
        sites, pages = _sites(Path(folder))
        for name in chosen.links:
            _measure(browser, sites, pages, certificate, name, chosen.turns)
        browser.close()


def _sites(folder: Path) -> tuple[list[Site], tuple[str, str]]:
    """Return all sites, ours first, and the two pages that are viewed of each."""
    ours = folder / "portal"
    build(ours)
    texts, kinds = page_texts(ours), page_kinds(ours, read())
    first = kinds["procedure (median)"]
    second = next(path for path in texts if path.startswith("/tramites/") and path not in (first, "/tramites/"))
    return [Site("MAC Express", ours, search_ours, themed=False), *peers(texts, folder)], (first, second)


def _certificate(folder: Path) -> Path:
    both = folder / "certificate.pem"
    options = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=portal"
    command = [
        shutil.which("openssl") or "openssl",
        *options.split(" "),
        "-keyout",
        str(both),
        "-out",
        f"{folder}/own.pem",
    ]
    subprocess.run(command, check=True, capture_output=True)
    both.write_text(both.read_text() + (folder / "own.pem").read_text())
    return both


def _key_hash(certificate: Path) -> str:
    program = shutil.which("openssl") or "openssl"
    key = subprocess.run(
        [program, "pkey", "-in", certificate, "-pubout", "-outform", "DER"], check=True, capture_output=True
    )
    return base64.b64encode(sha256(key.stdout).digest()).decode()


@contextmanager
def _linked(site: Site, certificate: Path, name: str, turn: int, *, ours: bool) -> Iterator[tuple[str, PacketLink]]:
    with (
        packet_link(LINKS[name], seed=turn) as link,
        served(site.folder, policy=ours, door=link.server_socket(8443), certificate=certificate) as address,
    ):
        yield address, link


@contextmanager
def _reader(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 640}, locale="es-PE", ignore_https_errors=True)
    context.set_default_timeout(_PATIENCE)
    try:
        yield context.new_page()
    finally:
        context.close()


def _measure(
    browser: Browser, sites: list[Site], pages: tuple[str, str], certificate: Path, name: str, turns: int
) -> None:
    cold: dict[str, list[float]] = {site.name: [] for site in sites}
    again: dict[str, list[float]] = {site.name: [] for site in sites}
    sizes: dict[str, int] = {}
    for turn in range(turns):
        for site in sites:
            ours = site is sites[0]
            with _linked(site, certificate, name, turn, ours=ours) as (address, link), _reader(browser) as page:
                page.goto(address + pages[0], wait_until="commit")
                cold[site.name].append(page.evaluate(_PAINTED))
                sizes[site.name] = link.received
                page.goto(address + pages[1], wait_until="commit")
                again[site.name].append(page.evaluate(_PAINTED))
    floor = statistics.median(cold[sites[1].name])
    print(f"\n{name}, {turns} turns\n\n| | first paint, cold | of the floor | bytes until then | second page |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for site in sites:
        times, ratio = _spread(cold[site.name]), statistics.median(cold[site.name]) / floor
        print(f"| {site.name} | {times} | {ratio:.2f} | {sizes[site.name]:,} | {_spread(again[site.name])} |")
    print(f"\n{_desk(browser, sites[0], certificate, name)}")
    print(_reading(browser, sites[0], pages, certificate, name), flush=True)


def _spread(seconds: list[float]) -> str:
    return f"{statistics.median(seconds):.2f} s ({min(seconds):.2f} to {max(seconds):.2f})"


def _desk(browser: Browser, ours: Site, certificate: Path, name: str) -> str:
    with _linked(ours, certificate, name, 0, ours=True) as (address, link), _reader(browser) as page:
        began = time.monotonic()

        def so_far() -> str:
            return f"{time.monotonic() - began:.1f} s and {link.received:,} bytes"

        page.goto(f"{address}/asesor/", wait_until="commit")
        page.get_by_label("Contraseña").first.wait_for()
        written = so_far()
        page.wait_for_function("() => document.getElementById('llegada') === null")
        here = so_far()
        while not page.evaluate(_DESK_KEPT):
            page.wait_for_timeout(250)
        return (
            f"Desk, first visit: its sign-in can be written in after {written}, it is here after {here}, "
            f"and kept with its handbook after {so_far()}."
        )


def _reading(browser: Browser, ours: Site, pages: tuple[str, str], certificate: Path, name: str) -> str:
    """Open a page every eight seconds, and say when everything of a department, and of the country, is held."""
    paths = ["/cerca/1601/", *pages, "/", "/tramites/", "/cerca/16/", "/ayuda/"]
    with _linked(ours, certificate, name, 0, ours=True) as (address, link), _reader(browser) as page:
        began, department = time.monotonic(), 0.0
        for place in range(60):
            page.goto(address + paths[place % len(paths)])
            turned = time.monotonic()
            while time.monotonic() - turned < _READING:
                whole, own = page.evaluate(_HELD)
                department = department or ((time.monotonic() - began) if own or whole else 0.0)
                if whole:
                    took = time.monotonic() - began
                    return (
                        f"Reading a page every {_READING:.0f} s: a department is held after {department:.0f} s, the "
                        f"country after {took:.0f} s and {place + 1} pages, with {link.received:,} bytes in all."
                    )
                page.wait_for_timeout(250)
        return f"Reading a page every {_READING:.0f} s: the pack did not come in 60 pages; {link.received:,} bytes."


if __name__ == "__main__":
    main()
