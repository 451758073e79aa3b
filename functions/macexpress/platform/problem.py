"""Errors as RFC 9457 problems: a stable English code for programs, Spanish words for people."""

import json
from typing import Any, NamedTuple

from macexpress.platform.field_errors import FieldError

CONTENT_TYPE = "application/problem+json"


class Refusal(NamedTuple):
    """Why a request is refused."""

    status: int
    code: str
    """Stable English code for programs."""
    title: str
    """Spanish, like `detail`."""
    detail: str
    errors: list[FieldError] | None = None
    """The fields that are wrong, if it is about fields."""


class RefusedError(Exception):
    """Ends a request with a refusal."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


UNAUTHORIZED = Refusal(401, "no_valid_token", "Falta iniciar sesión", "Inicie sesión y envíe otra vez.")
NOT_FOUND = Refusal(404, "not_found", "No se encontró", "Revise la dirección o el código.")


def problem(status: int, code: str, title: str, detail: str, errors: list[FieldError] | None = None) -> str:
    """Return the JSON of a problem. `title` and `detail` are Spanish; `errors` names the wrong fields, if any."""
    content: dict[str, Any] = {"type": "about:blank", "status": status, "code": code, "title": title, "detail": detail}
    if errors:
        content["errors"] = [error._asdict() for error in errors]
    return json.dumps(content, ensure_ascii=False)
