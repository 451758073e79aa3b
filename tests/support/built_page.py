"""A built page as a browser parses it: what it loads, its links, its text."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from portal.scripts import sheet

# The handbook, and the advisors' desk, which is an application with its own budgets.
_OTHERS = ("manual", "asesor", "oficina")
_UNPACKED = re.compile(
    r"""(?sx)
    <script\ type="application/ld\+json">.*?</script>\n  # only search engines read it
    | (?<=</style>)<style>.*?</style>                     # figures have it, which need a link
    | (?<=Fuente:\ )<a\ [^>]*>([^<]*)</a>(?=,)           # where a source is; its name stays
    | <p>\W?También:\W?\ [^<]*</p>\n                    # further sources
    """
)
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
# Attributes through which a browser fetches by itself; <a href> waits for a person.
_LOADING = {
    "script": ("src",),
    "link": ("href",),
    "img": ("src", "srcset"),
    "iframe": ("src",),
    "object": ("data",),
    "embed": ("src",),
    "source": ("src", "srcset"),
    "video": ("src", "poster"),
    "audio": ("src",),
    "input": ("src",),
    "use": ("href", "xlink:href"),
    "image": ("href", "xlink:href"),
}


@dataclass
class BuiltPage:
    """One HTML file."""

    address: str
    source: str
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    """Where its links lead."""
    loaded: list[str] = field(default_factory=list)
    """What a browser loads with it."""
    tags: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    """What is not well-formed."""
    text: str = ""
    """What a person reads."""

    def part(self, start: str, end: str) -> str:
        """Return the source between two texts; `end` is searched for after `start`."""
        return self.source.split(start, 1)[1].split(end, 1)[0]


def built_page(folder: Path, file: Path) -> BuiltPage:
    """Read one HTML file of a build."""
    name = file.relative_to(folder).as_posix()
    page = BuiltPage("/" + name.removesuffix("index.html"), file.read_text(encoding="utf-8"))
    _Reader(page).feed(page.source)
    page.text = " ".join(page.text.split())
    return page


def offline_pages(portal: Path) -> dict[str, str]:
    """Return by path what a portal's pack has to give: pages with the whole sheet, without what needs a link.

    Published figures are for who has a link: they are not among them.
    """
    files = {file.relative_to(portal): file for file in sorted(portal.rglob("index.html"))}
    return {
        f"/{name.as_posix().removesuffix('index.html')}": _packed(file.read_bytes().decode())
        for name, file in files.items()
        if name.parts[0] not in (*_OTHERS, "cifras-publicadas", "donde-falta")
    }


def _packed(html: str) -> str:
    return _UNPACKED.sub(lambda found: found[1] or "", with_whole_sheet(html))


def with_whole_sheet(html: str) -> str:
    """Return a page with the sheet of which it has a part."""
    return re.sub(r"<style>[^<]*</style>", lambda _: f"<style>{sheet('sheet.css')}</style>", html, count=1)


def citizen_pages(folder: Path) -> dict[str, BuiltPage]:
    """Return all pages except the handbook's, by address, including the shell for statistics."""
    files = sorted(file for file in folder.rglob("*.html") if file.relative_to(folder).parts[0] not in _OTHERS)
    return {page.address: page for page in (built_page(folder, file) for file in files)}


def handbook_pages(folder: Path) -> dict[str, BuiltPage]:
    """Return the handbook's pages by address."""
    return {
        page.address: page for page in (built_page(folder, file) for file in sorted(folder.glob("manual/**/*.html")))
    }


class _Reader(HTMLParser):
    def __init__(self, page: BuiltPage) -> None:
        super().__init__(convert_charrefs=True)
        self._page = page
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        page = self._page
        page.tags.append(tag)
        values = {name: value or "" for name, value in attrs}
        if len(values) != len(attrs):
            page.faults.append(f"<{tag}> has an attribute twice")
        if "id" in values:
            if values["id"] in page.ids:
                page.faults.append(f"id {values['id']} twice")
            page.ids.append(values["id"])
        if tag == "a" and "href" in values:
            page.links.append(values["href"])
        page.loaded += [values[name] for name in _LOADING.get(tag, ()) if name in values]
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()
        else:
            self._page.faults.append(f"</{tag}> closes {self._open[-1:] or 'nothing'}")

    def handle_data(self, data: str) -> None:
        if not self._open or self._open[-1] not in ("style", "script"):
            self._page.text += data


def is_published_apart(path: str, portal: Path) -> bool:
    """Whether a path is that of a centre's figures, which the scheduled function publishes beside the portal."""
    key = path.removeprefix("/estadisticas/centros/").removesuffix("/")
    return path.startswith("/estadisticas/centros/") and (portal / "centros" / key).is_dir()
