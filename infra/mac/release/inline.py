"""The hashes of a built portal's inline scripts and styles: the content security policy allows nothing else."""

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

LONGEST_POLICY = 1783
"""Most characters of a content security policy that CloudFront accepts (its quotas page, read 2026-11-25)."""
_NOTHING = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


@dataclass(frozen=True)
class Inline:
    """Hashes of inline scripts and style sheets, in the form of a content security policy."""

    scripts: frozenset[str] = frozenset()
    styles: frozenset[str] = frozenset()
    attributes: tuple[str, ...] = field(default=(), compare=False)
    """``page: what`` for each style or handler in an attribute, which no hash can allow."""

    def __or__(self, other: "Inline") -> "Inline":
        """Return the hashes of both: during a switch two releases are shown for some seconds."""
        return Inline(self.scripts | other.scripts, self.styles | other.styles)

    def parameters(self) -> dict[str, str]:
        """Return the hashes as parameters of template.yaml."""
        return {
            "ScriptHashes": ",".join(sorted(self.scripts) or [_NOTHING]),
            "StyleHashes": ",".join(sorted(self.styles) or [_NOTHING]),
        }


def inline_in(pages: Iterable[Path]) -> Inline:
    """Return the hashes of the inline scripts and styles in some pages."""
    scripts: set[str] = set()
    styles: set[str] = set()
    attributes = []
    for page in sorted(pages):
        reader = _Reader()
        reader.feed(page.read_text(encoding="utf-8"))
        scripts |= reader.scripts
        styles |= reader.styles
        attributes += [f"{page}: {what}" for what in reader.attributes]
    return Inline(frozenset(scripts), frozenset(styles), tuple(attributes))


def content_security_policy(inline: Inline, template: str) -> str:
    """Return the policy of pages in template.yaml, with these hashes."""
    line = next(line for line in template.splitlines() if "default-src 'none'; script-src" in line)
    text = line.strip().removeprefix('- "').removesuffix('"')
    parameters = inline.parameters()
    for name, parameter in (("Scripts", "ScriptHashes"), ("Styles", "StyleHashes")):
        text = text.replace(f"${{{name}}}", "' '".join(parameters[parameter].split(",")))
    return text


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
