"""The note that a running local system leaves for the commands that speak to it, and for the run after it."""

import contextlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from local.deployment import ROOT
from local.engine import client_of


def folder_of(port: int) -> Path:
    """Return the folder that keeps the state of the local system at a port; the tests keep theirs elsewhere."""
    return Path(os.environ.get("MAC_EXPRESS_STATE", ROOT / ".state")) / str(port)


def port_asked() -> int:
    """Return the port that ``PORT=`` asks for, 8000 without; ValueError with a clear message."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise ValueError(f"PORT={text} is not a port: use a number from 1 to 65535.")
    return int(text)


@dataclass(frozen=True)
class Running:
    """Where a running local system can be reached. `pid` is of the process that runs it."""

    pid: int
    engine: str
    pool_id: str
    client_id: str
    statistics_function: str

    def cognito(self) -> Any:  # noqa: ANN401 - boto3 client
        """Return a client of the running system's Cognito."""
        return client_of(self.engine, "cognito-idp")

    def write(self, port: int) -> None:
        """Leave the note."""
        _note(port).write_text(json.dumps(asdict(self)), encoding="utf-8")

    @staticmethod
    def erase(port: int) -> None:
        """Take the note away, as the last act of a clean stop."""
        _note(port).unlink(missing_ok=True)

    @staticmethod
    def left(port: int) -> bool:
        """Whether a note stands there: of a running system, or of one that did not stop cleanly."""
        return _note(port).exists()

    @classmethod
    def find(cls, port: int) -> "Running | None":
        """Return the system that runs at a port, None where none does."""
        with contextlib.suppress(OSError, ValueError, TypeError):
            found = cls(**json.loads(_note(port).read_text(encoding="utf-8")))
            os.kill(found.pid, 0)
            return found
        return None


def _note(port: int) -> Path:
    return folder_of(port) / "running.json"
