"""``make report MONTH=2026-11``: a month for the office, with exact figures: one page to print, and a workbook.

A command makes it, not a function: exact figures of centres must not get into the bucket with published files, nor the
library that writes workbooks into the functions' artefact.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
import xlsxwriter

from mac.catalogue_reading import read_or_explain
from mac.operations.arguments import MonthArgument, one_month
from mac.systems import StageOption, find_system
from macexpress.catalogue.index import Index
from macexpress.platform.spanish import REGIONS, SETTINGS, month_name
from macexpress.publication.documents import Figures
from macexpress.publication.figures import (
    attribute,
    entity_status,
    exact_figures,
    figures_of_results,
    freshness,
    months_back,
    procedures_by_entity,
)
from macexpress.publication.pages.charts import Trend, trend
from macexpress.publication.pages.drawing import environment
from macexpress.publication.pages.rows import of_year
from macexpress.publication.tables import FIGURES, cells_of_figures
from macexpress.statistics.store import StatisticsStore
from macexpress.statistics.tally import Tally, added, total
from portal.functions_index import index_of

_FOLDER = Path("build/reports")
_FORMATS: dict[str, dict[str, Any]] = {
    "head": {"bold": True, "bg_color": "#8f1322", "font_color": "#ffffff", "text_wrap": True, "valign": "top"},
    "count": {"num_format": "#,##0"},
    "title": {"bold": True, "font_size": 16},
}


@dataclass(frozen=True)
class Report:
    """The content of a month's report: exact tallies."""

    month: str
    """``yyyy-mm``."""
    centres: Mapping[str, Tally]
    """The month's tallies by centre."""
    months: Mapping[str, Tally]
    """The nation's tallies of this year and the one before, by month (``yyyy-mm``)."""
    all_time: Tally
    index: Index

    @property
    def tally(self) -> Tally:
        """The nation's tally of the month."""
        return self.months.get(self.month, Tally())

    def groups(self, name: str) -> dict[str, Figures]:
        """Return exact figures by an attribute of centres, the largest first."""
        group_of = attribute(self.index, name)
        members: dict[str, list[Tally]] = {}
        for key, tally in self.centres.items():
            members.setdefault(group_of.get(key, "sin dato"), []).append(tally)
        return _ranked({group: exact_figures(total(tallies)) for group, tallies in members.items()})

    def by_centre(self) -> dict[str, Figures]:
        """Return exact figures by centre, the largest first."""
        return _ranked({key: exact_figures(tally) for key, tally in self.centres.items()})

    def by_procedure(self) -> dict[str, Figures]:
        """Return exact figures by procedure, the most asked for first."""
        return _ranked({key: figures_of_results(counts) for key, counts in self.tally.by_procedure.items()})

    def by_entity(self) -> dict[str, Figures]:
        """Return exact figures by entity, the most asked for first."""
        owned = procedures_by_entity(self.tally.by_procedure, self.index)
        return _ranked(
            {e: figures_of_results(added(self.tally.by_procedure[p] for p in own)) for e, own in owned.items()}
        )


def read_report(store: StatisticsStore, month: str, index: Index) -> Report:
    """Return the report of a month (``yyyymm``)."""
    year = int(month[:4])
    months = {f"{key[:4]}-{key[4:]}": tally for at in (year - 1, year) for key, tally in store.months(str(at)).items()}
    all_time = total(store.years().values())
    return Report(f"{month[:4]}-{month[4:]}", store.centre_months(month), months, all_time, index)


def page(report: Report) -> str:
    """Return the report as one page of A4."""
    index, month = report.index, exact_figures(report.tally)
    before, year_ago = months_back(report.month, 13)[-2], months_back(report.month, 13)[0]
    procedures = {key: procedure.name for key, procedure in index.procedures.items()}
    silent = freshness(report.all_time, index).silent
    content = {
        "name": month_name(report.month),
        "year": int(report.month[:4]),
        "demonstration": index.demonstration,
        "month": month,
        "big": [
            (month.attentions, "atenciones"),
            (month.visits or 0, "visitas"),
            (len(report.centres), "centros con atenciones"),
            (report.tally.annulled, "anuladas"),
        ],
        "changes": [_change(report, before), _change(report, year_ago)],
        "trend": _trend(report),
        "departments": _table(report.groups("department"), index.departments, 12),
        "entities": _table(report.by_entity(), index.entities, 8),
        "procedures": _table(report.by_procedure(), procedures, 8),
        "down": [
            (index.entities.get(entity.id, entity.id), entity.reports, entity.last)
            for entity in entity_status(report.tally, index).entities[:6]
        ],
        "silent": [index.centres[key].name.removeprefix("MAC Express ") for key in silent],
    }
    return environment(Path(__file__).parent).get_template("report.html").render(content)


def _change(report: Report, other: str) -> str:
    then = report.months.get(other, Tally()).attentions
    if not then:
        return f"De {month_name(other)} no hay cifras."
    return f"Frente a {month_name(other)}: {report.tally.attentions / then - 1:+.1%}."


def _trend(report: Report) -> Trend:
    months = {key: tally.attentions for key, tally in report.months.items()}
    year = int(report.month[:4])
    return trend(of_year(months, year), of_year(months, year - 1))


def _table(groups: Mapping[str, Figures], names: Mapping[str, str], most: int) -> tuple[list[tuple[str, Figures]], int]:
    """Return at most `most` rows, only groups with attentions, and the number of groups left out."""
    rows = [(names.get(key, key), figures) for key, figures in list(groups.items())[:most] if figures.attentions]
    return rows, len(groups) - most


def _ranked(groups: Mapping[str, Figures]) -> dict[str, Figures]:
    return dict(sorted(groups.items(), key=lambda item: (-item[1].attentions, item[0])))


def write_workbook(report: Report, path: Path) -> None:
    """Write the workbook: one sheet for each way to group the month, all exact."""
    index = report.index
    with xlsxwriter.Workbook(str(path)) as book:
        formats = {name: book.add_format(how) for name, how in _FORMATS.items()}
        _cover(book, formats, report)
        for title, groups, names in (
            ("Centros", report.by_centre(), {key: centre.name for key, centre in index.centres.items()}),
            ("Departamentos", report.groups("department"), index.departments),
            ("Provincias", report.groups("province"), index.provinces),
            ("Regiones", report.groups("natural_region"), REGIONS),
            ("Ámbitos", report.groups("setting"), SETTINGS),
            ("Entidades", report.by_entity(), index.entities),
            ("Trámites", report.by_procedure(), {key: p.name for key, p in index.procedures.items()}),
        ):
            sheet = book.add_worksheet(title)
            sheet.freeze_panes(1, 2)
            sheet.set_column(0, 1, 34)
            sheet.set_column(2, len(FIGURES) + 1, 13, formats["count"])
            head = ("codigo", "nombre", *FIGURES)
            sheet.write_row(0, 0, [name.replace("_", " ") for name in head], formats["head"])
            for line, (key, figures) in enumerate(groups.items(), start=1):
                sheet.write_row(line, 0, (key, names.get(key, key), *cells_of_figures(figures)))
            sheet.autofilter(0, 0, max(len(groups), 1), len(head) - 1)


def _cover(book: Any, formats: Mapping[str, Any], report: Report) -> None:  # noqa: ANN401 - the library has no types
    sheet = book.add_worksheet("Resumen")
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 2, 14, formats["count"])
    sheet.write(0, 0, f"MAC Express, {month_name(report.month)}", formats["title"])
    sheet.write(1, 0, "Cifras exactas, solo para la oficina: no se publican.")
    if report.index.demonstration:
        sheet.write(2, 0, "Demostración: no es dato oficial.")
    for line, (name, value) in enumerate(
        zip(FIGURES, cells_of_figures(exact_figures(report.tally)), strict=True), start=4
    ):
        sheet.write_row(line, 0, (name.replace("_", " "), value))
    top = 6 + len(FIGURES)
    sheet.write_row(top, 0, ("mes", "atenciones"), formats["head"])
    months = sorted(report.months.items())
    for line, (key, tally) in enumerate(months, start=top + 1):
        sheet.write_row(line, 0, (key, tally.attentions))
    chart = book.add_chart({"type": "column"})
    last = top + len(months)
    chart.add_series(
        {
            "name": "Atenciones",
            "categories": ["Resumen", top + 1, 0, last, 0],
            "values": ["Resumen", top + 1, 1, last, 1],
            "fill": {"color": "#8f1322"},
        }
    )
    chart.set_legend({"none": True})
    sheet.insert_chart(3, 3, chart)


def command(
    month: MonthArgument,
    folder: Annotated[Path, typer.Option(help="dónde se escribe")] = _FOLDER,
    stage: StageOption = "",
) -> int:
    """Write page and workbook and print where they are."""
    key = one_month(month)
    report = read_report(find_system(stage).tallies, key, index_of(read_or_explain()))
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"mac-express-{month}{ending}" for ending in (".html", ".xlsx")]
    paths[0].write_text(page(report), encoding="utf-8")
    write_workbook(report, paths[1])
    sys.stdout.write("".join(f"{path}\n" for path in paths))
    return 0
