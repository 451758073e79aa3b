"""The descriptor of the open data, as a Frictionless data package (specs.frictionlessdata.io/data-package, v1)."""

from collections.abc import Iterable
from typing import Any

from macexpress.statistics.spreadsheet import HEADER

_TYPES = {"atenciones": "integer"}


def datapackage(months: Iterable[str]) -> dict[str, Any]:
    """Return the descriptor, its paths relative to ``/data/v1/``; months as ``yyyy-mm``."""
    tables = [_table(month) for month in sorted(months)]
    return {
        "profile": "data-package",
        "name": "mac-express",
        "title": "MAC Express: trámites, centros y atenciones",
        "description": "Las atenciones se cuentan una sola vez. Por centro y grupos de centros, de cinco en cinco.",
        "resources": [
            _json("catalogue", "catalogue.json", "Entidades, trámites y centros"),
            _json("centres", "centres.geojson", "Dónde están los centros"),
            _json("national", "statistics/national.json", "Cifras de todo el país"),
            _json("freshness", "statistics/freshness.json", "Último día recibido de cada centro"),
            *tables,
        ],
    }


def _json(name: str, path: str, title: str) -> dict[str, Any]:
    return {
        "name": name,
        "path": path,
        "title": title,
        "format": path.rpartition(".")[2],
        "mediatype": "application/json",
    }


def _table(month: str) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": f"month-{month}",
        "path": f"statistics/{month}.csv",
        "title": f"Atenciones de {month}",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n"},
        "schema": {
            "fields": [{"name": name, "type": _TYPES.get(name, "string")} for name in HEADER],
            "primaryKey": ["mes", "grupo", "codigo"],
        },
    }
