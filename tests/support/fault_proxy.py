"""A bad link on loopback between a browser and the local system: it can be cut, slowed, and made to lose answers."""

import http.client
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

INTAKE = "/api/v1/attentions"
_OWN = {"connection", "keep-alive", "transfer-encoding", "content-length", "host", "server", "date"}


@dataclass
class Faults:
    """What goes wrong from now on; everything may change while the proxy runs."""

    cut: bool = False
    """No request gets through."""
    slow: float = 0
    """Seconds that every answer takes."""
    lose_requests: int = 0
    """How many more batches never arrive."""
    lose_answers: int = 0
    """How many more batches arrive, but their answers are lost."""
    refuse: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    """Statuses and headers that the next batches get instead of the system's answer."""
    added: dict[str, bytes] = field(default_factory=dict)
    """What is appended to the file at a path, as a new release would."""


@dataclass(frozen=True)
class Sent:
    """A batch that passed: its bytes, and when."""

    body: bytes
    encoding: str
    at: float


class FaultProxy:
    """Passes requests to `address` on to the system at `upstream`. A context manager that starts and stops it."""

    def __init__(self, upstream: str, port: int = 0) -> None:
        self.upstream = upstream
        self.faults = Faults()
        self.batches: list[Sent] = []
        self.paths: list[str] = []
        self.answered = 0
        self.lock = threading.Lock()
        self._free = threading.Event()
        self._free.set()
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                proxy.serve(self)

            def do_POST(self) -> None:
                proxy.serve(self)

            def log_message(self, *_: object) -> None:
                pass

        self.server = _Server(("127.0.0.1", port), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        self._thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()

    def mend(self) -> None:
        """Let everything through again, and forget the batches so far."""
        self.faults = Faults()
        self.batches.clear()
        self.paths.clear()
        self.answered = 0

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Hold back the answers to batches until the block ends; `answered` counts the batches that are stored."""
        self._free.clear()
        try:
            yield
        finally:
            self._free.set()

    def serve(self, request: BaseHTTPRequestHandler) -> None:
        """Pass one request on, with the present faults."""
        body = request.rfile.read(int(request.headers.get("content-length") or 0))
        batch = request.command == "POST" and request.path == INTAKE
        request.close_connection = True
        with self.lock:
            faults = self.faults
            self.paths.append(request.path)
            if faults.cut:
                return
            if batch:
                self.batches.append(Sent(body, request.headers.get("content-encoding", ""), time.monotonic()))
                if faults.lose_requests:
                    faults.lose_requests -= 1
                    return
            refusal = faults.refuse.pop(0) if batch and faults.refuse else None
            lose_answer = batch and not refusal and faults.lose_answers > 0
            faults.lose_answers -= lose_answer
        if refusal:
            _refuse(request, *refusal)
            return
        status, headers, content = self._ask(request, body, faults.added.get(request.path, b""))
        if batch:
            self.answered += 1
            self._free.wait()
        time.sleep(faults.slow)
        if not lose_answer and not self.faults.cut:
            _answer(request, status, headers, content)

    def _ask(self, request: BaseHTTPRequestHandler, body: bytes, added: bytes) -> tuple[int, dict[str, str], bytes]:
        if added:
            del request.headers["accept-encoding"]  # so that the answer is plain text, to which more can be added
            del request.headers["if-none-match"]
        target = urlsplit(self.upstream)
        connection = http.client.HTTPConnection(str(target.hostname), target.port, timeout=60)
        headers = {name: value for name, value in request.headers.items() if name.lower() not in _OWN}
        try:
            connection.request(request.command, request.path, body or None, headers)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read() + added
        except OSError:
            return 503, {}, b"{}"
        finally:
            connection.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Report nothing: these tests are about browsers that disconnect in the middle."""


def _refuse(request: BaseHTTPRequestHandler, status: int, headers: dict[str, str]) -> None:
    """Refuse as the API does; a refusal that names its type is somebody else's, such as a login page."""
    content = {"type": "about:blank", "status": status, "code": "refused", "title": "", "detail": ""}
    own = {"Content-Type": "application/problem+json"}
    _answer(request, status, {**own, **headers}, json.dumps(content).encode())


def _answer(request: BaseHTTPRequestHandler, status: int, headers: dict[str, str], content: bytes) -> None:
    try:
        request.send_response_only(status)
        for name, value in headers.items():
            if name.lower() not in _OWN:
                request.send_header(name, value)
        request.send_header("content-length", str(len(content)))
        request.send_header("connection", "close")
        request.end_headers()
        request.wfile.write(content)
    except OSError:
        pass  # nobody is waiting for it any more
