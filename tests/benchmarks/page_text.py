"""The text of a built portal as Markdown, from which every peer is built."""

from html.parser import HTMLParser
from pathlib import Path

from built_page import citizen_pages

_STARTS = {"h1": "# ", "h2": "## ", "h3": "### ", "li": "- ", "dt": "**", "p": "", "dd": "", "summary": "## "}
# Elements without text for a reader, or that only work with a script.
_SILENT = frozenset({"script", "style", "svg", "form", "button"})
_VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr"})


def page_texts(portal: Path) -> dict[str, str]:
    """Return every citizen page of a build as Markdown, by address: as many pages as the portal's own pack holds."""
    pages = citizen_pages(portal)
    return {
        address: markdown(page.source)
        for address, page in pages.items()
        if address.endswith("/") and not address.startswith("/_")
    }


def markdown(html: str) -> str:
    """Return the main part of a citizen page as Markdown: the same headings, paragraphs, lists and links."""
    reader = _Reader()
    reader.feed(html[html.index("<main") : html.index("</main>")])
    return reader.text()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._blocks = [""]
        self._link = ""
        self._silent = 0

    def text(self) -> str:
        blocks = (" ".join(block.split()) for block in self._blocks)
        return "\n\n".join(block for block in blocks if block.strip("#-* ")) + "\n"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if self._silent or tag in _SILENT or "hidden" in values:
            self._silent += tag not in _VOID
            return
        if tag in _STARTS and not (tag == "p" and self._blocks[-1] == "- "):
            self._blocks.append(_STARTS[tag])
        if tag == "a":
            self._link = values.get("href") or ""
            self._blocks[-1] += "["

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            self._silent -= tag not in _VOID
            return
        if tag == "a":
            self._blocks[-1] = self._blocks[-1].rstrip() + f"]({self._link})"
        if tag == "dt":
            self._blocks[-1] += "**"

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._blocks[-1] += data.replace("\n", " ")
