"""``make bench-portal``: how light the portal is, compared with what other tools build from the same text.

Prints the handbook's tables; ``--write`` puts them there. Everything is served by the project's own front door,
compressed and cached as the CDN will, and measured by turns, so that what slows the machine slows all. The links are
Chromium's emulation, which leaves out TCP and TLS.
"""

import argparse
import logging
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from benchmarks.audits import audited
from benchmarks.page_text import page_texts
from benchmarks.portal_peers import Site, peers, search_ours
from benchmarks.portal_tables import SiteRow, goals_table, kinds_table, peers_table
from benchmarks.views import LINKS, all_offline, all_served, costs, every_file, first_view, pace
from chromium import chromium
from macexpress.publication.pages.today import what_works
from macexpress.statistics.tally import Tally
from page_kinds import page_kinds
from portal.build import build
from portal.catalogue.reading import read
from portal.functions_index import index_of

_PAGE = Path(__file__).resolve().parents[2] / "site" / "pages" / "manual" / "desarrolladores" / "measured.md"
_START, _END = "<!-- bench:start -->", "<!-- bench:end -->"


def main() -> None:
    """Measure, print, and write into the handbook when asked."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--write", action="store_true", help="write the tables between the handbook's markers")
    options.add_argument("--runs", type=int, default=3, help="views of each on each link, of which the median counts")
    chosen = options.parse_args()
    logging.getLogger("mkdocs").setLevel(logging.WARNING)
    with (
        tempfile.TemporaryDirectory() as folder,
        Progress(console=Console(stderr=True), transient=True) as progress,
    ):
        tables = _measured(Path(folder), chosen.runs, progress)
    sys.stdout.write(tables)
    if chosen.write:
        _write(tables)


def _measured(folder: Path, runs: int, progress: Progress) -> str:
    ours = folder / "portal"
    build(ours)
    # Which system is down, as the scheduled function publishes it beside the pages: none.
    today = ours / "data" / "v1" / "today.json"
    today.parent.mkdir(parents=True, exist_ok=True)
    today.write_text(what_works(Tally(), index_of(read())).model_dump_json(), encoding="utf-8")
    texts, kinds = page_texts(ours), page_kinds(ours, read())
    sites = [Site("MAC Express", ours, search_ours, themed=False)]
    sites += progress.track(peers(texts, folder), total=4, description="building the others")
    first = kinds["procedure (median)"]
    second = next(path for path in texts if path.startswith("/tramites/") and path not in (first, "/tramites/"))
    with all_served(sites) as at_work:
        portal = at_work[0]
        with chromium() as browser:
            sizes = [
                first_view(browser, portal, path) for path in progress.track(kinds.values(), description="each kind")
            ]
            rows = [
                SiteRow(one.site.name, one.site.themed, costs(browser, one, first, second), every_file(one))
                for one in progress.track(at_work, description="requests and bytes")
            ]
            rows[0].offline, then = all_offline(browser, portal, first, second)
            turns = [(link, turn) for link in LINKS for _ in range(runs) for turn in zip(at_work, rows, strict=True)]
            for link, (one, row) in progress.track(turns, description="views on slow links"):
                row.paces.setdefault(link, []).append(pace(browser, one, first, link))
            about = f"`{first}`, one of {len(texts)} pages, Chromium {browser.version}, median of {runs}"
        of_kinds = [portal.address + path for path in kinds.values()]
        pages = [*of_kinds, *(one.address + first for one in at_work[1:])]
        audits = dict(progress.track(audited(pages), total=len(pages), description="Lighthouse"))
        for one, row in zip(at_work, rows, strict=True):
            row.audit = audits[one.address + first]
    of_each = zip(kinds, sizes, map(audits.__getitem__, of_kinds), strict=True)
    return "\n".join([kinds_table(of_each), peers_table(rows, about, then), goals_table(rows)])


def _write(tables: str) -> None:
    text = _PAGE.read_text(encoding="utf-8")
    if _START not in text or _END not in text:
        sys.exit(f"measured.md has no {_START} ... {_END} to write between.")
    before, _, rest = text.partition(_START)
    _, _, after = rest.partition(_END)
    _PAGE.write_text(f"{before}{_START}\n\n{tables}\n{_END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
