"""All Spanish texts of the citizen portal that its sources mark: the texts that a translation must have.

``site/languages/portal.pot`` has them in gettext's format: `make format` writes it, and the gate compares it.
"""

from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import write_po
from mkdocs.utils.meta import get_data

from macexpress.publication.pages.drawing import TEMPLATES
from portal.language.addresses import blocks
from portal.scripts import FOLDER as SCRIPTS

_SITE = Path(__file__).resolve().parents[2]
_MARKS: dict[str, None] = {"_": None, "gettext": None}
# Without these Babel skips templates that it cannot read, and texts within template literals.
_OPTIONS: dict[str, dict[str, str]] = {
    "jinja2": {"silent": "false"},
    "javascript": {"parse_template_string": "true"},
    "python": {},
}
_HEADER = """\
# Textos del portal ciudadano, en castellano. Este archivo se escribe con: make format
# Para otro idioma vea el manual para desarrolladores, «Add a language».
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"X-Language-Name: \\n"
"X-Reviewed-By: \\n"

"""


def strings() -> Catalog:
    """Return every text with the files that contain it."""
    catalogue = Catalog()
    for file, text in _marked():
        catalogue.add(text, locations=[(file.relative_to(_SITE.parent).as_posix(), 0)])
    return catalogue


def template() -> str:
    """Return the content of portal.pot; the same sources give the same bytes."""
    return _HEADER + entries(strings())


def entries(catalogue: Catalog) -> str:
    """Return the entries of Babel's catalogue as in a .po file, without the header."""
    written = BytesIO()
    write_po(written, catalogue, width=0, omit_header=True, include_lineno=False)
    return written.getvalue().decode().strip() + "\n"


@cache
def _marked() -> tuple[tuple[Path, str], ...]:
    """Return the texts with their files, in the order of the sources; these do not change while a process runs."""
    return tuple(_found())


def _found() -> Iterator[tuple[Path, str]]:
    for file in [*sorted((_SITE / "theme" / "citizen").glob("*.html")), *sorted(TEMPLATES.glob("*.html"))]:
        yield from ((file, text) for text in _called(file, "jinja2"))
    for file in sorted((_SITE / "portal").rglob("*.py")):
        yield from ((file, text) for text in _called(file, "python"))
    for file in sorted(SCRIPTS.rglob("*.js")):
        yield from ((file, text) for text in _called(file, "javascript"))
    for file in sorted((_SITE / "pages").glob("*.md")):
        _, head = get_data(file.read_text(encoding="utf-8"))
        texts = [str(head["title"]), str(head["description"]), *blocks(file.read_text(encoding="utf-8"))]
        yield from ((file, text) for text in texts)


def _called(file: Path, kind: str) -> Iterator[str]:
    with file.open("rb") as source:
        for _, text, _, _ in extract(kind, source, keywords=_MARKS, options=_OPTIONS[kind]):
            yield str(text)
