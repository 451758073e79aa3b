"""What citizen templates use: filters, the style sheet and scripts."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from gettext import ngettext

from jinja2 import Environment
from markupsafe import Markup, escape

from portal.drawing.icons import icon_of
from portal.language import wording
from portal.language.language import SPANISH, Language
from portal.open_data.linked_data import of_centre, of_procedure
from portal.pack import marks
from portal.pages.procedures import called, other_names
from portal.scripts import scripts, sheet
from portal.territory.finder_files import compact_hours


def is_citizen_template(template: str | None) -> bool:
    """Return whether a template is one of ours for citizens; Material draws the handbook."""
    return template is not None and (template.startswith("citizen/") or template == "404.html")


def prepare(
    environment: Environment, language: Language = SPANISH, offered: Sequence[Language] = (SPANISH,)
) -> Environment:
    """Return the environment for citizen templates. Ours escape automatically, Material's escape by hand.

    language: in which they are drawn. offered: all languages in which the portal is published.
    """
    environment.autoescape = is_citizen_template
    environment.add_extension("jinja2.ext.i18n")
    # As on the rest of the page, so that words which stand there already compress to nothing.
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":"), "sort_keys": True}
    # No plural forms: a count has one of two texts, and the languages spoken here need no more.
    environment.install_gettext_callables(language.gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.filters.update(
        called=called,
        compact_hours=compact_hours,
        day=partial(wording.day, language=language),
        first_sentence=wording.first_sentence,
        host=partial(wording.host, language=language),
        hostname=wording.hostname,
        kilometres=partial(wording.kilometres, language=language),
        life=partial(wording.life, language=language),
        linked_centre=of_centre,
        linked_procedure=of_procedure,
        listed=partial(wording.listed, language=language),
        of_day=partial(wording.of_day, language=language),
        other_names=other_names,
        price=partial(wording.price, language=language),
        sentence=wording.sentence,
        when=partial(wording.when, language=language),
        weekly=partial(wording.weekly, language=language),
        unmarked=marks.unmarked,
        **{mark.__name__: _marking(mark) for mark in (marks.shared, marks.row, marks.hole, marks.word, marks.unpacked)},
    )
    made = scripts(language)
    # The same bytes on every page of a kind: pages compress together, and a policy can name them by their hashes.
    environment.globals.update(
        sheet=Markup(sheet("sheet.css")),  # noqa: S704 - our own file
        figure_sheet=Markup(sheet("figures.css")),  # noqa: S704 - our own file
        drawing=lambda group, key: Markup(icon_of(group, key)),  # noqa: S704 - of the pinned set
        inline=lambda name: Markup(made[name]),  # noqa: S704 - our own file
        km=wording.KM,
        language=language,
        others=[other for other in offered if other != language],
        # For texts from records, which are in Spanish, on a page in another language.
        es=Markup("" if language == SPANISH else ' lang="es"'),  # noqa: S704 - our own
    )
    return environment


def _marking(mark: Callable[..., str]) -> Callable[..., Markup]:
    def marked(text: str, *names: object) -> Markup:
        return Markup(mark(escape(text), *names))  # noqa: S704 - escaped, and marks are no markup

    return marked


def without_indentation(html: str) -> str:
    """Return a page without its templates' indentation and empty lines. A browser shows a line break as a space."""
    return re.sub(r"\s*\n\s*", "\n", html).strip() + "\n"
