"""A slow link without root: passes bytes between a browser and a server on loopback at a rate, and counts them.

It delays and paces what connections carry, and knows nothing of packets: no loss, no handshakes. See `packet_link`.
"""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

_PIECE = 1400  # bytes at a time, as a packet


class SlowRelay:
    """A relay that is up. rate: bits per second towards the browser, shared by all connections; delay: seconds."""

    def __init__(self, upstream: str, rate: int, delay: float) -> None:
        parts = urlsplit(upstream)
        self._upstream = (parts.hostname or "", parts.port or 0)
        self._rate, self._delay = rate, delay
        self._door = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.address = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        self.received = 0
        """Bytes that reached the browser so far, HTTP's headers included."""
        self._free_at = 0.0
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()

    def run(self) -> None:
        """Accept connections until the relay is closed."""
        with suppress(OSError):
            while True:
                near, _ = self._door.accept()
                far = socket.create_connection(self._upstream)
                self._open |= {near, far}
                for source, target, towards_browser in ((near, far, False), (far, near, True)):
                    threading.Thread(target=self._pass, args=(source, target, towards_browser), daemon=True).start()

    def close(self) -> None:
        """Cut every connection and accept no more."""
        for end in [self._door, *self._open]:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _pass(self, source: socket.socket, target: socket.socket, towards_browser: bool) -> None:  # noqa: FBT001
        with suppress(OSError):
            while piece := source.recv(_PIECE):
                time.sleep(self._delay + (self._turn(len(piece)) if towards_browser else 0))
                target.sendall(piece)
                self.received += len(piece) if towards_browser else 0
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _turn(self, size: int) -> float:
        """Return the seconds until a piece of this size is through, after what others have on the link."""
        with self._lock:
            now = time.monotonic()
            self._free_at = max(now, self._free_at) + size * 8 / self._rate
            return self._free_at - now


@contextmanager
def slow_relay(upstream: str, rate: int, delay: float) -> Iterator[SlowRelay]:
    """Bring a relay up before the server at an address, and down again."""
    relay = SlowRelay(upstream, rate, delay)
    accepting = threading.Thread(target=relay.run, daemon=True)
    accepting.start()
    try:
        yield relay
    finally:
        relay.close()
        accepting.join()
