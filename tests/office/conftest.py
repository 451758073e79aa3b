"""The office's page in a real Chromium, on the real local system."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from local_system import LocalSystem
from office_member import Member, create_member

expect.set_options(timeout=60_000)  # a busy machine must not make a test fail


@pytest.fixture(scope="module")
def member(system: LocalSystem, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Member]:
    """Give somebody of the office who has signed in for the first time, with a phone."""
    # The files may share a system.
    username = request.module.__name__.rpartition(".")[2].replace("test_office", "maria").replace("_", ".")
    temporary = create_member(system, username)
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="es-PE", accept_downloads=True)
    somebody = Member(context, system.address, username)
    somebody.sign_in_first(temporary)
    yield somebody
    context.close()
