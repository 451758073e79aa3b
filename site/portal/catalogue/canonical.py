"""The canonical form of a catalogue file, so that a review shows only real changes. Comments are kept.

The first line names the file's JSON Schema (site/schemas), so editors check the file while somebody types.
"""

import json
from collections.abc import Mapping
from datetime import time
from io import StringIO
from pathlib import Path

from pydantic import BaseModel
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from portal.catalogue.records import Centre, Demand, Entity, LifeEvents, NotHereList, Procedure

MODELS: dict[str, type[BaseModel]] = {"entities": Entity, "procedures": Procedure, "centres": Centre}
LISTS: dict[str, type[BaseModel]] = {
    "demand.yaml": Demand,
    "life-events.yaml": LifeEvents,
    "not-here.yaml": NotHereList,
}
_MODELINE = "# yaml-language-server: $schema="


def model_of(path: Path) -> type[BaseModel]:
    """Return the model of the record in a catalogue file, which depends on its folder or name."""
    return MODELS.get(path.parent.name) or LISTS[path.name]


def canonical(text: str, model: type[BaseModel]) -> str:
    """Return a YAML text with its fields in the model's order, one indentation, one width and no trailing spaces."""
    body, tail = _moved(_without_modeline(text), model)
    return modeline(model) + (_written(_round_trip().load(body), model) + tail).lstrip("\n")


def dump(record: BaseModel) -> str:
    """Return a record as the canonical text of its file, without empty fields."""
    return updated("{}", record)


def updated(text: str, record: BaseModel) -> str:
    """Return the canonical text of `record` with the comments of `text`, the present content of its file."""
    body, tail = _moved(_without_modeline(text), type(record))
    node = _round_trip().load(body)
    _update(node, _plain(record.model_dump(mode="python", exclude_defaults=True)))
    return modeline(type(record)) + _written(node, type(record)) + tail


def modeline(model: type[BaseModel]) -> str:
    """Return the line that names the schema of a model's files."""
    above = "../.." if model in MODELS.values() else ".."
    return f"{_MODELINE}{above}/schemas/{model.__name__.lower()}.json\n"


def schema_texts() -> dict[str, str]:
    """Return the schemas of all catalogue files by file name: the same models give the same bytes."""
    return {
        f"{model.__name__.lower()}.json": json.dumps(model.model_json_schema(), ensure_ascii=False, indent=1) + "\n"
        for model in [*MODELS.values(), *LISTS.values()]
    }


def _without_modeline(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(_MODELINE))


def _round_trip() -> YAML:
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 4096  # one line per value: a folded address cannot be copied
    return yaml


def _moved(text: str, model: type[BaseModel]) -> tuple[str, str]:
    """Return the text with its outermost fields in order, each with the comment lines right above it, and its tail.

    The tail is the comment after the last field. ruamel attaches a comment to the field before it, so moving only the
    fields would leave comments with the wrong ones.
    """
    node = _round_trip().load(text)
    if not isinstance(node, CommentedMap) or not node or text.lstrip().startswith("{"):
        return text, ""
    lines = text.splitlines(keepends=True)
    lines[-1] = lines[-1].rstrip("\n") + "\n"
    order = {name: place for place, name in enumerate(model.model_fields)}
    names = sorted(node, key=lambda name: node.lc.key(name)[0])
    starts = [_with_comment(lines, node.lc.key(name)[0]) for name in names]
    end = len(lines)
    while end and lines[end - 1].startswith(("#", "\n")):
        end -= 1
    blocks = dict(zip(names, zip(starts, [*starts[1:], end], strict=True), strict=True))
    inner = [lines[slice(*blocks[name])] for name in sorted(names, key=lambda name: order.get(name, len(order)))]
    tail = "".join(line.rstrip() + "\n" for line in lines[end:]).rstrip("\n")
    body = "".join(line for block in [lines[: starts[0]], *inner] for line in block)
    return body.rstrip("\n") + "\n", tail and tail + "\n"


def _with_comment(lines: list[str], start: int) -> int:
    while start and lines[start - 1].startswith("#"):
        start -= 1
    return start


def _written(node: object, model: type[BaseModel]) -> str:
    if isinstance(node, CommentedMap):
        node.fa.set_block_style()
    out = StringIO()
    _round_trip().dump(_ordered(node, model), out)
    return out.getvalue()


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return f"{value:%H:%M}" if isinstance(value, time) else value


def _update(node: CommentedMap, values: object) -> None:
    """Give `node` these values, and change only what differs so that comments stay where they are."""
    if not isinstance(values, Mapping):
        raise TypeError(f"A record is a mapping, not {type(values).__name__}")
    for name in [name for name in node if name not in values]:
        del node[name]
    for name, value in values.items():
        if isinstance(value, Mapping) and isinstance(node.get(name), CommentedMap):
            _update(node[name], value)
        elif name not in node or node[name] != value:
            node[name] = value


def _ordered(node: object, model: type[BaseModel]) -> object:
    if not isinstance(node, CommentedMap):
        return node
    known = [name for name in model.model_fields if name in node]
    for name in known + [key for key in node if key not in known]:
        inner = model.model_fields.get(name)
        value = node[name]
        if isinstance(value, (CommentedMap, CommentedSeq)) and name not in node.ca.items:
            value.fa.set_block_style()  # otherwise a comment after ``{...}`` would end up inside the block
        for part in value if isinstance(value, CommentedSeq) else [value]:
            nested = _nested_model(inner.annotation) if inner else None
            if nested:
                _ordered(part, nested)
        node.move_to_end(name)
    return node


def _nested_model(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _nested_model(argument)
        if found:
            return found
    return None
