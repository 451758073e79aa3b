"""template.yaml as SAM transforms it for CloudFormation, once for all its tests."""

from typing import Any

import pytest

from cloud_template import processed_template


@pytest.fixture(scope="session")
def template() -> dict[str, Any]:
    """Return the processed template, with every resource as CloudFormation sees it."""
    return processed_template()
