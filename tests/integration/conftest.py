"""One local system for all integration tests of a worker: the command that `make run` runs, as a process of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from local_system import LocalSystem


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalSystem]:
    """Give a running local system without any fact, and stop it afterwards."""
    with LocalSystem(Path(tmp_path_factory.mktemp("state"))) as running:
        yield running
