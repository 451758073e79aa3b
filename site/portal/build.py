"""Builds the portal: all of it, or nothing."""

import os
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from filecmp import cmp
from html import escape
from pathlib import Path
from typing import Any

from mkdocs.commands.build import build as run_mkdocs
from mkdocs.config import load_config

from portal.catalogue.reading import Catalogue, read
from portal.language.language import SPANISH, Language
from portal.language.translations import FOLDER, published
from portal.pack.publishing import citizen_paths, write_pack
from portal.published.signs import registered_in
from portal.scripts import make

_CONFIGURATION = Path(__file__).resolve().parents[2] / "mkdocs.yml"


def build(destination: Path, after: Path | None = None) -> None:
    """Write the portal into `destination`, replacing what is there.

    after: a folder with the pack and the ``freshness.json`` of the portal that is shown now; by default what is in
    `destination`.

    Raises InvalidCatalogueError, MkDocs' Abort for a broken template or link, ScriptError for a broken script, or
    LibrariesMissingError; then `destination` is not changed.
    """
    catalogue = read()
    if after:
        catalogue = replace(catalogue, registered=registered_in(after / "freshness.json"))
    publish(catalogue, destination, after=after)


def publish(catalogue: Catalogue, destination: Path, languages: Path = FOLDER, after: Path | None = None) -> None:
    """Write the portal of a checked catalogue into `destination`; with the same errors and promise as `build`.

    languages: the folder of the translations; those that are complete and reviewed are published below their code.

    From the files in `after`, or else in `destination`, the pack learns which earlier versions it can update. A file
    whose bytes are the same keeps its date too, so a later copy of the portal transfers only what changed.
    """
    destination = destination.resolve()
    destination.parent.mkdir(parents=True, exist_ok=True)
    # Beside the destination, so that replacing it is a rename and not a copy.
    with tempfile.TemporaryDirectory(dir=destination.parent, prefix=f".{destination.name}-") as workplace:
        fresh, former = Path(workplace, "fresh"), Path(workplace, "former")
        offered = (SPANISH, *published(languages))
        make(offered)
        for language in offered:
            # The other languages move below it last: each pack is made from the pages of one language.
            folder = Path(workplace, language.code)
            pages = _draw(catalogue, language, offered, folder)
            write_pack(folder, pages, (after or destination) / language.root.strip("/"), catalogue, language)
        Path(workplace, SPANISH.code).rename(fresh)
        for language in offered[1:]:
            Path(workplace, language.code).rename(fresh / language.code)
        write_sitemap(fresh, os.environ.get("PORTAL_ADDRESS", ""))
        if destination.exists():
            _keep_unchanged(destination, fresh)
            destination.rename(former)
        fresh.rename(destination)


def _draw(catalogue: Catalogue, language: Language, offered: Sequence[Language], folder: Path) -> dict[str, str]:
    """Write the portal in one language; return its pages for citizens with marks, by file."""
    # The handbook, with its navigation and search, exists once, in its own languages.
    without: dict[str, Any] = {} if language == SPANISH else {"plugins": []}
    config = load_config(str(_CONFIGURATION), site_dir=str(folder), **without)
    config.nav = config.nav if language == SPANISH else None
    config.extra |= {"catalogue": catalogue, "language": language, "languages": offered}
    run_mkdocs(config)
    drawn: dict[str, str] = config.extra["drawn"]
    return drawn


def _keep_unchanged(before: Path, fresh: Path) -> None:
    for file in fresh.rglob("*"):
        old = before / file.relative_to(fresh)
        if file.is_file() and old.is_file() and cmp(old, file, shallow=False):
            file.unlink()
            file.hardlink_to(old)


def write_sitemap(portal: Path, address: str) -> None:
    """Write ``sitemap.xml`` and ``robots.txt`` for the portal's public address; nothing if it is empty.

    address: ``https://macexpress.example.pe``. The sources do not know it. There are no dates: pages have none.
    """
    if not address:
        return
    home = address.rstrip("/")
    pages = "".join(f"<url><loc>{escape(home + path)}</loc></url>\n" for path in citizen_paths(portal))
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    (portal / "sitemap.xml").write_text(f"{head}{pages}</urlset>\n", encoding="utf-8")
    (portal / "robots.txt").write_text(f"User-agent: *\nSitemap: {home}/sitemap.xml\n", encoding="utf-8")
