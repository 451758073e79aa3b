"""How citizen templates draw: their filters, the one sheet, their scripts."""

import re
from functools import cache
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup

from portal import wording
from portal.linked_data import of_centre, of_procedure
from portal.populated_places import compact_hours
from portal.procedure_pages import called

_INLINE = Path(__file__).resolve().parents[1] / "theme" / "inline"


def draws(template: str | None) -> bool:
    """Tell whether a template is one of ours for citizens; Material draws the handbook."""
    return template is not None and (template.startswith("citizen/") or template == "404.html")


def prepare(environment: Environment) -> Environment:
    """Return the environment with what citizen templates use. Ours escape what they print, Material's do it by hand."""
    environment.autoescape = draws
    environment.filters.update(
        called=called,
        compact_hours=compact_hours,
        day=wording.day,
        hostname=wording.hostname,
        kilometres=wording.kilometres,
        linked_centre=of_centre,
        linked_procedure=of_procedure,
        listed=wording.listed,
        of_day=wording.of_day,
        price=wording.price,
        sentence=wording.sentence,
        weekly=wording.weekly,
    )
    # The same bytes on every page of a kind: pages compress together, and a policy can name them by their hashes.
    environment.globals.update(
        sheet=Markup(_sheet((_INLINE / "sheet.css").read_text(encoding="utf-8"))),  # noqa: S704 - our own file
        inline=_script,
    )
    return environment


def compact(html: str) -> str:
    """Return a page without its templates' indentation and empty lines. A line break stays one space to a reader."""
    return re.sub(r"\s*\n\s*", "\n", html).strip() + "\n"


def _sheet(css: str) -> str:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r" ?([{};,>]) ?", r"\1", css).replace(": ", ":").replace(";}", "}").strip()


def without_comments(script: str) -> str:
    """Return one of our scripts without its comments and indentation: the types and reasons stay in the source."""
    lines = (line.strip() for line in re.sub(r"/\*.*?\*/ ?", "", script, flags=re.DOTALL).splitlines())
    return "\n".join(line for line in lines if line and not re.match("//(?!!)", line)) + "\n"


@cache
def _script(name: str) -> Markup:
    return Markup(without_comments((_INLINE / name).read_text(encoding="utf-8")).strip())  # noqa: S704 - our own file
