"""template.yaml as SAM makes it for CloudFormation, once for all tests of it."""

from typing import Any

import pytest

from cloud_template import processed_template


@pytest.fixture(scope="session")
def template() -> dict[str, Any]:
    """Give the processed template, every resource as CloudFormation sees it."""
    return processed_template()
