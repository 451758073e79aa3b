"""The peer that the portal is measured beside: the same text in mkdocs-material as it comes."""

from html.parser import HTMLParser
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config

# The pages of the records. The 196 provinces stay out: in a stock build each would add its link to every page.
_FOLDERS = ("tramites", "entidades", "centros")


def build_stock(portal: Path, workplace: Path) -> Path:
    """Return a folder with mkdocs-material's build of the text of a built portal, at the same addresses.

    The theme is as it comes but for its fonts, which it would ask of another origin.
    """
    sources = workplace / "sources"
    for file in [portal / "index.html", *(f for folder in _FOLDERS for f in portal.glob(f"{folder}/**/index.html"))]:
        page = sources / file.relative_to(portal).with_suffix(".md")
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(markdown(file.read_text(encoding="utf-8")), encoding="utf-8")
    configuration = workplace / "mkdocs.yml"
    configuration.write_text(
        "site_name: MAC Express\ntheme:\n  name: material\n  language: es\n  font: false\n"
        "docs_dir: sources\nsite_dir: built\n"
        "validation:\n  links:\n    unrecognized_links: ignore\n    anchors: ignore\n    absolute_links: ignore\n",
        encoding="utf-8",
    )
    build(load_config(str(configuration)))
    return workplace / "built"


def markdown(html: str) -> str:
    """Return the main part of a citizen page as Markdown: the same headings, paragraphs, lists and links."""
    reader = _Reader()
    reader.feed(html[html.index("<main") : html.index("</main>")])
    return reader.text()


_STARTS = {"h1": "# ", "h2": "## ", "h3": "### ", "li": "- ", "dt": "**", "p": "", "dd": "", "summary": "## "}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._blocks = [""]
        self._link = ""

    def text(self) -> str:
        blocks = (" ".join(block.split()) for block in self._blocks)
        return "\n\n".join(block for block in blocks if block.strip("#-* ")) + "\n"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _STARTS and not (tag == "p" and self._blocks[-1] == "- "):
            self._blocks.append(_STARTS[tag])
        if tag == "a":
            self._link = dict(attrs).get("href") or ""
            self._blocks[-1] += "["

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._blocks[-1] += f"]({self._link})"
        if tag == "dt":
            self._blocks[-1] += "**"

    def handle_data(self, data: str) -> None:
        self._blocks[-1] += data.replace("\n", " ")
