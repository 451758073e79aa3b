"""The catalogue as open data: JSON with JSON Schemas, CSV for spreadsheets. Pure: the catalogue in, files out.

VERSION is the version of the form, not of the content: it changes only when readers would break.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from portal.catalogue.reading import Catalogue
from portal.catalogue.records import Centre, Entity, Procedure
from portal.sheets.columns import COLUMNS
from portal.sheets.spreadsheet import exported

VERSION = 1

_CREDITS = [
    "Posición de los Tambos: © colaboradores de OpenStreetMap, ODbL 1.0, https://www.openstreetmap.org/copyright",
    "Posición de distritos y centros poblados: INEI, por jmcastagnetto/ubigeo-peru-aumentado, MIT",
]
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_VERSIONS: dict[str, object] = {
    "version": {"const": VERSION, "description": "Form of this file; changes only when a reader would break."},
    "catalogue_version": {"type": "string", "description": "Changes with any record."},
    "credits": {"type": "array", "items": {"type": "string"}},
}


class _PublishedSchema(GenerateJsonSchema):
    def time_schema(self, schema: object) -> dict[str, Any]:  # noqa: ARG002 - hours have one form here
        return {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$"}


def open_data(catalogue: Catalogue) -> Mapping[str, str | bytes]:
    """Return each file under /data/v1/ by its address. The CSV files have the columns that `make import` takes."""
    return {
        **{f"data/v1/{kind}.csv": exported(catalogue, kind) for kind in COLUMNS},
        "data/v1/catalogue.json": _text(_catalogue(catalogue)),
        "data/v1/catalogue.schema.json": _text(_catalogue_schema()),
        "data/v1/centres.geojson": _text(_centres(catalogue)),
        "data/v1/centres.schema.json": _text(_centres_schema()),
    }


def _catalogue(catalogue: Catalogue) -> dict[str, object]:
    return {
        **_versions(catalogue),
        "entities": _records(catalogue.entities.values()),
        "procedures": _records(catalogue.procedures.values()),
        "centres": _records(catalogue.centres.values()),
    }


def _centres(catalogue: Catalogue) -> dict[str, object]:
    return {"type": "FeatureCollection", **_versions(catalogue), "features": _features(catalogue.centres.values())}


def _versions(catalogue: Catalogue) -> dict[str, object]:
    return {"version": VERSION, "catalogue_version": catalogue.version, "credits": _CREDITS}


def _records(records: Iterable[BaseModel]) -> list[dict[str, Any]]:
    return [record.model_dump(exclude_none=True) for record in records]


def _features(centres: Iterable[Centre]) -> list[dict[str, object]]:
    return [
        {
            "type": "Feature",
            # RFC 7946: longitude first.
            "geometry": centre.position
            and {"type": "Point", "coordinates": [centre.position.longitude, centre.position.latitude]},
            "properties": centre.model_dump(exclude_none=True, exclude={"position"}),
        }
        for centre in centres
    ]


def _catalogue_schema() -> dict[str, object]:
    lists: dict[str, type[BaseModel]] = {"entities": Entity, "procedures": Procedure, "centres": Centre}
    definitions = _definitions(lists.values())
    return {
        "$schema": _DIALECT,
        "title": "MAC Express catalogue",
        "type": "object",
        "required": ["version", "catalogue_version", *lists],
        "properties": {
            **_VERSIONS,
            **{
                name: {"type": "array", "items": {"$ref": f"#/$defs/{model.__name__}"}} for name, model in lists.items()
            },
        },
        "$defs": definitions,
    }


def _centres_schema() -> dict[str, object]:
    definitions = _definitions([Centre])
    point = {
        "type": "object",
        "required": ["type", "coordinates"],
        "properties": {
            "type": {"const": "Point"},
            "coordinates": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
        },
    }
    feature = {
        "type": "object",
        "required": ["type", "geometry", "properties"],
        "properties": {
            "type": {"const": "Feature"},
            "geometry": {"anyOf": [point, {"type": "null"}], "description": "null: no fixed place is known"},
            "properties": {"$ref": "#/$defs/Centre"},
        },
    }
    return {
        "$schema": _DIALECT,
        "title": "MAC Express centres, GeoJSON (RFC 7946)",
        "type": "object",
        "required": ["type", "version", "catalogue_version", "features"],
        "properties": {
            "type": {"const": "FeatureCollection"},
            **_VERSIONS,
            "features": {"type": "array", "items": feature},
        },
        "$defs": definitions,
    }


def _definitions(models: Iterable[type[BaseModel]]) -> object:
    _, schema = models_json_schema([(model, "validation") for model in models], schema_generator=_PublishedSchema)
    return _open(schema["$defs"])


def _open(schema: object) -> object:
    """Allow additional fields: readers that check later files with today's schema should not break."""
    if isinstance(schema, dict):
        return {key: _open(value) for key, value in schema.items() if key != "additionalProperties"}
    return [_open(value) for value in schema] if isinstance(schema, list) else schema


def _text(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=_plain) + "\n"


def _plain(value: object) -> str:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON form for {value!r}")
