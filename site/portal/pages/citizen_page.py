"""What a page for citizens is, before MkDocs writes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class CitizenPage:
    """A page generated from records."""

    path: str
    """Its address below the root, ending in a slash: ``tramites/duplicado-dni-azul/``; empty for the home page."""
    template: str
    """The file in site/theme/citizen that draws it."""
    title: str
    description: str
    content: Mapping[str, object] = field(default_factory=dict)
    """What the template shows."""
