"""Writes files so that nobody ever sees an incomplete one."""

from collections.abc import Mapping
from pathlib import Path


def save(texts: Mapping[Path, str]) -> None:
    """Write every text as UTF-8 with LF; each file is replaced in one step, and none before all are on disk.

    OSError if one cannot be written: then no file has changed.
    """
    waiting: dict[Path, Path] = {}
    try:
        for path, text in texts.items():
            # Hidden, so that it is not read as a record, and beside its target, so on the same file system.
            waiting[path] = path.with_name(f".{path.name}.new")
            waiting[path].write_bytes(text.encode())
        for path, new in waiting.items():
            new.replace(path)
    finally:
        for new in waiting.values():
            new.unlink(missing_ok=True)
