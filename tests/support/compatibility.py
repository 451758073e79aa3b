"""Finds changes of the OpenAPI document that would break clients of the released one."""

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]


def breaking_changes(released: Schema, now: Schema) -> Iterator[str]:
    """Yield each operation, answer, field or value that is newly required, or missing while clients may rely on it."""
    for path, methods in released["paths"].items():
        for method, operation in methods.items():
            current = now["paths"].get(path, {}).get(method)
            if current is None:
                yield f"{method} {path} is gone"
                continue
            yield from (
                f"{method} {path} no longer answers {status}"
                for status in operation["responses"].keys() - current["responses"].keys()
            )
    for name, schema in released["components"]["schemas"].items():
        current = now["components"]["schemas"].get(name)
        if current is None:
            yield f"schema {name} is gone"
            continue
        yield from _of_object(name, schema, current)


def _of_object(name: str, released: Schema, now: Schema) -> Iterator[str]:
    properties = now.get("properties", {})
    yield from (f"{name}.{field} is gone" for field in released.get("properties", {}).keys() - properties.keys())
    newly = set(now.get("required", ())) - set(released.get("required", ()))
    yield from (f"{name}.{field} is required now" for field in newly)
    for field, schema in released.get("properties", {}).items():
        if field in properties:
            gone = _values(schema) - _values(properties[field])
            yield from (f"{name}.{field} no longer knows {value}" for value in sorted(gone))
            yield from _narrowed(f"{name}.{field}", schema, properties[field])


def _values(schema: Schema) -> set[str]:
    variants = schema.get("anyOf", [schema])
    return {str(value) for variant in variants for value in variant.get("enum", [variant.get("const")]) if value}


def _narrowed(name: str, released: Schema, now: Schema) -> Iterator[str]:
    for limit in ("maxItems", "maxLength"):
        if limit in now and now[limit] < released.get(limit, float("inf")):
            yield f"{name} takes less than before ({limit})"
    if released.get("type") != now.get("type"):
        yield f"{name} has another type"
