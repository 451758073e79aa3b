"""One local system for all integration tests of a worker: the command of `make run` in a separate process."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from local_system import LocalSystem


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalSystem]:
    """Yield a running local system without facts, and stop it afterwards."""
    with LocalSystem(Path(tmp_path_factory.mktemp("state"))) as running:
        yield running
