"""A language of the citizen portal: what is needed to draw pages in it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Language:
    """A language of the portal."""

    code: str
    """ISO 639; also the folder in which it is published."""
    name: str
    """What its speakers call it."""
    tag: str
    """The ``lang`` of its pages."""
    texts: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Its translations, by the Spanish text."""

    @property
    def root(self) -> str:
        """Return the beginning of its addresses: empty for Spanish, like ``/quy`` for another."""
        return "" if self == SPANISH else f"/{self.code}"

    def gettext(self, spanish: str) -> str:
        """Return a text in this language, or the Spanish one if it has none. Babel looks for this function's name."""
        return self.texts.get(spanish, spanish)


# The language of the sources: templates, scripts and Python contain the texts that people read.
SPANISH = Language("es", "Castellano", "es-PE")
