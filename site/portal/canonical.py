"""The one form a catalogue file has, so that a change in a review shows only what changed. Comments are kept."""

from datetime import time
from io import StringIO
from pathlib import Path

from pydantic import BaseModel
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from macexpress.catalogue.records import Centre, Entity, Highlights, Procedure

MODELS: dict[str, type[BaseModel]] = {"entities": Entity, "procedures": Procedure, "centres": Centre}


def model_of(path: Path) -> type[BaseModel]:
    """Return the model of the record in a catalogue file, told by its folder."""
    return MODELS.get(path.parent.name, Highlights)


def canonical(text: str, model: type[BaseModel]) -> str:
    """Return a YAML text with its fields in the model's order, one indentation, one width and no trailing spaces."""
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 4096  # one line a value: a folded address cannot be copied
    out = StringIO()
    yaml.dump(_ordered(yaml.load(text), model), out)
    return out.getvalue()


def dump(record: BaseModel) -> str:
    """Return a record as the canonical text of its file, empty fields left out."""
    yaml = YAML()
    yaml.width = 4096
    out = StringIO()
    yaml.dump(_plain(record.model_dump(mode="python", exclude_defaults=True)), out)
    return canonical(out.getvalue(), type(record))


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return f"{value:%H:%M}" if isinstance(value, time) else value


def _ordered(node: object, model: type[BaseModel]) -> object:
    if not isinstance(node, CommentedMap):
        return node
    known = [name for name in model.model_fields if name in node]
    for name in known + [key for key in node if key not in known]:
        inner = model.model_fields.get(name)
        for part in node[name] if isinstance(node[name], CommentedSeq) else [node[name]]:
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
