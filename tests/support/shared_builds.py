"""The portal, built once for all workers of a test run: a build takes as long as many test files."""

import fcntl
import os
from pathlib import Path

import pytest

from portal.build import build


def built_portal(factory: pytest.TempPathFactory) -> Path:
    """Return the built portal. All tests share it: copy it to change it."""
    # Each worker has its own folder below a shared one.
    own = factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    with (shared / "portal.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "portal").exists():
            build(shared / "portal")
    return shared / "portal"
