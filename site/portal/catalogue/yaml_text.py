"""Turns one text of the catalogue into a record, or lists everything that is wrong with the text."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from macexpress.platform.field_errors import field_errors
from portal.catalogue.problems import Problem

Record = TypeVar("Record", bound=BaseModel)


def decoded(path: Path, file: str) -> tuple[str | None, list[Problem]]:
    """Return the text of a UTF-8 file, or None and why it could not be read. `file` is its name in the report."""
    try:
        return path.read_bytes().decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        shown = error.object[error.start : error.start + 1].hex().upper()
        remedy = "Guarde el archivo con codificación UTF-8 y revise sus tildes."
        return None, [Problem(file, f"línea {line}", f"un byte que no es UTF-8 ({shown})", remedy)]
    except OSError as error:
        return None, [Problem(file, "", f"un archivo que no se pudo leer ({error.strerror})", "Agréguelo o corríjalo.")]


def content(text: str, file: str) -> tuple[Any, list[Problem]]:
    """Return the content of a YAML 1.2 text as plain lists, mappings and values, or None and the reason why not.

    ruamel's pure parser, on purpose. The C parsers (PyYAML's, ruamel's optional one) read YAML 1.1, where ``no`` is
    false and ``08:30`` or ``080101`` may be numbers in base 60 or 8, and PyYAML silently keeps the last of two equal
    fields. Measured for 2,500 centres on 2 cores: 3.3 s pure, 0.2 s C; the real 145 files take 0.2 s.
    Reconsider when the catalogue has tens of thousands of files.
    """
    try:
        return YAML(typ="safe", pure=True).load(text), []
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        found, remedy = _in_spanish(str(error.problem))
        return None, [Problem(file, f"línea {line}", found, remedy)]
    except RecursionError:
        return None, [Problem(file, "", "grupos dentro de grupos sin fin", "Corrija la escritura YAML.")]
    except (YAMLError, ValueError) as error:
        # A control character, or 2026-13-45 read as a date: errors without a line number.
        found = f"un valor que no se puede leer ({str(error).partition(chr(10))[0]})"
        return None, [Problem(file, "", found, "Busque una fecha imposible o una letra extraña y corríjala.")]


# What was found and what to do (Spanish) for common mistakes, by the beginning of ruamel's message.
_MISTAKES = {
    "mapping values are not allowed": ("dos puntos donde no se esperan", "Ponga el texto entre comillas."),
    "could not find expected ':'": ("un campo sin dos puntos", "Escriba campo: valor."),
    "found character '\\t'": ("una tabulación", "Use espacios."),
    "expected <block end>": ("una sangría distinta de la de sus vecinos", "Alinee el campo con los demás."),
    "expected '<document start>'": ("una sangría distinta de la de sus vecinos", "Alinee el campo con los demás."),
    "expected ',' or": ("una lista sin cerrar", "Cierre el corchete o la llave."),
    "found unexpected end of stream": ("comillas sin cerrar", "Cierre las comillas."),
    "found unexpected document separator": ("comillas sin cerrar", "Cierre las comillas."),
    "but found another document": ("un segundo registro tras ---", "Cada registro va en su propio archivo."),
    "found duplicate key": ("un campo repetido", "Deje el campo una sola vez."),
}


def _in_spanish(message: str) -> tuple[str, str]:
    for beginning, wording in _MISTAKES.items():
        if message.startswith(beginning):
            return wording
    return message.partition("\n")[0], "Corrija la escritura YAML de esa línea."


def parse(text: str, model: type[Record], file: str) -> tuple[Record | None, list[Problem]]:
    """Return the record in a YAML text, or None and every problem found in it."""
    values, problems = content(text, file)
    return (None, problems) if problems else validated(values, model, file)


def validated(values: object, model: type[Record], file: str) -> tuple[Record | None, list[Problem]]:
    """Return the record with these values, or None and every problem, with the field's dotted path."""
    try:
        return model.model_validate(values), []
    except ValidationError as error:
        details = error.errors()
        return None, [
            Problem(file, found.field, value_text(detail["input"], detail["type"]), found.message)
            for found, detail in zip(field_errors(details), details, strict=True)
        ]


def partial_record(values: object, model: type[Record], wrong: Collection[Problem]) -> Record | None:
    """Return the readable part of a record with problems, only to check its links in the same report.

    A wrong field gets its default, or None if it has none. Returns None where there is no record at all.
    """
    if not isinstance(values, Mapping):
        return None
    bad = {problem.field.split(".", 1)[0] for problem in wrong}
    good: dict[str, Any] = {
        name: TypeAdapter(field.annotation).validate_python(values[name])
        for name, field in model.model_fields.items()
        if name in values and name not in bad
    }
    required: dict[str, Any] = dict.fromkeys(name for name, field in model.model_fields.items() if field.is_required())
    return model.model_construct(**(required | good))


def value_text(value: object, error_type: str = "") -> str:
    """Return a value as a report shows it, in Spanish and at most 60 characters long."""
    if error_type == "missing" or value is None:
        return "nada"
    if isinstance(value, Mapping):
        return "un grupo de campos"
    if isinstance(value, (list, tuple)):
        return "una lista"
    text = str(value).lower() if isinstance(value, bool) else repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."
