"""The local system as its users see it: a process, an address, a token."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self
from unittest.mock import patch

import httpx

from mac.local.engine import free_port
from mac.local.people import sign_in, username_of
from mac.local.second_factor import sign_in_office
from mac.systems import Running, client_of

READY_SECONDS = 60
SENT_AT = "2026-11-24T16:00:00-05:00"
# One for all requests: each new one reads the machine's certificates, which takes 40 ms.
_HTTP = httpx.Client(timeout=60, limits=httpx.Limits(max_keepalive_connections=0))


class LocalSystem:
    """`make run` with its state in a folder of the test's. Starts on entering, stops on leaving.

    portal: a built one to serve; without it, the system builds its own at each start.
    """

    def __init__(self, state: Path, portal: Path | None = None) -> None:
        self.state = state
        self.portal = portal
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = os.environ | {"PORT": str(self.port), "MAC_EXPRESS_STATE": str(state)}
        self.output = ""
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start and wait for the line with the address at which it is ready."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "mac", "run", *(["--portal", str(self.portal)] if self.portal else [])],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self._process.stdout
        self.output = ""
        for line in self._process.stdout:
            self.output += line
            if f"ready at {self.address}/" in line:
                return
        self.wait()
        raise AssertionError(f"did not start:\n{self.output}")

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """Stop it by a signal and return its exit code; its output is added to `output`."""
        if self._process is None:
            return 0
        self._process.send_signal(how)
        return self.wait()

    def wait(self) -> int:
        """Wait until it ends by itself and return its exit code."""
        assert self._process
        output, _ = self._process.communicate(timeout=READY_SECONDS)
        self.output += output
        code = self._process.returncode
        self._process = None
        return code

    @property
    def pid(self) -> int:
        """The id of the process of `make run`."""
        assert self._process
        return self._process.pid

    def running(self) -> Running:
        """Return the note of the running system."""
        with patch.dict(os.environ, {"MAC_EXPRESS_STATE": str(self.state)}):
            found = Running.find(self.port)
        assert found
        return found

    def command(self, verb: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run `mac <verb>` on this system to its end, whatever its exit code."""
        command = [sys.executable, "-m", "mac", verb, *map(str, arguments)]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)

    def token(self, centre: str) -> str:
        """Return an access token of the local advisor of a centre."""
        running = self.running()
        return sign_in(running.cognito(), running.client_id, username_of(centre))

    def office_token(self) -> str:
        """Return an access token of the local office account, with its second factor."""
        with patch.dict(os.environ, {"MAC_EXPRESS_STATE": str(self.state)}):
            return sign_in_office(self.running(), self.port)

    def post(self, items: list[Any], token: str) -> httpx.Response:
        """Send a batch as a desk does."""
        body = {"sent_at": SENT_AT, "items": items}
        return _HTTP.post(f"{self.address}/api/v1/attentions", json=body, headers={"Authorization": f"Bearer {token}"})

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Get a path of the front door."""
        return _HTTP.get(f"{self.address}{path}", headers=headers)

    def run_schedule(self) -> None:
        """Do now what the schedule does every minute."""
        running = self.running()
        answer = client_of(running.engine, "lambda").invoke(FunctionName=running.statistics_function, Payload=b"{}")
        assert "FunctionError" not in answer, answer["Payload"].read()

    def national(self) -> dict[str, Any]:
        """Return the published national figures."""
        figures: dict[str, Any] = self.get("/data/v1/statistics/national.json").json()
        return figures


def children_of(pid: int) -> list[tuple[int, str]]:
    """Return all descendants of a process with their command lines (Linux)."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if parent == pid:
            child = int(folder.name)
            found += [(child, command), *children_of(child)]
    return found


def wait_until(condition: Any, seconds: float = 20) -> None:
    """Wait until a condition holds; AssertionError if it does not hold in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
