"""How citizen templates draw: their filters, the one sheet, the one script."""

import re
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup

from portal import wording
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
        day=wording.day,
        hostname=wording.hostname,
        kilometres=wording.kilometres,
        listed=wording.listed,
        of_day=wording.of_day,
        price=wording.price,
        sentence=wording.sentence,
        weekly=wording.weekly,
    )
    # The same bytes on every page: pages compress together, and a policy can name them by one hash.
    environment.globals.update(
        sheet=Markup(_sheet((_INLINE / "sheet.css").read_text(encoding="utf-8"))),  # noqa: S704 - our own file
        script=Markup((_INLINE / "improve.js").read_text(encoding="utf-8").strip()),  # noqa: S704 - our own file
    )
    return environment


def compact(html: str) -> str:
    """Return a page without its templates' indentation and empty lines. A line break stays one space to a reader."""
    return re.sub(r"\s*\n\s*", "\n", html).strip() + "\n"


def _sheet(css: str) -> str:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r" ?([{};,>]) ?", r"\1", css).replace(": ", ":").replace(";}", "}").strip()
