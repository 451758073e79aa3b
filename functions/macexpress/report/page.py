"""The report as a page to print: A4, or a PDF by the browser's own print."""

from pathlib import Path

from macexpress.platform.spanish import number
from macexpress.publication.pages.charts import trend
from macexpress.publication.pages.drawing import environment
from macexpress.publication.pages.rows import of_year
from macexpress.report.checks import checks, verdict
from macexpress.report.tables import Cell, Change, Report, Share, Table


def page(report: Report) -> str:
    """Return the page (HTML), which loads nothing."""
    figures = report.figures
    year = int(figures.month[:4])
    template = environment(Path(__file__).parent).get_template("report.html")
    text = template.render(
        title=report.title,
        remarks=report.remarks,
        nothing="Ninguno." if figures.counted else "No está publicado.",
        # What is not known is left out: it is not zero.
        big=[
            (sum(counts.values()), noun)
            for counts, noun in (
                (figures.kinds, "atenciones"),
                (figures.implemented, "sedes implementadas"),
                (figures.active, "sedes con atenciones"),
            )
            if counts or figures.counted
        ]
        + [(count, noun) for count, noun in zip(figures.offered, ("entidades", "trámites"), strict=True) if count],
        year=year,
        trend=trend(of_year(figures.months, year), of_year(figures.months, year - 1)),
        tables=[_drawn(table) for table in report.shown],
        checks=[(check.passed, verdict(check)) for check in checks(figures)],
    )
    return text.lstrip()  # the template begins with macros


def _drawn(table: Table) -> dict[str, object]:
    return {
        "title": table.title,
        "wide": table.wide,
        "head": table.head,
        "rows": [[(_shown(cell), isinstance(cell, str)) for cell in row] for row in table.rows],
        "total": [(_shown(cell), isinstance(cell, str)) for cell in table.total],
        "note": table.note,
    }


def _shown(cell: Cell) -> str:
    match cell:
        case None:
            return "\N{EN DASH}"
        case Share():
            return f"{cell:.1%}"
        case Change():
            return f"{cell:+.1%}"
        case int():
            return number(cell)
        case _:
            return str(cell)
