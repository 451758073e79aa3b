"""A language of the citizen portal: what pages need to be drawn in it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Language:
    """A language, with its translations by the Spanish text.

    code: ISO 639, also the folder it is published in. name: what its speakers call it. tag: the pages' ``lang``.
    """

    code: str
    name: str
    tag: str
    texts: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def root(self) -> str:
        """Return what its addresses begin with: nothing for Spanish, ``/quy`` for another."""
        return "" if self == SPANISH else f"/{self.code}"

    def gettext(self, spanish: str) -> str:
        """Return a text in this language; the Spanish one where it has none. The name is one that Babel looks for."""
        return self.texts.get(spanish, spanish)


# The sources' own language: what people read stands in templates, scripts and Python as it is.
SPANISH = Language("es", "Castellano", "es-PE")
