"""How open data is written as JSON, and how its schemas are made from records. Pure."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _PublishedSchema(GenerateJsonSchema):
    def time_schema(self, schema: object) -> dict[str, Any]:  # noqa: ARG002 - hours have one form here
        return {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$"}


def definitions(models: Iterable[type[BaseModel]]) -> object:
    """Return the schemas of records by name, open to fields that later versions add."""
    _, schema = models_json_schema([(model, "validation") for model in models], schema_generator=_PublishedSchema)
    return _open(schema["$defs"])


def schema_of_lists(
    title: str, others: Mapping[str, object], lists: Mapping[str, type[BaseModel]], required: Iterable[str]
) -> dict[str, object]:
    """Return the schema of a file with lists of records. others: its other fields. required: those always there."""
    return {
        "$schema": DIALECT,
        "title": title,
        "type": "object",
        "required": [*required, *lists],
        "properties": {
            **others,
            **{
                name: {"type": "array", "items": {"$ref": f"#/$defs/{model.__name__}"}} for name, model in lists.items()
            },
        },
        "$defs": definitions(lists.values()),
    }


def _open(schema: object) -> object:
    """Allow additional fields: readers that check later files with today's schema should not break."""
    if isinstance(schema, dict):
        return {key: _open(value) for key, value in schema.items() if key != "additionalProperties"}
    return [_open(value) for value in schema] if isinstance(schema, list) else schema


def text(content: object) -> str:
    """Return a content as JSON, without unnecessary spaces and with accents as they are."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=_plain) + "\n"


def _plain(value: object) -> str:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON form for {value!r}")
