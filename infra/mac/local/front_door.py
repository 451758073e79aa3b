"""Plays the CDN on loopback: portal files compressed and cached, published files, and ``/api/*`` passed on."""

import asyncio
import gzip
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import httpx
from botocore.exceptions import ClientError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mac.local.deployment import INTAKE_AT_ONCE
from mac.release.inline import policy_of
from mac.release.upload import COMPRESSIBLE, content_type, packed
from macexpress.platform.problem import CONTENT_TYPE, NOT_FOUND, problem

# API Gateway's limit; the function's own limit is far lower and answers in the contract's form.
MAX_BODY = 10 * 1024 * 1024
_WAIT_FOR_ROOM = 5
"""Seconds that a request may wait for its turn. On AWS more run at once and none waits; a laptop is slower."""
_ODD = re.compile(r"%(00|0[ad]|2f|5c)|[\x00-\x20\x7f-\xff\\]|%2e|//|/\.", re.IGNORECASE)
"""What no address of the API has, as sent: whoever decodes it must find no way out of the API's own paths."""
_LONGEST_PATH = 500
_LONGEST_NAME = 60
"""The portal's longest has 48 letters and an ending; a machine refuses one of more than 255 bytes."""
_COGNITO = "AWSCognitoIdentityProviderService"
SESSION_OPERATIONS = frozenset(
    {
        *("InitiateAuth", "RespondToAuthChallenge", "RevokeToken"),
        *("AssociateSoftwareToken", "VerifySoftwareToken", "SetUserMFAPreference"),
    }
)
"""The operations of Cognito behind ``/session``: sign in, renew, change a password, sign out; add a second factor."""
_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "upgrade", "host", "content-length"}
# Pages show an update within minutes, published files within one minute.
_CACHE = "public, max-age=300"
SECURITY = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "geolocation=(self), camera=(), microphone=(), payment=()",
}
"""Headers that the CDN adds to every page, except those for https; tests/infra compares them with template.yaml."""
NOT_A_PAGE = (
    "default-src 'none'; script-src 'self'; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The policy of what is not HTML, as in template.yaml: a worker runs, loads and asks what is our own, no more."""

ReadPublished = Callable[[str], bytes | None]
"""Returns a file that the statistics function published (path without leading slash); None where there is none."""
_PUBLISHED = (
    "data/v1/statistics/",
    "data/v1/status.",
    "data/v1/today.",
    "data/v1/datapackage.",
    "estadisticas/",
    "hoy/",
)


class File(NamedTuple):
    """A file ready to send: its bytes by content encoding, its type and its ETag."""

    bodies: Mapping[str, bytes]
    content_type: str
    etag: str
    policy: str
    """The content security policy."""


@dataclass(frozen=True)
class FrontDoor:
    """Answers as the CDN will, including the content security policy."""

    portal: Path
    """Folder of the built portal."""
    published: ReadPublished
    api: str
    """Address of the HTTP API."""
    cognito: str
    """Address of the sign-in service."""
    settings: Mapping[str, Mapping[str, object]]
    """By folder the ``settings.json`` of desk and office, which a release writes beside the portal."""

    def application(self) -> Starlette:
        """Return the ASGI application."""

        @asynccontextmanager
        async def lifespan(app: Starlette) -> AsyncIterator[None]:
            async with httpx.AsyncClient(timeout=40) as client:
                app.state.client = client
                app.state.room = asyncio.Semaphore(INTAKE_AT_ONCE)
                yield

        return Starlette(
            routes=[
                Route("/api/{path:path}", self._api, methods=["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]),
                Route("/session", self._session, methods=["POST"]),
                *(Route(f"/{name}/settings.json", self._settings, methods=["GET", "HEAD"]) for name in self.settings),
                Route("/{path:path}", self._static, methods=["GET", "HEAD"]),
            ],
            lifespan=lifespan,
        )

    async def _api(self, request: Request) -> Response:
        path = request.scope["raw_path"].decode("latin-1")
        if not path.startswith("/api/v1/") or len(path) > _LONGEST_PATH or _ODD.search(path):
            return Response(problem(*NOT_FOUND), 404, media_type=CONTENT_TYPE)
        return await _pass_on(request, self.api)

    async def _session(self, request: Request) -> Response:
        return await _sign_in(request, self.cognito)

    async def _settings(self, request: Request) -> Response:
        folder = request.url.path.split("/")[1]
        return _answer(request, _file("settings.json", json.dumps(self.settings[folder]).encode()))

    async def _static(self, request: Request) -> Response:
        path = request.scope["path"].lstrip("/")
        if not path.isprintable() or len(path) > _LONGEST_PATH or max(map(len, path.split("/"))) > _LONGEST_NAME:
            return self._missing(request)
        if path.endswith("/") or not path:
            path += "index.html"
        body = await asyncio.to_thread(self.published, path)
        if body is not None:
            return _answer(request, _file(path, body), max_age=60)
        local = (self.portal / path).resolve()
        if not local.is_relative_to(self.portal.resolve()) or path.startswith("_"):
            return self._missing(request)
        if local.is_dir():
            return Response(status_code=301, headers={"location": f"/{path}/"})
        if not local.is_file():
            return self._missing(request)
        return _answer(request, _file(path, local.read_bytes()))

    def _missing(self, request: Request) -> Response:
        page = self.portal / "404.html"
        body = page.read_bytes() if page.is_file() else b"No se encontr\xc3\xb3 esta p\xc3\xa1gina."
        return _answer(request, _file("404.html", body), status=404)


def published_in(s3: Any, bucket: str) -> ReadPublished:  # noqa: ANN401 - boto3 client
    """Return a reader of the files that the statistics function published in a bucket."""

    def read(path: str) -> bytes | None:
        if not path.startswith(_PUBLISHED):
            return None
        try:
            body: bytes = s3.get_object(Bucket=bucket, Key=f"published/{path}")["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] in {"NoSuchKey", "404"}:
                return None
            raise
        return body

    return read


# By what they hold, since to pack 50 kB takes 150 ms: a file that changed is another one.
@lru_cache(maxsize=1000)
def _file(path: str, body: bytes) -> File:
    kind = content_type(path)
    bodies = {"identity": body}
    if kind.startswith(COMPRESSIBLE):
        bodies |= {"gzip": gzip.compress(body, 9, mtime=0), "br": packed(body)}
    policy = policy_of(body.decode()) if kind.startswith("text/html") else NOT_A_PAGE
    return File(bodies, kind, f'"{sha256(body).hexdigest()[:20]}"', policy)


def _answer(request: Request, file: File, *, status: int = 200, max_age: int | None = None) -> Response:
    accepted = {part.split(";")[0].strip() for part in request.headers.get("accept-encoding", "").split(",")}
    encoding = next((name for name in ("br", "gzip") if name in accepted and name in file.bodies), "identity")
    headers = {
        "etag": file.etag,
        "vary": "Accept-Encoding",
        "cache-control": _CACHE if max_age is None else f"public, max-age={max_age}",
        "content-type": file.content_type,
        "content-security-policy": file.policy,
        **SECURITY,
    }
    if status == 200 and file.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if encoding != "identity":
        headers["content-encoding"] = encoding
    return Response(file.bodies[encoding], status, headers)


async def _pass_on(request: Request, api: str) -> Response:
    body = await _body(request)
    if body is None:
        return Response('{"message":"Request Entity Too Large"}', 413, media_type="application/json")
    headers = {name: value for name, value in request.headers.items() if _passes(name, value)}
    room: asyncio.Semaphore = request.app.state.room
    try:
        async with asyncio.timeout(_WAIT_FOR_ROOM):
            await room.acquire()
    except TimeoutError:
        return _unavailable()
    try:
        return await _ask(request, f"{api}{request.url.path}", body, headers)
    finally:
        room.release()


def _passes(name: str, value: str) -> bool:
    """Return whether a header reaches the API: the engine would take AWS's own as a call of another of its services."""
    return name.lower() not in _HOP_BY_HOP and not name.lower().startswith("x-amz-") and value.isascii()


async def _sign_in(request: Request, cognito: str) -> Response:
    """Pass a sign-in on to Cognito: pages keep to one origin, and only their operations pass."""
    target = request.headers.get("x-amz-target", "")
    service, _, operation = target.partition(".")
    body = await _body(request)
    if body is None or service != _COGNITO or operation not in SESSION_OPERATIONS:
        return Response('{"__type":"NotAuthorizedException","message":"Not here."}', 403, media_type="application/json")
    headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": target}
    return await _ask(request, f"{cognito}/", body, headers)


async def _body(request: Request) -> bytes | None:
    """Return the body; None where it is larger than API Gateway allows."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            return None
    return body


async def _ask(request: Request, address: str, body: bytes, headers: Mapping[str, str]) -> Response:
    client: httpx.AsyncClient = request.app.state.client
    try:
        answer = await client.request(
            request.method, address, params=request.url.query or None, content=body, headers=headers
        )
    except httpx.TransportError:
        return _unavailable()
    kept = {n: v for n, v in answer.headers.items() if n.lower() not in _HOP_BY_HOP | {"content-encoding"}}
    return Response(answer.content, answer.status_code, kept)


def _unavailable() -> Response:
    return Response('{"message":"Service Unavailable"}', 503, {"retry-after": "5"}, media_type="application/json")
