"""Turns pydantic's findings into what a person can act on: field, stable code, Spanish message."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from pydantic import StringConstraints
from pydantic_core import ErrorDetails, PydanticCustomError


class FieldError(NamedTuple):
    """One thing wrong with one field."""

    field: str
    """Dotted path, ``citizen.age_band``; empty where the record itself is wrong."""
    code: str
    """Stable English code for programs."""
    message: str
    """Spanish: what was expected and what to do. Never repeats the value, which may be personal."""


def rule(code: str, message: str, field: str = "") -> PydanticCustomError:
    """Return the error a validator raises for a rule of ours; `message` is Spanish and says what to do.

    field: the field to point at, where a rule is about several of them.
    """
    return PydanticCustomError(code, message, {"field": field})


def form(pattern: str, meaning: str) -> StringConstraints:
    """Return the constraint of a text's form. meaning: Spanish, what to write instead of what does not match."""
    _MEANINGS[pattern] = meaning
    return StringConstraints(pattern=pattern)


_MEANINGS: dict[str, str] = {}
"""By pattern. A regular expression tells a person nothing."""


@dataclass(frozen=True)
class _Wording:
    code: str
    message: str


# Keys are pydantic's error types; `{name}` comes from the error's context.
_WORDINGS = {
    "missing": _Wording("missing", "Falta este dato. Agréguelo."),
    "extra_forbidden": _Wording("unknown_field", "Este campo no existe aquí. Quítelo o corrija su nombre."),
    "string_type": _Wording("not_text", "Debe ser un texto. Si son cifras, escríbalas entre comillas."),
    "string_unicode": _Wording("not_text", "Tiene letras que no se pueden leer. Escríbalo otra vez."),
    "string_pattern_mismatch": _Wording("wrong_form", "No tiene la forma esperada: {meaning}"),
    "string_too_short": _Wording("too_short", "Debe tener al menos {min_length} caracteres."),
    "string_too_long": _Wording("too_long", "Debe tener como máximo {max_length} caracteres."),
    "too_short": _Wording("too_few", "Debe tener al menos {min_length} elementos."),
    "too_long": _Wording("too_many", "Debe tener como máximo {max_length} elementos."),
    "literal_error": _Wording("not_in_list", "Debe ser uno de estos: {expected}"),
    "enum": _Wording("not_in_list", "Debe ser uno de estos: {expected}"),
    "union_tag_invalid": _Wording("not_in_list", "Debe ser uno de estos: {expected_tags}"),
    "union_tag_not_found": _Wording("missing", "Falta este dato. Agréguelo."),
    "greater_than_equal": _Wording("too_small", "Debe ser {ge} o más."),
    "less_than_equal": _Wording("too_large", "Debe ser {le} o menos."),
    "float_type": _Wording("not_a_number", "Debe ser un número, sin comillas."),
    "float_parsing": _Wording("not_a_number", "Debe ser un número."),
    "finite_number": _Wording("not_a_number", "Debe ser un número."),
    "int_type": _Wording("not_a_number", "Debe ser un número entero, sin comillas."),
    "int_parsing": _Wording("not_a_number", "Debe ser un número entero."),
    "bool_type": _Wording("not_true_or_false", "Debe ser true o false."),
    "bool_parsing": _Wording("not_true_or_false", "Debe ser true o false."),
    "date_type": _Wording("not_a_date", "Debe ser una fecha: 2026-11-24."),
    "date_parsing": _Wording("not_a_date", "Debe ser una fecha: 2026-11-24."),
    "date_from_datetime_inexact": _Wording("not_a_date", "Debe ser una fecha: 2026-11-24."),
    "date_from_datetime_parsing": _Wording("not_a_date", "Debe ser una fecha: 2026-11-24."),
    "datetime_type": _Wording("not_a_time", "Debe ser fecha y hora con zona: 2026-11-24T09:15:00-05:00."),
    "datetime_parsing": _Wording("not_a_time", "Debe ser fecha y hora con zona: 2026-11-24T09:15:00-05:00."),
    "datetime_from_date_parsing": _Wording("not_a_time", "Debe ser fecha y hora con zona: 2026-11-24T09:15:00-05:00."),
    "timezone_aware": _Wording("no_offset", "Falta la zona horaria. Agregue -05:00 al final."),
    "list_type": _Wording("not_a_list", "Debe ser una lista."),
    "tuple_type": _Wording("not_a_list", "Debe ser una lista."),
    "model_type": _Wording("not_a_record", "Debe tener campos con nombre y valor, como nombre: valor."),
    "dict_type": _Wording("not_a_record", "Debe tener campos con nombre y valor, como nombre: valor."),
    "model_attributes_type": _Wording("not_a_record", "Debe tener campos con nombre y valor, como nombre: valor."),
    "url_parsing": _Wording("not_an_address", "Debe ser una dirección web completa: https://..."),
    "url_scheme": _Wording("not_an_address", "Debe ser una dirección web completa: https://..."),
}
_OTHER = "No es válido. Corríjalo o quítelo."
"""For what pydantic finds and has no wording above: its own words are English."""


def field_errors(errors: Iterable[ErrorDetails]) -> list[FieldError]:
    """Return pydantic's errors (``ValidationError.errors()``) in our words, in the order found."""
    return [_field_error(error) for error in errors]


def _field_error(error: ErrorDetails) -> FieldError:
    context: dict[str, Any] = dict(error.get("ctx", {}))
    if "expected" in context:
        context["expected"] = context["expected"].replace("' or '", "' o '")  # pydantic lists them in English
    if "pattern" in context:
        context["meaning"] = _MEANINGS.get(context["pattern"], context["pattern"])
    field = ".".join(str(part) for part in (*error["loc"], context.get("field")) if part not in {None, ""})
    wording = _WORDINGS.get(error["type"])
    if wording is None:
        # Our own rules arrive with their own code and message, and always say a field.
        return FieldError(field, error["type"], error["msg"] if "field" in context else _OTHER)
    return FieldError(field, wording.code, wording.message.format(**context))
