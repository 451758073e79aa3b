"""A language of the citizen portal: what pages need to be drawn in it. Pure."""

from dataclasses import dataclass, field
from gettext import NullTranslations


@dataclass(frozen=True)
class Language:
    """A language, with its translations of the Spanish texts.

    code: ISO 639 as in BCP 47, also the folder it is published in; empty folder for Spanish. name: what its speakers
    call it. tag: the pages' ``lang``.
    """

    code: str
    name: str
    tag: str
    translations: NullTranslations = field(default_factory=NullTranslations, compare=False)

    @property
    def root(self) -> str:
        """Return what its addresses begin with: nothing for Spanish, ``/quy`` for another."""
        return "" if self == SPANISH else f"/{self.code}"

    def gettext(self, spanish: str) -> str:
        """Return a text in this language; the Spanish one where it has none."""
        return self.translations.gettext(spanish)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Return the text for a number of things."""
        return self.translations.ngettext(one, many, count)


# The sources' own language: what people read stands in templates, scripts and Python as it is.
SPANISH = Language("es", "Castellano", "es-PE")
