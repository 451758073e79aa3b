"""How citizen templates draw: their filters, the one sheet, their scripts."""

import re
from collections.abc import Sequence
from functools import cache, partial
from gettext import ngettext
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup

from portal.language import wording
from portal.language.language import SPANISH, Language
from portal.language.script_words import written
from portal.open_data.linked_data import of_centre, of_procedure
from portal.pages.procedures import called
from portal.territory.finder_files import compact_hours

_INLINE = Path(__file__).resolve().parents[2] / "theme" / "inline"


def draws(template: str | None) -> bool:
    """Tell whether a template is one of ours for citizens; Material draws the handbook."""
    return template is not None and (template.startswith("citizen/") or template == "404.html")


def prepare(
    environment: Environment, language: Language = SPANISH, offered: Sequence[Language] = (SPANISH,)
) -> Environment:
    """Return the environment with what citizen templates use. Ours escape what they print, Material's do it by hand.

    language: that they are drawn in. offered: every language that the portal is published in.
    """
    environment.autoescape = draws
    environment.add_extension("jinja2.ext.i18n")
    # No plural forms: a count is one of two texts, and the languages spoken here have no more.
    environment.install_gettext_callables(language.gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.filters.update(
        called=called,
        compact_hours=compact_hours,
        day=partial(wording.day, language=language),
        hostname=wording.hostname,
        kilometres=partial(wording.kilometres, language=language),
        linked_centre=partial(of_centre, language=language),
        linked_procedure=of_procedure,
        listed=partial(wording.listed, language=language),
        of_day=partial(wording.of_day, language=language),
        price=partial(wording.price, language=language),
        sentence=wording.sentence,
        weekly=partial(wording.weekly, language=language),
    )
    # The same bytes on every page of a kind: pages compress together, and a policy can name them by their hashes.
    environment.globals.update(
        sheet=Markup(_sheet((_INLINE / "sheet.css").read_text(encoding="utf-8"))),  # noqa: S704 - our own file
        inline=cache(partial(_script, language=language)),
        language=language,
        others=[other for other in offered if other != language],
        # On what records say, where the page is in another language than they are.
        es=Markup("" if language == SPANISH else ' lang="es"'),  # noqa: S704 - our own
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


def _script(name: str, language: Language) -> Markup:
    source = without_comments((_INLINE / name).read_text(encoding="utf-8")).strip()
    return Markup(written(source, language))  # noqa: S704 - our own file
