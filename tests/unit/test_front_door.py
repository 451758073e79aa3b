"""The local front door limits how many intake functions run at once, as Lambda and the HTTP API do."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

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
