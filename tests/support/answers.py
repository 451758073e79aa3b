"""What every answer of the API keeps to, whatever was asked."""

import json
import re
from typing import Any

_ANSWER_BYTES = 256 * 1024
ENGLISH = re.compile(
    r"\b(the|should|must|input|valid|invalid|error|expected|field|value|string|unable|missing|required|Traceback)\b"
)
SECRET = "marcador-de-la-prueba"  # must not come back in a message


def check_answer(answer: dict[str, Any], sent: str = "") -> dict[str, Any]:
    """Return the content of an answer that is as the contract promises; AssertionError otherwise."""
    body = answer.get("body") or ""
    assert answer["statusCode"] < 500, body
    assert len(body) <= _ANSWER_BYTES
    content: dict[str, Any] = json.loads(body) if body.startswith("{") else {}
    errors = [*content.get("errors", []), *(e for v in content.get("verdicts", []) for e in v["errors"])]
    messages = [error["message"] for error in errors] + [content.get("title", ""), content.get("detail", "")]
    for message in messages:
        assert not ENGLISH.search(message), message
        assert SECRET not in message, message
        assert "Traceback" not in message
    if answer["statusCode"] >= 400:
        assert content["code"], sent
    return content
