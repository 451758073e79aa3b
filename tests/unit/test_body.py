"""A body is read in every encoding, and never beyond the limit."""

import base64
import gzip
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macexpress.platform.body import MAX_BYTES, PARTS, BodyTooLargeError, BodyUnreadableError, json_text


def _event(body: bytes, encoding: str | None = None, *, packed: bool = True) -> dict[str, Any]:
    return {
        "headers": {"Content-Encoding": encoding} if encoding else {},
        "body": base64.b64encode(body).decode() if packed else body.decode(),
        "isBase64Encoded": packed,
    }


@given(st.dictionaries(st.text(), st.text() | st.integers()))
def test_the_same_text_however_it_is_packed(content: dict[str, Any]) -> None:
    """Plain, base 64 and gzip give the same text."""
    text = json.dumps(content)
    assert json_text(_event(text.encode(), packed=False)) == text
    assert json_text(_event(text.encode())) == text
    assert json_text(_event(gzip.compress(text.encode()), "gzip")) == text


def _json_of(size: int) -> bytes:
    return json.dumps("x" * (size - 2)).encode()


def test_the_limit_is_exact() -> None:
    """64 KiB pass and one byte more does not, both as sent and as unpacked."""
    assert len(json_text(_event(_json_of(MAX_BYTES)))) == MAX_BYTES
    assert len(json_text(_event(gzip.compress(_json_of(MAX_BYTES)), "gzip"))) == MAX_BYTES
    for event in (
        _event(_json_of(MAX_BYTES + 1)),
        _event(_json_of(MAX_BYTES + 1), packed=False),
        _event(gzip.compress(_json_of(MAX_BYTES + 1)), "gzip"),
        _event(gzip.compress(b" " * 100_000_000), "gzip"),  # a zip bomb is not unpacked further than the limit
    ):
        with pytest.raises(BodyTooLargeError):
            json_text(event)


@given(st.text(alphabet='"\\[]{}a\n'))
def test_what_is_looked_through_is_looked_through_once(text: str) -> None:
    """At most one string is never closed, and it is the last part: to look from each of its quotes takes seconds."""
    parts = [match[0] for match in PARTS.finditer(text)]
    assert "".join(parts) == text
    closed = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
    assert not [part for part in parts[:-1] if part.startswith('"') and not closed.fullmatch(part)]


@pytest.mark.parametrize(
    "event",
    [
        _event(b""),
        _event(b"{"),
        _event(b"\xff\xfe"),
        _event(b"[" * 60_000),
        _event(b"{}", "gzip"),
        _event(gzip.compress(b"{}")[:-1], "gzip"),
        _event(gzip.compress(b"{}") + b"more", "gzip"),
        _event(b"{}", "br"),
        {"headers": {}, "body": "not base 64!", "isBase64Encoded": True},
        {"headers": {}, "body": None, "isBase64Encoded": False},
        {"headers": None},
    ],
)
def test_an_unreadable_body_is_refused(event: dict[str, Any]) -> None:
    """A body that is not JSON, or not encoded as its headers say, raises the error for this and no other."""
    with pytest.raises(BodyUnreadableError):
        json_text(event)
