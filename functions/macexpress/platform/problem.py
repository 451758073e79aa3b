"""Errors as RFC 9457 problems: a stable English code for programs, Spanish words for people."""

import json
from typing import Any

from macexpress.platform.field_errors import FieldError

CONTENT_TYPE = "application/problem+json"


def problem(status: int, code: str, title: str, detail: str, errors: list[FieldError] | None = None) -> str:
    """Return the JSON of a problem. `title` and `detail` are Spanish; `errors` names the wrong fields, if any."""
    content: dict[str, Any] = {"type": "about:blank", "status": status, "code": code, "title": title, "detail": detail}
    if errors:
        content["errors"] = [error._asdict() for error in errors]
    return json.dumps(content, ensure_ascii=False)
