"""The body of a request as JSON text, however it was packed, or the reason why it is not."""

import base64
import binascii
import json
import re
import zlib
from collections.abc import Mapping
from typing import Any

MAX_BYTES = 64 * 1024
_DEEPEST = 10
"""A batch has four levels: envelope, items, item, citizen."""
PARTS = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\\?\Z)|[^"\[\]{}]+|.', re.DOTALL)
"""Strings, brackets, and what is between them. A string that nothing closes ends with the text: otherwise each of its
quotes would begin another that is looked for to the end."""
_MOST_DIGITS = 4000
"""Python refuses to read a little more."""
_GZIP = 16 + zlib.MAX_WBITS


class BodyTooLargeError(Exception):
    """More bytes than are read, as sent or as unpacked."""


class BodyUnreadableError(Exception):
    """Not JSON in UTF-8, or not packed as its headers say."""


def json_text(event: Mapping[str, Any], most: int = MAX_BYTES) -> str:
    """Return the body of an HTTP API event (payload 2.0) of at most `most` bytes as JSON text, as `read_json` reads it.

    The content type is ignored: the bytes decide. ``Content-Encoding: gzip`` is unpacked, never further than the
    limit. Raises BodyTooLargeError or BodyUnreadableError.
    """
    packed = _bytes(event, most)
    if len(packed) > most:
        raise BodyTooLargeError
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding not in {"identity", "gzip"}:
        raise BodyUnreadableError
    unpacked = _gunzip(packed, most) if encoding == "gzip" else packed
    try:
        return json.dumps(read_json(unpacked.decode()))
    except ValueError as error:
        raise BodyUnreadableError from error


def read_json(text: str) -> Any:  # noqa: ANN401 - any JSON value
    """Return a JSON value in which what no record allows is still wrong, but harms nothing else; ValueError for others.

    A name that is repeated in an object becomes a field that no record knows, so that never the last of two values
    wins. What lies deeper than any record is left out, and a number that no record has becomes a text. So one such item
    is rejected, and its neighbours are read.
    """
    try:
        read = _parsed(text)
        deep = _is_deeper(read, _DEEPEST)
    except RecursionError:
        deep = True
    return _parsed(_flat(text)) if deep else read


def _parsed(text: str) -> Any:  # noqa: ANN401
    return json.loads(text, object_pairs_hook=_names_once, parse_int=_number, parse_constant=str)


def _is_deeper(value: Any, levels: int) -> bool:  # noqa: ANN401
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    if inner is None:
        return False
    return not levels or any(isinstance(one, (dict, list)) and _is_deeper(one, levels - 1) for one in inner)


def _names_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        found[f"{name} (repetido)" if name in found else name] = value
    return found


def _number(digits: str) -> int | str:
    return int(digits) if len(digits.lstrip("-")) <= _MOST_DIGITS else digits


def _flat(text: str) -> str:
    """Return JSON text without what lies deeper than _DEEPEST levels: Python reads no more than a thousand."""
    kept, level = [], 0
    for match in PARTS.finditer(text):
        part = match[0]
        level += part in "[{"
        if level <= _DEEPEST:
            kept.append(part)
        level -= part in "]}"
    return "".join(kept)


def _bytes(event: Mapping[str, Any], most: int) -> bytes:
    body = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return body.encode(errors="surrogatepass") if isinstance(body, str) else bytes(body)
    if len(body) > 2 * most:
        raise BodyTooLargeError
    try:
        return base64.b64decode(body, validate=True)
    except binascii.Error as error:
        raise BodyUnreadableError from error


def _gunzip(packed: bytes, most: int) -> bytes:
    unpacker = zlib.decompressobj(_GZIP)
    try:
        unpacked = unpacker.decompress(packed, most + 1)
    except zlib.error as error:
        raise BodyUnreadableError from error
    if len(unpacked) > most:
        raise BodyTooLargeError
    if not unpacker.eof or unpacker.unused_data:
        raise BodyUnreadableError
    return unpacked
