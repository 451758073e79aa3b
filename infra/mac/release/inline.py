"""The content security policy of a page: its own inline scripts and styles by their hashes, and nothing else."""

import base64
import hashlib
from dataclasses import dataclass, field
from html.parser import HTMLParser

POLICY = "policy"
"""Under this name a page in the bucket has its policy among its metadata; the CDN sends it (template.yaml)."""
_REST = "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"


@dataclass(frozen=True)
class Inline:
    """Hashes of a page's inline scripts and style sheets, in the form of a content security policy."""

    scripts: tuple[str, ...]
    styles: tuple[str, ...]
    attributes: tuple[str, ...] = field(default=(), compare=False)
    """Each style or handler in an attribute, which no hash can allow."""


def inline_of(page: str) -> Inline:
    """Return the hashes of the inline scripts and styles of a page (HTML)."""
    reader = _Reader()
    reader.feed(page)
    return Inline(tuple(sorted(reader.scripts)), tuple(sorted(reader.styles)), tuple(reader.attributes))


def policy_of(page: str) -> str:
    """Return the content security policy of a page (HTML)."""
    inline = inline_of(page)
    own = f"script-src {_sources(inline.scripts)}; style-src {_sources(inline.styles)}"
    manifest = "manifest-src 'self'; " if ".webmanifest" in page else ""
    return f"default-src 'none'; {own}; {manifest}{_REST}"


def _sources(hashes: tuple[str, ...]) -> str:
    return " ".join(f"'{source}'" for source in ("self", *hashes))


class _Reader(HTMLParser):
    # Browsers do not run data blocks (JSON, linked data), so a policy does not concern them.
    _RUN = frozenset({"", "text/javascript", "module"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.scripts: set[str] = set()
        self.styles: set[str] = set()
        self.attributes: list[str] = []
        self._inside: set[str] | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.attributes += [f"{name}={given[name]!r}" for name in given if name == "style" or name.startswith("on")]
        if tag == "style":
            self._inside, self._text = self.styles, ""
        elif tag == "script" and "src" not in given and (given.get("type") or "") in self._RUN:
            self._inside, self._text = self.scripts, ""

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"} and self._inside is not None:
            digest = hashlib.sha256(self._text.encode()).digest()
            self._inside.add(f"sha256-{base64.b64encode(digest).decode()}")
            self._inside = None
