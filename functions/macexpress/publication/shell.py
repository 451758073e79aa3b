"""The page that the portal's build leaves for the statistics, and how its places are filled. Pure."""

from html import escape

MARKER = "<!--statistics-->"
"""Where the figures go."""
BACK = "<!--back-->"
"""Where the way back goes."""
TITLE = "[titulo]"
DESCRIPTION = "[descripcion de la pagina]"
_PORTAL = " - MAC Express"
_LONGEST = 70  # a longer title is cut where it is shown
_ARROW = (
    '<svg class="icon" width="24" height="24" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
    '<path d="M15 5l-7 7 7 7"/></svg>'
)


def _short(title: str) -> str:
    """Return a title for a browser's tab: with the portal's name where there is room, never longer than is shown."""
    if len(title + _PORTAL) <= _LONGEST:
        return title + _PORTAL
    return title if len(title) <= _LONGEST else title[: _LONGEST - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"


def filled(shell: str, title: str, description: str, back: tuple[str, str], content: str) -> str:
    """Return the shell with a page in it. back: address and name of the page above.

    ValueError where the shell has not exactly one place for the figures: better no new page than one without them.
    """
    if shell.count(MARKER) != 1:
        raise ValueError(f"the shell has {shell.count(MARKER)} markers {MARKER}")
    address, name = back
    way = f'<p class="back"><a href="{address}">{_ARROW}{escape(name)}</a></p>'
    return (
        shell.replace(TITLE + _PORTAL, escape(_short(title)))
        .replace(TITLE, escape(title))
        .replace(DESCRIPTION, escape(description))
        .replace(BACK, way)
        .replace(MARKER, content)
    )
