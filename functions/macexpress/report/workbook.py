"""The report as a workbook: a sheet for each table, its totals as formulas that a reader can follow."""

from collections.abc import Mapping
from datetime import UTC
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from macexpress.report.checks import checks, verdict
from macexpress.report.tables import Cell, Change, Report, Share, Table

_FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16},
    "head": {"bold": True, "bg_color": "#8f1322", "font_color": "#ffffff", "text_wrap": True, "valign": "top"},
    "text": {"text_wrap": True, "valign": "top"},
    "count": {"num_format": "#,##0"},
    "share": {"num_format": "0.0%"},
    "change": {"num_format": "+0.0%;-0.0%"},
    "total": {"bold": True, "top": 1, "num_format": "#,##0"},
    "total share": {"bold": True, "top": 1, "num_format": "0.0%"},
}

_AS_WRITTEN = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
"""A name that begins with ``=`` or is an address stays a text: only our own totals are formulas."""


def workbook(report: Report) -> bytes:
    """Return the workbook (XLSX)."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, _AS_WRITTEN) as book:
        book.set_properties({"created": report.as_of.astimezone(UTC)})
        formats = {name: book.add_format(how) for name, how in _FORMATS.items()}
        cover = book.add_worksheet("Resumen")
        cover.set_column(0, 0, 100, formats["text"])
        cover.write(0, 0, report.title, formats["title"])
        cover.write_column(1, 0, [*report.remarks, "", "Comprobaciones", *map(verdict, checks(report.figures))])
        for table in [*report.shown, *report.details]:
            _sheet(book, formats, table)
    return out.getvalue()


def _sheet(book: Any, formats: Mapping[str, Any], table: Table) -> None:  # noqa: ANN401 - the library has no types
    sheet = book.add_worksheet(table.title)
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, len(table.head) - 1, 16)
    sheet.write_row(0, 0, table.head, formats["head"])
    for line, row in enumerate(table.rows, start=1):
        for column, cell in enumerate(row):
            sheet.write(line, column, cell, formats[_form(cell)])
    last = len(table.rows)
    for column, cell in enumerate(table.total):
        if isinstance(cell, str) or cell is None:
            sheet.write(last + 1, column, cell, formats["total"])
        else:
            parts = f"{xl_rowcol_to_cell(1, column)}:{xl_rowcol_to_cell(last, column)}"
            form = formats["total share" if isinstance(cell, Share) else "total"]
            sheet.write_formula(last + 1, column, f"=SUM({parts})", form, cell)
    if table.note:
        sheet.write(last + 3, 0, table.note)
    if table.rows:
        sheet.autofilter(0, 0, last, len(table.head) - 1)


def _form(cell: Cell) -> str:
    match cell:
        case Share():
            return "share"
        case Change():
            return "change"
        case int():
            return "count"
        case _:
            return "text"
