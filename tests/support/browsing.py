"""A citizen's browser: the page, and what the browser reported while it was read."""

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Page, expect

PATIENCE = 30_000
"""Milliseconds, so long that only a failure takes longer, even on a busy machine."""
expect.set_options(timeout=PATIENCE)


@dataclass
class Visit:
    """A browser with an empty cache."""

    page: Page
    address: str
    """The portal's."""
    requests: list[str] = field(default_factory=list)
    """Collects the requests of the pages."""
    messages: list[str] = field(default_factory=list)
    """Collects the messages on the console."""

    def go(self, path: str) -> Page:
        """Open a page of the portal by its path and return it, loaded."""
        self.page.goto(self.address + path)
        return self.page

    def rest(self) -> None:
        """Wait until the page has asked for nothing more for half a second."""
        self.page.wait_for_load_state("networkidle")


Visits = Callable[..., Visit]
"""Opens a new browser: ``visits(script=False, width=320, height=640)``; by default 360 by 640 with script."""
