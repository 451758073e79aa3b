"""Writes the pack beside the pages that were built."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from portal.catalogue.dates import content_date
from portal.catalogue.reading import Catalogue
from portal.language.language import Language
from portal.pack.entries import pack_of
from portal.pack.files import Manifest, former_versions, in_parts, pack_files
from portal.pages.published import PATH as PUBLISHED
from portal.planning.page import PATH as PLANNING

COUNTRY = "pe"
SPLIT_FROM = 300
"""With more centres than this, each department's pages are a part of their own. With fewer, all of them together are a
third smaller; then each department's come beforehand too, for a browser that has nothing yet."""
SCRIPTS = ("actions.js", "kiosk.js")
LATER_SCRIPTS = ("places.js", "qr.js", "today.js")
"""With the country's pages: what a department's kiosk need not wait for."""
_LATER = ("/cerca/", "/centros/", "/entidades/", "/privacidad/", "/constancia/")
_OTHERS = ("manual/", "asesor/", "oficina/")
_ONLY_ONLINE = (PUBLISHED, PLANNING)
"""Pages for citizens that nobody needs where there is no link: figures, as those that the scheduled function writes."""


def write_pack(portal: Path, drawn: Mapping[str, str], former: Path, catalogue: Catalogue, language: Language) -> None:
    """Write ``pack/`` into a built portal in one language.

    drawn: by file, its pages for citizens as they were drawn, with marks.
    former: an earlier build of it, whose versions can be updated from; it may be missing.
    """
    stored = {file: text for file, text in drawn.items() if not file.startswith(_ONLY_ONLINE)}
    pages = {path: text for file, text in stored.items() if (path := _path(file))}
    pack = pack_of(pages)
    departments, country = _departments(pages, catalogue), _of_places(pages)
    quick: dict[str, dict[str, str]] = {}
    if len(catalogue.centres) > SPLIT_FROM:
        parts = in_parts(pack.entries, pack.needs, departments)
    else:
        parts = in_parts(pack.entries, pack.needs, country)
        quick = in_parts(pack.entries, pack.needs, country | departments)
        quick = {name: part for name, part in quick.items() if name not in parts}
    # Asked for by few pages, and then to be there without a link too.
    for part, names in ((parts[""], SCRIPTS), (parts.get(COUNTRY, parts[""]), LATER_SCRIPTS)):
        part |= {f"/{name}": (portal / name).read_bytes().decode() for name in names}
    parts, quick = _in_language(parts, language), _in_language(quick, language)
    for name, text in pack_files(parts, content_date(catalogue), _former(former / "pack"), quick).items():
        file = portal / "pack" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())


def _in_language(parts: Mapping[str, Mapping[str, str]], language: Language) -> dict[str, dict[str, str]]:
    return {
        name: {f"{language.root}{key}" if key.startswith("/") else key: text for key, text in part.items()}
        for name, part in parts.items()
    }


def citizen_paths(portal: Path) -> list[str]:
    """Return the paths of a built portal's pages for citizens, without the handbook's and the advisors' desk's."""
    files = (file.relative_to(portal).as_posix() for file in portal.rglob("index.html"))
    return sorted(path for file in files if (path := _path(file)))


def _path(file: str) -> str:
    """Return the path of a page for citizens, empty for another file."""
    return "" if file.startswith(_OTHERS) or not file.endswith("index.html") else "/" + file.removesuffix("index.html")


def _of_places(pages: Iterable[str]) -> dict[str, str]:
    """Return the country's part for each page about places, and for what a department's kiosk need not wait for.

    What names the same places stands in one part, since texts compress best beside their like.
    """
    return {path: COUNTRY for path in pages if path.startswith(_LATER)}


def _departments(pages: Iterable[str], catalogue: Catalogue) -> dict[str, str]:
    """Return its department for each page about places of only one."""
    departments = {}
    for path in pages:
        match path.strip("/").split("/"):
            case ["cerca", place]:
                departments[path] = place[:2]
            case ["centros", centre] if centre in catalogue.centres:
                departments[path] = catalogue.centres[centre].department
            case _:
                pass
    return departments


def _former(pack: Path) -> dict[str, Manifest]:
    latest = pack / "latest.json"
    if not latest.is_file():
        return {}
    texts = {file.stem: file.read_text(encoding="utf-8") for file in (pack / "manifests").glob("*.json")}
    return former_versions(latest.read_text(encoding="utf-8"), texts)
