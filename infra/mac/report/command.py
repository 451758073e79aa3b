"""``make report MONTH=2026-11``: the programme's monthly report, as a page to print and a workbook.

The office has the same on its page. The command is for whoever operates the system, and for what was published before
there was one.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from mac.catalogue_reading import read_or_explain
from mac.errors import UserError
from mac.operations.arguments import MonthArgument, one_month
from mac.report.published import published_report
from mac.systems import StageOption, find_system
from macexpress.platform.lima import lima_day
from macexpress.platform.problem import RefusedError
from macexpress.report.page import page
from macexpress.report.reading import counted_report, read_counted
from macexpress.report.tables import Report
from macexpress.report.workbook import workbook
from macexpress.statistics.store import StatisticsStore
from portal.catalogue.catalogue import Catalogue
from portal.functions_index import details_of, index_of

_FOLDER = Path("build/reports")


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
        made, name = published_report(catalogue.published, month), f"pcm-{month}"
    else:
        made, name = _counted(find_system(stage).tallies, month, catalogue), f"mac-express-{month}"
    folder.mkdir(parents=True, exist_ok=True)
    html, book = folder / f"{name}.html", folder / f"{name}.xlsx"
    html.write_text(page(made), encoding="utf-8")
    book.write_bytes(workbook(made))
    sys.stdout.write(f"{html}\n{book}\n")
    return 0


def _counted(store: StatisticsStore, month: str, catalogue: Catalogue) -> Report:
    today = lima_day(datetime.now(UTC))
    try:
        counted = read_counted(store, month, index_of(catalogue), lambda: details_of(catalogue), today)
    except RefusedError as error:
        raise UserError(f"{error.refusal.title}. {error.refusal.detail}") from error
    return counted_report(counted, today)
