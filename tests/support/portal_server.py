"""The built portal behind the project's own front door, on loopback, without the rest of the system."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mac.local.front_door import FrontDoor

Noted = Callable[[str, int], None]
"""Called for every answer, with its path and the bytes of its body as sent."""

_RECORD = 1200
"""Bytes of a body that fit into a packet with what TLS and TCP add."""


@contextmanager
def served(
    portal: Path,
    noted: Noted | None = None,
    *,
    api: str = "http://127.0.0.1:9",
    policy: bool = True,
    door: socket.socket | None = None,
    certificate: Path | None = None,
) -> Iterator[str]:
    """Serve a folder at a free port, compressed and cached as by the CDN; yield its address without a final slash.

    By default nothing is published and there is no API: what citizens read needs neither. `noted` gets the requests of
    pages, workers and service workers alike, which no browser reports in one place. `policy` is false for pages of
    other tools: they are served without our content security policy. door: a socket that listens elsewhere.
    certificate: a file with certificate and key, for TLS. Bodies then go out in records that fit into a packet: QUIC
    decrypts packet by packet, but OpenSSL makes one record of 16 KB, which shows nothing before its last byte.
    """
    settings = {"asesor": dict[str, object]()}
    front_door = FrontDoor(portal, lambda _path: None, api=api, cognito="http://127.0.0.1:9", settings=settings)
    application: ASGIApp = front_door.application()
    if not policy:
        application = _without_policy(application)
    if noted:
        application = _noting(application, noted)
    if certificate:
        application = _in_small_parts(application)
    with door or socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(application, log_level="error", ssl_certfile=certificate))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            while not server.started:
                if not thread.is_alive():
                    raise RuntimeError("The front door did not start")
                thread.join(0.01)
            host, port = listening.getsockname()
            yield f"{'https' if certificate else 'http'}://{host}:{port}"
        finally:
            server.should_exit = True
            thread.join()


def _in_small_parts(application: ASGIApp) -> ASGIApp:
    async def parting(scope: Scope, receive: Receive, send: Send) -> None:
        async def passed(message: Message) -> None:
            if message["type"] != "http.response.body":
                await send(message)
                return
            body, goes_on = message.get("body", b""), message.get("more_body", False)
            for start in range(0, max(len(body), 1), _RECORD):
                part = body[start : start + _RECORD]
                await send({**message, "body": part, "more_body": goes_on or start + _RECORD < len(body)})

        await application(scope, receive, passed)

    return parting


def _noting(application: ASGIApp, noted: Noted) -> ASGIApp:
    async def noting(scope: Scope, receive: Receive, send: Send) -> None:
        async def passed(message: Message) -> None:
            if message["type"] == "http.response.body":
                noted(scope["path"], len(message.get("body", b"")))
            await send(message)

        await application(scope, receive, passed)

    return noting


def _without_policy(application: ASGIApp) -> ASGIApp:
    async def without(scope: Scope, receive: Receive, send: Send) -> None:
        async def passed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [pair for pair in message["headers"] if pair[0] != b"content-security-policy"]
                message = {**message, "headers": headers}
            await send(message)

        await application(scope, receive, passed)

    return without
