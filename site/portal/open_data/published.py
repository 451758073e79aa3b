"""The programme's own figures as open data: JSON with its JSON Schema, CSV with its Table Schema. Pure."""

import csv
from collections.abc import Mapping
from io import StringIO
from typing import Any

from pydantic import BaseModel

from portal.open_data.json_text import schema_of_lists, text
from portal.published.records import Bulletin, Figure
from portal.published.series import Published

VERSION = 1
_OF_FIGURE = tuple(name for name in Figure.model_fields if name not in ("source", "page"))
_OF_BULLETIN = ("source_name", "source_date", "source_url")
_NUMBERS = frozenset({"value", "elsewhere"})


def published_data(published: Published) -> Mapping[str, str | bytes]:
    """Return each file under /data/v1/ by its address. A row of the CSV names its own source, with the page."""
    return {
        "data/v1/published.json": text(
            {
                "version": VERSION,
                "publisher": "Presidencia del Consejo de Ministros",
                "bulletins": [bulletin.model_dump(exclude_none=True) for bulletin in published.bulletins.values()],
                "figures": [figure.model_dump(exclude_none=True) for figure in published.figures],
            }
        ),
        "data/v1/published.schema.json": text(_schema()),
        "data/v1/published.csv": _csv(published),
        "data/v1/published.table.schema.json": text(_table_schema()),
    }


def _csv(published: Published) -> str:
    """Return one row per figure, as the months' tables are written: with a byte order mark, for Excel."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow((*_OF_FIGURE, *_OF_BULLETIN))
    for figure in published.figures:
        bulletin = published.bulletins[figure.source]
        source = (bulletin.name, bulletin.date, published.address(figure))
        writer.writerow((*(getattr(figure, name) for name in _OF_FIGURE), *source))
    return "\ufeff" + out.getvalue()


def _schema() -> dict[str, object]:
    others = {
        "version": {"const": VERSION, "description": "Form of this file; changes only when a reader would break."},
        "publisher": {"type": "string"},
    }
    lists: dict[str, type[BaseModel]] = {"bulletins": Bulletin, "figures": Figure}
    return schema_of_lists("Figures of MAC Express as its programme published them", others, lists, others)


def _table_schema() -> dict[str, Any]:
    names = (*_OF_FIGURE, *_OF_BULLETIN)
    fields = [{"name": name, "type": "number" if name in _NUMBERS else "string"} for name in names]
    return {"fields": fields, "primaryKey": ["period", "channel", "group", "key", "name", "measure"]}
