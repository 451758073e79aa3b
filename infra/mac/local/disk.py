"""Room on the disk for the local system's data: it is written when the system stops, and only then."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path

from mac.errors import UserError

NEEDED = 200 * 2**20
"""Bytes that must be free. A snapshot has 1.02 KB for each attention (measured), so 100,000 of them fit beside the
former snapshot, which stays until the new one is complete."""
_STATE = Path("engine", "snapshot", "dynamodb.json")
_AGAIN_SECONDS = 2


class NoRoomError(UserError):
    """The disk is too full to keep what the system takes in; the message says where and how much is needed."""


class NotSavedError(UserError):
    """The engine stopped without saving its state."""


def require_room(folder: Path) -> None:
    """Raise NoRoomError unless there is room for the data of a run."""
    if _free(folder) < NEEDED:
        raise NoRoomError(f"{_too_full(folder)} Nothing was started.")


def wait_for_room(folder: Path, say: Callable[[str], None]) -> None:
    """Return as soon as there is room to save; KeyboardInterrupt where the person gives up."""
    if _free(folder) >= NEEDED:
        return
    say(f"{_too_full(folder)} Make room: then the data is saved. Ctrl-C again stops without saving it.")
    while _free(folder) < NEEDED:
        time.sleep(_AGAIN_SECONDS)


def require_saved(folder: Path, since: float) -> None:
    """Raise NotSavedError unless the engine saved its state after the moment `since` (seconds of the epoch)."""
    state = folder / _STATE
    if not state.exists() or state.stat().st_mtime < since:
        raise NotSavedError(
            f"The data of this run could not be saved; the reason is in {folder / 'engine' / 'engine.log'}. "
            "`make run` says what is lost."
        )


def _free(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def _too_full(folder: Path) -> str:
    return f"Only {_free(folder) // 2**20} MB are free at {folder}; {NEEDED // 2**20} MB are needed."
