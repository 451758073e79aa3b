"""Room on the disk for the local system's data."""

from pathlib import Path

import pytest

from mac.local import disk
from mac.local.disk import NoRoomError, require_room, wait_for_room


def test_without_room_nothing_starts_and_a_stop_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run begins only with room for its data; where the room went meanwhile, the stop says so and waits for it."""
    said: list[str] = []
    monkeypatch.setattr(disk, "NEEDED", 2**62)
    with pytest.raises(NoRoomError, match=r"MB are needed\. Nothing was started\."):
        require_room(tmp_path)

    def clean_up(line: str) -> None:
        said.append(line)
        monkeypatch.setattr(disk, "NEEDED", 0)

    wait_for_room(tmp_path, clean_up)
    assert len(said) == 1
    assert "Make room" in said[0]
