"""The local front door limits how many intake functions run at once, as Lambda and the HTTP API do."""

import socket
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from mac.local.deployment import INTAKE_AT_ONCE
from portal_server import served


class _Api(ThreadingHTTPServer):
    """An API whose answers wait until they are released; `asked` counts the requests that reached it."""

    def __init__(self) -> None:
        api = self
        self.asked = threading.Semaphore(0)
        self.free = threading.Event()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                api.asked.release()
                api.free.wait()
                self.send_response(200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)


@pytest.fixture
def api() -> Iterator[_Api]:
    """Yield such an API, running."""
    with _Api() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield running
        running.free.set()
        running.shutdown()
        thread.join()


@pytest.mark.slow
def test_requests_beyond_the_reserved_concurrency_are_refused(tmp_path: Path, api: _Api) -> None:
    """They get Retry-After; the others are answered, and afterwards new requests are too."""
    with (
        served(tmp_path, api=f"http://127.0.0.1:{api.server_address[1]}") as address,
        ThreadPoolExecutor(INTAKE_AT_ONCE + 3) as pool,
    ):

        def ask() -> tuple[int, str | None]:
            answer = httpx.get(f"{address}/api/v1/health", timeout=60)
            return answer.status_code, answer.headers.get("retry-after")

        waiting = [pool.submit(ask) for _ in range(INTAKE_AT_ONCE)]
        for _ in waiting:
            assert api.asked.acquire(timeout=30)
        refused = [pool.submit(ask) for _ in range(3)]
        assert Counter(answer.result() for answer in refused) == {(503, "5"): 3}
        api.free.set()
        assert Counter(answer.result() for answer in waiting) == {(200, None): INTAKE_AT_ONCE}
        assert ask() == (200, None)


@pytest.fixture
def door(tmp_path: Path) -> Iterator[tuple[str, list[tuple[str, dict[str, str]]]]]:
    """Yield the address of a front door and what has reached the API behind it: path and headers."""
    reached: list[tuple[str, dict[str, str]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            reached.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as api:
        thread = threading.Thread(target=api.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        with served(tmp_path, api=f"http://127.0.0.1:{api.server_address[1]}") as address:
            yield address, reached
        api.shutdown()
        thread.join()


def _status(address: str, path: str, *headers: str) -> int:
    """Return the status of an answer to a request that is written by hand, as no client would write it."""
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as link:
        lines = [f"GET {path} HTTP/1.1", "Host: x", "Connection: close", *headers, "", ""]
        link.sendall("\r\n".join(lines).encode("latin-1"))
        return int(link.makefile("rb").readline().split()[1])


@pytest.mark.slow
def test_no_address_leads_past_the_api(door: tuple[str, list[tuple[str, dict[str, str]]]]) -> None:
    """However it is written, a path out of the API is answered at the door, and no header names another service."""
    address, reached = door
    for path in (
        "/api/..%2f..%2f..",
        "/api/v1/..%2F..",
        "/api/v1/../../x",
        "/api/v1/%2e%2e/x",
        "/api/v1/a%00",
        "/api//x",
    ):
        assert _status(address, path, "X-Amz-Target: DynamoDB_20120810.ListTables") == 404, path
    assert reached == []
    assert _status(address, "/api/v1/health", "X-Amz-Target: DynamoDB_20120810.ListTables", "X-Other: \xe9") == 200
    assert _status(address, "/api/v1/attentions/mac-x.20261124.01M885C9JR418K95XX91DE7700") == 200
    assert [path for path, _ in reached] == [
        "/api/v1/health",
        "/api/v1/attentions/mac-x.20261124.01M885C9JR418K95XX91DE7700",
    ]
    assert not {"x-amz-target", "x-other"} & reached[0][1].keys()


@pytest.mark.slow
@pytest.mark.parametrize(
    "path", ["/%00", "/a%00b/", f"/{'x' * 5000}", f"/{'x/' * 2500}", "/%ff%fe", "/%0a", "/..%2f..%2fetc/passwd"]
)
def test_no_address_of_a_page_is_a_failure(door: tuple[str, Any], path: str) -> None:
    """An address that no file can have is a page that does not exist."""
    assert _status(door[0], path, "X-Other: \xe9") == 404
