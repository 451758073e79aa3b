"""The files that describe the open data: its descriptor (specs.frictionlessdata.io/data-package, v1) and changelog."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from macexpress.platform.lima import lima_day
from macexpress.publication.documents import Change, Changelog
from macexpress.publication.tables import HEADER
from macexpress.statistics.editions import Revision

_TEXTS = frozenset({"mes", "grupo", "codigo", "nombre"})
_NUMBERS = frozenset({"opinion"})
TABLE_SCHEMA = "statistics/table.schema.json"
PUBLISHED_SCHEMA = "published.table.schema.json"
"""Of the table that the portal's build writes."""

_RULE = (
    "Las cifras de cada mes salen el día 1 del siguiente, y el día 1 de los que siguen se suma lo que llegó después. "
    "Un mes se cierra el primer día 1 que llega 90 días después de terminar, y sus archivos no cambian más. Una "
    "corrección posterior es una edición nueva, con su propio archivo, que dice por qué. Sale el día 1 siguiente. "
    "Suma lo que llegó y resta lo anulado, de 5 en 5: menos de cinco atenciones no cambian ninguna cifra."
)
_FORM = (
    Change(
        day=date(2026, 11, 27),
        reason="Todas las cifras por mes, lugar, trámite y resultado van de 5 en 5 y suman lo mismo. Cómo terminaron "
        "las atenciones se publica por país, departamento, trámite y entidad. El CSV ya no tiene la columna «exacto». "
        "«generated_at» de un mes dice hasta cuándo cuenta. Lo que llegó tarde y no se ve no mueve ninguna mediana.",
    ),
    Change(
        day=date(2026, 11, 25),
        reason="Los meses dicen cuándo se cierran y dan cifras por grupo; el CSV tiene una columna por medida.",
    ),
)


def datapackage(months: Iterable[str], revisions: Iterable[Revision]) -> dict[str, Any]:
    """Return the descriptor, its paths relative to ``/data/v1/``; months as ``yyyy-mm``.

    The tables share one schema in a file of its own: repeated for each table it would be most of the descriptor.
    """
    names = [*months, *(f"{r.month[:4]}-{r.month[4:]}.r{r.number}" for r in revisions)]
    return {
        "profile": "data-package",
        "name": "mac-express",
        "title": "MAC Express: trámites, centros y atenciones",
        "description": "Las atenciones se cuentan una sola vez. Por mes van de 5 en 5, para proteger la privacidad.",
        "resources": [
            _json("catalogue", "catalogue.json", "Entidades, trámites y centros"),
            _json("centres", "centres.geojson", "Dónde están los centros"),
            _json("national", "statistics/national.json", "Cifras de todo el país"),
            _json("freshness", "statistics/freshness.json", "Meses con cifras de cada centro"),
            _json("changelog", "statistics/changelog.json", "Correcciones y cambios de forma"),
            _json("status", "status.json", "Sistemas de entidades que no funcionaron"),
            _json("today", "today.json", "Sistemas de entidades que no funcionan ahora"),
            _json("published-json", "published.json", "Cifras publicadas por la PCM, con sus boletines"),
            _table("published", "published.csv", "Cifras publicadas por la PCM", PUBLISHED_SCHEMA),
            *(
                _table(f"month-{name}", f"statistics/{name}.csv", f"Atenciones de {name}", TABLE_SCHEMA)
                for name in sorted(names)
            ),
        ],
    }


def table_schema() -> dict[str, Any]:
    """Return the schema that all months' tables share (Table Schema, v1)."""
    return {
        "fields": [{"name": name, "type": _type(name)} for name in HEADER],
        "primaryKey": ["mes", "grupo", "codigo"],
    }


def _type(name: str) -> str:
    return "string" if name in _TEXTS else "number" if name in _NUMBERS else "integer"


def _json(name: str, path: str, title: str) -> dict[str, Any]:
    return {
        "name": name,
        "path": path,
        "title": title,
        "format": path.rpartition(".")[2],
        "mediatype": "application/json",
    }


def _table(name: str, path: str, title: str, schema: str) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": path,
        "title": title,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n"},
        "schema": schema,
    }


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
