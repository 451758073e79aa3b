"""One local system for all integration tests of a worker: the command that `make run` runs, as a process of its own."""

from collections.abc import Iterator

import pytest

from local_system import LocalSystem
from shared_builds import demonstration_portal


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalSystem]:
    """Give a running local system without any fact, and stop it afterwards."""
    with LocalSystem(tmp_path_factory.mktemp("state"), demonstration_portal(tmp_path_factory)) as running:
        yield running
