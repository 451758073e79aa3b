"""What must hold between published figures. Pure: rows in, problems out.

A slip of the source is no mistake of ours: the row that has it says so in its note.
"""

from collections.abc import Collection, Iterator, Mapping

from macexpress.platform.spanish import number
from portal.catalogue.problems import Problem
from portal.catalogue.tables import cell
from portal.published.comparisons import sums
from portal.published.records import Figure


def check(
    figures: Mapping[int, Figure], bulletins: Collection[int], centres: Collection[str], file: str
) -> Iterator[Problem]:
    """Yield figures of an unknown bulletin or centre, figures given twice, and parts that exceed their total.

    figures: by row of the table. bulletins: their numbers. centres: their ids. file: the table's name in the report.
    """
    rows: dict[object, int] = {}
    for row, figure in figures.items():
        if figure.source not in bulletins:
            remedy = "No hay boletín con ese número en published/sources.csv. Agréguelo o corrija el número."
            yield Problem(file, cell(row, "source"), str(figure.source), remedy)
        if figure.centre and figure.centre not in centres:
            remedy = "No hay centro con ese id. Corrija el id o deje la celda vacía."
            yield Problem(file, cell(row, "centre"), repr(figure.centre), remedy)
        first = rows.setdefault(figure.what, row)
        if first != row:
            remedy = f"La misma cifra ya está en la fila {first}. Deje una; la otra va en elsewhere."
            yield Problem(file, cell(row, "value"), str(figure.value), remedy)
    for total, parts, added, _complete in sums(figures.values()):
        # Our own slip of a digit would hide behind a note about something else.
        if added > total.value and number(added) not in (total.note or ""):
            remedy = (
                f"Es menos que {parts}. Corrija lo uno o lo otro; si es así en la fuente, note tiene que decir esa "
                f"suma: {number(added)}."
            )
            yield Problem(file, cell(rows[total.what], "value"), str(total.value), remedy)
