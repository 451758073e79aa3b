"""Writes the pack beside the pages that were built."""

import re
from collections.abc import Mapping
from pathlib import Path

from portal.catalogue.dates import content_date
from portal.catalogue.reading import Catalogue
from portal.language.language import Language
from portal.pack.entries import entries_of
from portal.pack.files import Manifest, former_versions, in_parts, pack_files

SPLIT_FROM = 300
"""With more centres than this, each department's pages are a part of their own."""
_LINKED_DATA = re.compile(r'(?s)<script type="application/ld\+json">.*?</script>\n?')
SCRIPTS = ("actions.js", "kiosk.js", "qr.js")
_HANDBOOK = ("manual/", "_shell/", "asesor/", "constancia/")


def write_pack(portal: Path, former: Path, catalogue: Catalogue, language: Language) -> None:
    """Write ``pack/`` into a built portal in one language.

    former: an earlier build of it, whose versions can be updated from; it may be missing.
    """
    numbers = {key: centre.number for key, centre in catalogue.centres.items()}
    pages = citizen_pages(portal)
    entries = entries_of(pages, numbers, language)
    # Asked for by few pages, and then to be there without a link too.
    entries |= {f"/{name}": (portal / name).read_bytes().decode() for name in SCRIPTS}
    parts = {
        name: {f"{language.root}{key}" if key.startswith("/") else key: text for key, text in part.items()}
        for name, part in in_parts(entries, _regions(pages, catalogue)).items()
    }
    for name, text in pack_files(parts, content_date(catalogue), _former(former / "pack")).items():
        file = portal / "pack" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())


def citizen_pages(portal: Path) -> dict[str, str]:
    """Return the pages for citizens by path, without what only search engines read.

    The handbook and the advisors' desk are not among them.
    """
    files = {file.relative_to(portal).as_posix(): file for file in portal.rglob("index.html")}
    return {
        "/" + name.removesuffix("index.html"): _LINKED_DATA.sub("", file.read_bytes().decode())
        for name, file in sorted(files.items())
        if not name.startswith(_HANDBOOK)
    }


def _regions(pages: Mapping[str, str], catalogue: Catalogue) -> dict[str, str]:
    """Return the part of each page about places: the country's, or its department's when there are many.

    What names the same places stands in one part, since texts compress best beside their like.
    """
    if len(catalogue.centres) <= SPLIT_FROM:
        return {path: "pe" for path in pages if path.startswith(("/cerca/", "/centros/"))}
    regions = {}
    for path in pages:
        match path.strip("/").split("/"):
            case ["cerca", place]:
                regions[path] = place[:2]
            case ["centros", centre] if centre in catalogue.centres:
                regions[path] = catalogue.centres[centre].department
            case _:
                pass
    return regions


def _former(pack: Path) -> dict[str, Manifest]:
    latest = pack / "latest.json"
    if not latest.is_file():
        return {}
    texts = {file.stem: file.read_text(encoding="utf-8") for file in (pack / "manifests").glob("*.json")}
    return former_versions(latest.read_text(encoding="utf-8"), texts)
