"""A browser that keeps the pack: what it has stored, and what its service worker is asked for."""

import pytest
from playwright.sync_api import BrowserContext, Page

CURRENT = "await (await (await caches.open('pack')).match('/pack/current'))?.json()"
"""The note of the version that the browser keeps, as JavaScript."""
HELD = f"async () => ({CURRENT})?.version || ''"
"""The version that the browser keeps completely, empty for none, as JavaScript."""


def filled(page: Page, address: str, path: str = "/") -> str:
    """Open a page and wait until the complete pack is stored; return its version."""
    page.goto(address + path)
    page.wait_for_function("() => navigator.serviceWorker.controller")
    return until(page, HELD)


def until(page: Page, condition: str) -> str:
    """Evaluate a condition in the page until it is true, for at most 30 seconds; return its value."""
    for _ in range(300):
        answer = page.evaluate(condition)
        if answer:
            return str(answer)
        page.wait_for_timeout(100)
    pytest.fail(f"never true: {condition}")


def update(page: Page) -> dict[str, object]:
    """Ask the service worker to update the pack, and return its answer."""
    return dict(
        page.evaluate(
            """() => new Promise(done => {
                navigator.serviceWorker.onmessage = event => done(event.data);
                navigator.serviceWorker.controller.postMessage({wanted: "pack"});
            })"""
        )
    )


def stop_worker(page: Page) -> None:
    """Stop the service worker, as a browser does with one that rests: only what is stored is left."""
    session = page.context.new_cdp_session(page)
    session.send("ServiceWorker.enable")
    session.send("ServiceWorker.stopAllWorkers")


def requests_of(context: BrowserContext) -> list[str]:
    """Return a list that collects the requests of the service worker to the server."""
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    return asked
