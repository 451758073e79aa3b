"""One local system for all integration tests of a worker: the command of `make run` in a separate process."""

from collections.abc import Iterator

import pytest

from local_system import LocalSystem
from shared_builds import demonstration_portal


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalSystem]:
    """Yield a running local system and stop it afterwards; other files of tests have left facts in it."""
    with LocalSystem(tmp_path_factory.mktemp("state"), demonstration_portal(tmp_path_factory)) as running:
        yield running
