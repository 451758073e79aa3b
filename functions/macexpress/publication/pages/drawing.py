"""How a page of figures is drawn: a template renders four texts, which are put into the portal's page for figures."""

from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from macexpress.platform.spanish import day_name, moment_name, number, rate
from macexpress.publication.pages.charts import INK

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).with_name("templates")
MARKER = "<!--statistics-->"
"""Where the figures go."""
BACK = "<!--back-->"
"""Where the way back goes."""
TITLE = "[titulo]"
DESCRIPTION = "[descripcion de la pagina]"
_PORTAL = " - MAC Express"
_LONGEST = 70  # browsers and search results cut longer titles
_BETWEEN = "\N{SYMBOL FOR RECORD SEPARATOR}"


def draw(shell: str, template: str, content: Mapping[str, Any]) -> str:
    """Return the shell with a page in it. content: what the template shows. Raises what `filled` raises."""
    title, description, back, body = _joined(environment().get_template(template).render(content)).split(_BETWEEN)
    return filled(shell, _plain(title), _plain(description), back, body)


def filled(shell: str, title: str, description: str, back: str, body: str) -> str:
    """Return the shell with these texts; `back` and `body` are HTML.

    ValueError unless the shell has exactly one place for the figures: better no new page than one without figures.
    """
    if shell.count(MARKER) != 1:
        raise ValueError(f"the shell has {shell.count(MARKER)} markers {MARKER}")
    return (
        shell.replace(TITLE + _PORTAL, escape(_short(title)))
        .replace(TITLE, escape(title))
        .replace(DESCRIPTION, escape(description))
        .replace(BACK, back)
        .replace(MARKER, body)
    )


def _joined(text: str) -> str:
    """Return a template's text without its line breaks and indentation; a space that shows must be within a line."""
    return "".join(line.strip(" ") for line in text.split("\n"))


def _plain(html: str) -> str:
    from markupsafe import Markup  # noqa: PLC0415 - comes with Jinja2

    return Markup(html).unescape()  # noqa: S704 - read, not shown


def _short(title: str) -> str:
    """Return a title for a browser's tab, with the portal's name where there is room for it."""
    if len(title + _PORTAL) <= _LONGEST:
        return title + _PORTAL
    return title if len(title) <= _LONGEST else title[: _LONGEST - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"


@cache
def environment(*folders: Path) -> "Environment":
    """Return the Jinja environment for our templates, and for those in other folders that use the same macros."""
    # Imported at the first page, not at the start: intake and office never draw one (`make bench-cold`).
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415

    made = Environment(
        loader=FileSystemLoader([TEMPLATES, *folders]),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_null_translations(newstyle=True)  # type: ignore[attr-defined] # figures are in Spanish alone
    made.filters.update(number=number, rate=rate, day=day_name, moment=moment_name)
    made.globals.update(INK=INK)
    return made
