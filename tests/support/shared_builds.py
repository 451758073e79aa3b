"""The portal, built once for all workers of a test run: a build takes as long as many test files."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.build import build


def demonstration_portal(factory: pytest.TempPathFactory) -> Path:
    """Return the portal with demonstration centres. All tests share it: copy it to change it."""
    return _built_once(factory, "demonstration", lambda folder: build(folder, demonstration=True))


def production_portal(factory: pytest.TempPathFactory) -> Path:
    """Return the public portal. All tests share it: copy it to change it."""
    return _built_once(factory, "production", lambda folder: build(folder, demonstration=False))


def _built_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    # Each worker has its own folder below a shared one.
    own = factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / name).exists():
            make(shared / name)
    return shared / name
