"""The report as a workbook: a sheet for each table, its totals as formulas that a reader can follow."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from mac.report.tables import Cell, Change, Share, Table
from portal.published.comparisons import Comparison

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

_AS_WRITTEN = {"strings_to_formulas": False, "strings_to_urls": False}
"""A name that begins with ``=`` or is an address stays a text: only our own totals are formulas."""


def write_workbook(
    path: Path, title: str, remarks: Sequence[str], tables: Iterable[Table], checks: Iterable[Comparison]
) -> None:
    """Write the workbook. remarks: what its first sheet says below the title."""
    with xlsxwriter.Workbook(str(path), _AS_WRITTEN) as book:
        formats = {name: book.add_format(how) for name, how in _FORMATS.items()}
        cover = book.add_worksheet("Resumen")
        cover.set_column(0, 0, 100, formats["text"])
        cover.write(0, 0, title, formats["title"])
        cover.write_column(1, 0, [*remarks, "", "Comprobaciones", *map(verdict, checks)])
        for table in tables:
            _sheet(book, formats, table)


def verdict(check: Comparison) -> str:
    """Return a check as a line: that it passed, or the difference."""
    return f"{'Cuadra' if check.passed else 'NO CUADRA'}. {check}"


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
