"""The catalogue as open data: JSON with JSON Schemas, CSV for spreadsheets. Pure: the catalogue in, files out.

VERSION is the version of the form, not of the content: it changes only when readers would break.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel

from portal.catalogue.reading import Catalogue
from portal.catalogue.records import Centre, Entity, Procedure
from portal.open_data.json_text import DIALECT, definitions, schema_of_lists, text
from portal.open_data.published import published_data
from portal.sheets.columns import COLUMNS
from portal.sheets.spreadsheet import exported

VERSION = 1

_CREDITS = [
    "Posición de los Tambos: © colaboradores de OpenStreetMap, ODbL 1.0, https://www.openstreetmap.org/copyright",
    "Posición de distritos y centros poblados: INEI, por jmcastagnetto/ubigeo-peru-aumentado, MIT",
]
_VERSIONS: dict[str, object] = {
    "version": {"const": VERSION, "description": "Form of this file; changes only when a reader would break."},
    "catalogue_version": {"type": "string", "description": "Changes with any record."},
    "credits": {"type": "array", "items": {"type": "string"}},
}


def open_data(catalogue: Catalogue) -> Mapping[str, str | bytes]:
    """Return each file under /data/v1/ by its address. The CSV files have the columns that `make import` takes."""
    return {
        **{f"data/v1/{kind}.csv": exported(catalogue, kind) for kind in COLUMNS},
        "data/v1/catalogue.json": text(_catalogue(catalogue)),
        "data/v1/catalogue.schema.json": text(_catalogue_schema()),
        "data/v1/centres.geojson": text(_centres(catalogue)),
        "data/v1/centres.schema.json": text(_centres_schema()),
        **published_data(catalogue.published),
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
    return schema_of_lists("MAC Express catalogue", _VERSIONS, lists, ("version", "catalogue_version"))


def _centres_schema() -> dict[str, object]:
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
        "$schema": DIALECT,
        "title": "MAC Express centres, GeoJSON (RFC 7946)",
        "type": "object",
        "required": ["type", "version", "catalogue_version", "features"],
        "properties": {
            "type": {"const": "FeatureCollection"},
            **_VERSIONS,
            "features": {"type": "array", "items": feature},
        },
        "$defs": definitions([Centre]),
    }
