"""The port of a local system that cannot start."""

import os
import socket
import subprocess
import sys

import pytest


def test_a_busy_port_is_really_busy() -> None:
    """The check above works: a port that is in use cannot be bound."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        environment = os.environ | {"PORT": str(taken.getsockname()[1])}
        started = subprocess.run(
            [sys.executable, "-m", "mac", "run"], env=environment, capture_output=True, text=True, check=False
        )
    assert started.returncode == 1


@pytest.mark.parametrize("port", ["http", "0", "70000", "-1"])
def test_an_invalid_port_is_refused(port: str) -> None:
    """PORT must be a valid port number."""
    environment = os.environ | {"PORT": port}
    started = subprocess.run(
        [sys.executable, "-m", "mac", "run"], env=environment, capture_output=True, text=True, check=False
    )
    assert started.returncode == 1
    assert "is not a port" in started.stderr
