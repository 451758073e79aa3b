"""The local AWS (ministack) as a child process on loopback. Its state survives clean stops."""

import contextlib
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import httpx

from mac.errors import UserError
from mac.systems import REGION, client_of

_START_SECONDS = 30
_STOP_SECONDS = 60
_WORKERS_SECONDS = 5


class EngineError(UserError):
    """The engine did not start or stopped by itself; the message says what to check."""


def free_port() -> int:
    """Return a free TCP port on loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Engine:
    """One local AWS, as a context manager. `folder` holds its log and, if `keep`, its snapshot.

    python: runs it and its functions; another than this process's where they were built for another version.
    """

    def __init__(self, folder: Path, *, keep: bool = True, python: Path | str = sys.executable) -> None:
        self.folder = folder
        self._python = python
        self._keep = keep
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(self._scratch, ignore_errors=True)
        self._scratch.mkdir()
        with (self.folder / "engine.log").open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own engine
                [self._python, "-m", "ministack"],
                env=os.environ | self._environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches only us; we stop the engine cleanly
                # Safe here: the child only calls prctl, and no thread of ours holds a lock now.
                preexec_fn=_die_with_parent() if sys.platform == "linux" else None,  # noqa: PLW1509
            )
        try:
            self._wait_until_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The engine's process id."""
        assert self._process, "not started"  # noqa: S101 - a mistake of ours, not of a user
        return self._process.pid

    def client(self, service: str) -> Any:  # noqa: ANN401 - boto3 makes one type per service
        """Return a boto3 client for a service of this engine."""
        return client_of(self.address, service)

    def alive(self) -> bool:
        """Whether the engine's process is still running."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Stop cleanly, so that the state is saved; then end every process of its group."""
        if self._process is None:
            return
        if self.alive():
            self._process.terminate()
            try:
                self._process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired as error:
                self._process.kill()
                raise EngineError(f"The local AWS did not save its state within {_STOP_SECONDS} s.") from error
        self._process.wait()
        self._end_workers()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def _end_workers(self) -> None:
        """End every process of the engine's group: function workers outlive an engine that was killed."""
        deadline = time.monotonic() + _WORKERS_SECONDS
        with contextlib.suppress(ProcessLookupError):
            while time.monotonic() < deadline:
                os.killpg(self.pid, signal.SIGKILL)
                time.sleep(0.02)

    @property
    def _scratch(self) -> Path:
        """Where the engine unpacks the functions; without a folder of its own it fills the machine's."""
        return self.folder / "tmp"

    def _environment(self) -> dict[str, str]:
        return {
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
            "IOT_MTLS_ENABLED": "0",  # otherwise it opens 8883 on every address
            "PERSIST_STATE": "1" if self._keep else "0",
            "S3_PERSIST": "1" if self._keep else "0",
            "S3_DATA_DIR": str(self.folder / "s3"),
            "STATE_DIR": str(self.folder / "snapshot"),
            "LAMBDA_EXECUTOR": "local",
            "TMPDIR": str(self._scratch),
            "LOG_LEVEL": "WARNING",
            "MINISTACK_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
        }

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        with httpx.Client(timeout=2) as client:  # one: each reads the machine's certificates, which takes 40 ms
            while time.monotonic() < deadline and self.alive():
                try:
                    if client.get(f"{self.address}/_ministack/health").is_success:
                        return
                except httpx.TransportError:
                    time.sleep(0.05)
        raise EngineError(f"The local AWS did not start. Its log: {self.folder / 'engine.log'}")


def _die_with_parent() -> Callable[[], None]:
    # PR_SET_PDEATHSIG: even when we are killed, the engine gets a signal to stop.
    libc = ctypes.CDLL(None, use_errno=True)

    def ask() -> None:
        libc.prctl(1, signal.SIGTERM)

    return ask
