"""``make report MONTH=2026-11``: the programme's monthly report for the office, as a page to print and a workbook.

A command makes it, not a function: exact figures of centres must not get into the bucket with published files, and its
tables stand beside those of the programme's bulletins, which only the whole catalogue has.
"""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from mac.catalogue_reading import read_or_explain
from mac.errors import UserError
from mac.operations.arguments import MonthArgument, one_month
from mac.report.checks import checks
from mac.report.counted import Counted, counted_figures, detail_tables, office_tables
from mac.report.figures import ReportFigures
from mac.report.page import page, title
from mac.report.published import published_figures
from mac.report.tables import Table, tables
from mac.report.workbook import write_workbook
from mac.systems import StageOption, find_system
from macexpress.statistics.store import StatisticsStore
from portal.catalogue.catalogue import Catalogue
from portal.functions_index import index_of

_FOLDER = Path("build/reports")
_EXACT = "Cifras exactas, solo para la oficina: no se publican."
_GENERATED = "Demostración: no es dato oficial. Estas cifras cuentan un día generado por programa."
_PUBLISHED = "Hecho con lo que publicó la PCM. Este sistema no lo contó."


def read_counted(store: StatisticsStore, month: str, catalogue: Catalogue) -> Counted:
    """Return what a system has of a month (``yyyy-mm``)."""
    year, key = int(month[:4]), month.replace("-", "")
    months = {f"{at[:4]}-{at[4:]}": tally for y in (year - 1, year) for at, tally in store.months(str(y)).items()}
    index = replace(index_of(catalogue), demonstration=store.has_generated())
    return Counted(month, store.centre_months(key), months, store.years(), catalogue, index)


def command(
    month: MonthArgument,
    folder: Annotated[Path, typer.Option(help="dónde se escribe")] = _FOLDER,
    stage: StageOption = "",
    published: Annotated[bool, typer.Option("--published", help="de lo que publicó la PCM, sin sistema")] = False,
) -> int:
    """Write page and workbook and print where they are."""
    one_month(month)
    catalogue = read_or_explain()
    if published:
        if month not in catalogue.published.months():
            raise UserError(f"La PCM no publicó {month}, o aún no está en site/catalogue/published.")
        figures = published_figures(catalogue.published, month)
        paths = _write(figures, [_PUBLISHED], [], [], folder / f"pcm-{month}")
    else:
        counted = read_counted(find_system(stage).tallies, month, catalogue)
        remarks = [_EXACT, *([_GENERATED] if counted.index.demonstration else [])]
        others, details = list(office_tables(counted)), list(detail_tables(counted))
        paths = _write(counted_figures(counted), remarks, others, details, folder / f"mac-express-{month}")
    sys.stdout.write("".join(f"{path}\n" for path in paths))
    return 0


def _write(
    figures: ReportFigures, remarks: list[str], others: list[Table], details: list[Table], stem: Path
) -> tuple[Path, Path]:
    """Write the page with `others` after the programme's tables, and the workbook with `details` too."""
    shown, checked = [*tables(figures), *others], checks(figures)
    stem.parent.mkdir(parents=True, exist_ok=True)
    html, book = stem.with_name(f"{stem.name}.html"), stem.with_name(f"{stem.name}.xlsx")
    html.write_text(page(figures, remarks, shown, checked), encoding="utf-8")
    write_workbook(book, title(figures), remarks, [*shown, *details], checked)
    return html, book
