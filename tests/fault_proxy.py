"""A bad link on loopback: between a browser and the local system, it can be cut, slowed, and made to lose answers."""

import http.client
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

INTAKE = "/api/v1/attentions"
_OWN = {"connection", "keep-alive", "transfer-encoding", "content-length", "host", "server", "date"}


@dataclass
class Faults:
    """What goes wrong from now on; all may change while the proxy runs. The counts say how many times still.

    cut: no request gets through. slow: seconds that every answer takes. lose_requests: a batch never arrives.
    lose_answers: a batch arrives and its answer is lost. refuse: statuses answered to batches in the system's place.
    added: what is put at the end of the file at a path, as a new release would.
    """

    cut: bool = False
    slow: float = 0
    lose_requests: int = 0
    lose_answers: int = 0
    refuse: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    added: dict[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Sent:
    """A batch as it came by: its bytes, and when."""

    body: bytes
    encoding: str
    at: float


class FaultProxy:
    """Serves at `address` what the system at `upstream` serves. Starts on entering, stops on leaving."""

    def __init__(self, upstream: str, port: int = 0) -> None:
        self.upstream = upstream
        self.faults = Faults()
        self.batches: list[Sent] = []
        self.paths: list[str] = []
        self.lock = threading.Lock()
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
        """Let everything through again, and forget what came by."""
        self.faults = Faults()
        self.batches.clear()
        self.paths.clear()

    def serve(self, request: BaseHTTPRequestHandler) -> None:
        """Pass one request on, with what goes wrong now."""
        body = request.rfile.read(int(request.headers.get("content-length") or 0))
        batch = request.command == "POST" and request.path == INTAKE
        request.close_connection = True
        with self.lock:
            faults = self.faults
            self.paths.append(request.path)
            if batch and not faults.cut:
                self.batches.append(Sent(body, request.headers.get("content-encoding", ""), time.monotonic()))
            lose_answer = False
            refusal = None
            if faults.cut:
                return
            if batch and faults.lose_requests:
                faults.lose_requests -= 1
                return
            if batch and faults.refuse:
                refusal = faults.refuse.pop(0)
            elif batch and faults.lose_answers:
                faults.lose_answers -= 1
                lose_answer = True
        if refusal:
            status, headers = refusal
            _answer(request, status, headers, b"{}")
            return
        if request.path in faults.added:
            del request.headers["accept-encoding"]  # plain text can be added to
            del request.headers["if-none-match"]
        status, answered, content = self._ask(request, body)
        content += faults.added.get(request.path, b"")
        if faults.slow:
            time.sleep(faults.slow)
        if not lose_answer and not self.faults.cut:
            _answer(request, status, answered, content)

    def _ask(self, request: BaseHTTPRequestHandler, body: bytes) -> tuple[int, dict[str, str], bytes]:
        target = urlsplit(self.upstream)
        connection = http.client.HTTPConnection(str(target.hostname), target.port, timeout=60)
        headers = {name: value for name, value in request.headers.items() if name.lower() not in _OWN}
        try:
            connection.request(request.command, request.path, body or None, headers)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        except OSError:
            return 503, {}, b"{}"
        finally:
            connection.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a browser that goes away in the middle is what these tests are about."""


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
        pass  # nobody waits for it any more
