"""Spreadsheets as people make them: rows of the small catalogue, written as a file beside it."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from portal.sheets.columns import COLUMNS
from portal.sheets.spreadsheet import Import, import_of

CUSCO = {
    "id": "mac-cusco",
    "name": "MAC Express Cusco",
    "host_kind": "municipality",
    "host_name": "Municipalidad Provincial de Cusco",
    "department": "08",
    "district": "080101",
    "latitude": "-13.5",
    "longitude": "-71.97",
    "opening_hours": "mon-fri 08:00-16:45",
    "source_url": "https://www.gob.pe/mac",
}

DNI = {
    "id": "duplicado-dni",
    "entity": "reniec",
    "name": "Duplicado de DNI",
    "summary": "Otro DNI cuando se perdió el suyo.",
    "cost_soles": "30.4",
    "requirements": "Comprobante de pago\nSi es menor, DNI de su madre o padre; o de quien lo cuida",
    "delivery": "DNI en la agencia que usted elija",
    "source_url": "https://www.gob.pe/dni",
    "source_date": "2026-01-22",
}


def sheet(kind: str, *rows: Mapping[str, str], separator: str = ";") -> str:
    """Return a sheet with every column of a kind of record; a cell that a row does not have is empty."""
    out = io.StringIO()
    names = [column.name for column in COLUMNS[kind]]
    writer = csv.DictWriter(out, names, restval="", delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def file(folder: Path, content: str | bytes) -> Path:
    """Write a sheet beside a catalogue and return its path."""
    path = folder.parent / "lista.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def imported(kind: str, path: Path, folder: Path) -> Import:
    """Import a sheet as `make import ... WRITE=yes` does, and return what it did."""
    done = import_of(kind, path, folder)
    done.save()
    return done
