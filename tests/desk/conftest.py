"""An advisor at a real desk: Chromium, the local system as a process, and a link between them that can be broken."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, BrowserContext

from advisor import CENTRE, Advisor, Desks
from fault_proxy import FaultProxy
from local_system import LocalSystem


@pytest.fixture(scope="session")
def shared_link(system: LocalSystem) -> Iterator[FaultProxy]:
    """Give the one link of all desks here."""
    with FaultProxy(system.address) as proxy:
        yield proxy


@pytest.fixture
def link(shared_link: FaultProxy) -> Iterator[FaultProxy]:
    """Give the link, whole at the start and whole again at the end."""
    shared_link.mend()
    yield shared_link
    shared_link.mend()


@pytest.fixture
def desks(browser: Browser, link: FaultProxy) -> Iterator[Desks]:
    """Return what opens a desk in a browser that has nothing stored; behind the link unless told an address."""
    with ExitStack() as opened:

        def open_desk(
            *, width: int = 1024, height: int = 768, signed_in: bool = True, address: str = link.address
        ) -> Advisor:
            context: BrowserContext = browser.new_context(
                viewport={"width": width, "height": height}, locale="es-PE", accept_downloads=True
            )
            opened.callback(context.close)
            advisor = Advisor(context, address)
            advisor.open()
            if signed_in:
                advisor.sign_in(CENTRE)
            return advisor

        yield open_desk


@pytest.fixture
def desk(desks: Desks) -> Advisor:
    """Return a desk, signed in, with nothing saved."""
    return desks()
