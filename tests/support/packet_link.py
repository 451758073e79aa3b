"""A bad link as packets see it: rate, delay, queue and loss between this machine and a network namespace.

Two virtual network cards (TUN) carry real TCP; this module moves their packets as a link would. It needs root on Linux.
"""

import ctypes
import fcntl
import os
import random
import select
import socket
import struct
import subprocess
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

NEAR, FAR = "10.77.0.1", "10.77.0.2"
"""The browser's address, and the server's in the namespace."""
_NAMESPACE = "mac-express-link"
_TUNSETIFF, _TUN, _NO_INFORMATION = 0x400454CA, 0x0001, 0x1000
_NEW_NETWORK = 0x40000000  # CLONE_NEWNET
_LONGEST_PACKET = 2048


@dataclass(frozen=True)
class Conditions:
    """What a link is like. Rates in bits per second, delay in seconds for one way."""

    down: int
    up: int
    delay: float
    loss: float = 0.0
    """Share of packets that are lost."""
    queue: int = 16_000
    """Bytes that wait for the link in each direction; what comes then is lost, as in a modem."""


@dataclass
class _Direction:
    rate: int
    free_at: float = 0.0
    """When the last packet has left the queue."""
    under_way: deque[tuple[float, bytes]] = field(default_factory=deque)
    passed: int = 0
    """Bytes of packets that came through, IP and TCP included."""


class PacketLink:
    """A link that is up."""

    def __init__(self, conditions: Conditions, seed: int) -> None:
        self.conditions = conditions
        self._chance = random.Random(seed)  # noqa: S311 - a simulation
        self._down, self._up = _Direction(conditions.down), _Direction(conditions.up)
        self._closing = threading.Event()

    @property
    def received(self) -> int:
        """Bytes that reached the browser so far, with all headers."""
        return self._down.passed

    def server_socket(self, port: int) -> socket.socket:
        """Return a socket that listens on the far side."""
        here = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        _enter(os.open(f"/run/netns/{_NAMESPACE}", os.O_RDONLY))
        try:
            door = socket.create_server((FAR, port), backlog=64)
        finally:
            _enter(here)
        return door

    def carry(self, near: int, far: int) -> None:
        """Move packets until the link is closed. near, far: file descriptors of the two cards."""
        while not self._closing.is_set():
            now = time.monotonic()
            waits = [way.under_way[0][0] - now for way in (self._down, self._up) if way.under_way]
            ready, _, _ = select.select([near, far], [], [], max(0.0, min([*waits, 0.05])))
            for card, way in ((near, self._up), (far, self._down)):
                if card in ready:
                    self._take(os.read(card, _LONGEST_PACKET), way)
            for card, way in ((far, self._up), (near, self._down)):
                self._deliver(card, way)

    def close(self) -> None:
        """Stop moving packets."""
        self._closing.set()

    def _take(self, packet: bytes, way: _Direction) -> None:
        now = time.monotonic()
        waiting = max(0.0, way.free_at - now) * way.rate / 8
        if self._chance.random() < self.conditions.loss or waiting + len(packet) > self.conditions.queue:
            return
        way.free_at = max(now, way.free_at) + len(packet) * 8 / way.rate
        way.under_way.append((way.free_at + self.conditions.delay, packet))

    @staticmethod
    def _deliver(card: int, way: _Direction) -> None:
        while way.under_way and way.under_way[0][0] <= time.monotonic():
            _, packet = way.under_way.popleft()
            way.passed += len(packet)
            os.write(card, packet)


@contextmanager
def packet_link(conditions: Conditions, seed: int = 1) -> Iterator[PacketLink]:
    """Bring a link up, and down again. PermissionError unless run as root."""
    if os.geteuid() != 0:
        raise PermissionError("A packet link needs root: it makes network cards.")
    _ip("netns", "delete", _NAMESPACE, check=False)
    _ip("netns", "add", _NAMESPACE)
    near, far = _card("near0"), _card("far0")
    link = PacketLink(conditions, seed)
    try:
        _ip("link", "set", "far0", "netns", _NAMESPACE)
        for name, own, other, inside in (("near0", NEAR, FAR, ()), ("far0", FAR, NEAR, ("-n", _NAMESPACE))):
            _ip(*inside, "address", "add", own, "peer", other, "dev", name)
            _ip(*inside, "link", "set", name, "up", "mtu", "1400")
        carrying = threading.Thread(target=link.carry, args=(near, far), daemon=True)
        carrying.start()
        yield link
        link.close()
        carrying.join()
    finally:
        os.close(near)
        os.close(far)
        _ip("netns", "delete", _NAMESPACE, check=False)


def _card(name: str) -> int:
    card = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(card, _TUNSETIFF, struct.pack("16sH22x", name.encode(), _TUN | _NO_INFORMATION))
    return card


def _ip(*arguments: str, check: bool = True) -> None:
    program = next(path for path in ("/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip") if Path(path).exists())
    subprocess.run([program, *arguments], check=check, capture_output=True)


def _enter(namespace: int) -> None:
    if ctypes.CDLL(None, use_errno=True).setns(namespace, _NEW_NETWORK):
        raise OSError(ctypes.get_errno(), "setns")
    os.close(namespace)
