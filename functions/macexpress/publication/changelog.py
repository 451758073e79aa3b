"""What changed in the data: corrections of closed months, and changes of form. Pure."""

from collections.abc import Iterable
from datetime import date

from macexpress.platform.lima import lima_day
from macexpress.publication.documents import Change, Changelog
from macexpress.statistics.editions import Revision

_RULE = (
    "Un mes se cierra 90 días después de terminar y sus archivos no cambian más. Una corrección posterior es una "
    "edición nueva, con su propio archivo, que dice por qué."
)
_FORM = (
    Change(
        day=date(2026, 11, 25),
        reason="Los meses dicen cuándo se cierran y dan cifras por grupo; el CSV tiene una columna por medida.",
    ),
)


def changelog(revisions: Iterable[Revision]) -> Changelog:
    """Return the changelog, the latest first."""
    corrections = [
        Change(
            day=lima_day(revision.moment),
            month=f"{revision.month[:4]}-{revision.month[4:]}",
            edition=revision.number,
            reason=revision.reason,
        )
        for revision in revisions
    ]
    latest_first = sorted([*corrections, *_FORM], key=lambda c: (c.day, c.month or "", c.edition or 0), reverse=True)
    return Changelog(rule=_RULE, changes=latest_first)
