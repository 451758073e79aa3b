"""The body of a request as JSON text, however it was packed, or the reason why it is not."""

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from typing import Any

MAX_BYTES = 64 * 1024
_GZIP = 16 + zlib.MAX_WBITS


class BodyTooLargeError(Exception):
    """More than MAX_BYTES, as sent or as unpacked."""


class BodyUnreadableError(Exception):
    """Not JSON in UTF-8, or not packed as its headers say."""


def json_text(event: Mapping[str, Any]) -> str:
    """Return the body of an HTTP API event (payload 2.0) as JSON text of at most MAX_BYTES.

    The content type is ignored: the bytes decide. ``Content-Encoding: gzip`` is unpacked, never further than the
    limit. Raises BodyTooLargeError or BodyUnreadableError.
    """
    packed = _bytes(event)
    if len(packed) > MAX_BYTES:
        raise BodyTooLargeError
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding not in {"identity", "gzip"}:
        raise BodyUnreadableError
    unpacked = _gunzip(packed) if encoding == "gzip" else packed
    try:
        text = unpacked.decode()
        json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BodyUnreadableError from error
    return text


def _bytes(event: Mapping[str, Any]) -> bytes:
    body = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return body.encode(errors="surrogatepass") if isinstance(body, str) else bytes(body)
    if len(body) > 2 * MAX_BYTES:
        raise BodyTooLargeError
    try:
        return base64.b64decode(body, validate=True)
    except binascii.Error as error:
        raise BodyUnreadableError from error


def _gunzip(packed: bytes) -> bytes:
    unpacker = zlib.decompressobj(_GZIP)
    try:
        unpacked = unpacker.decompress(packed, MAX_BYTES + 1)
    except zlib.error as error:
        raise BodyUnreadableError from error
    if len(unpacked) > MAX_BYTES:
        raise BodyTooLargeError
    if not unpacker.eof or unpacker.unused_data:
        raise BodyUnreadableError
    return unpacked
