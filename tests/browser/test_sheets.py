"""A page is published with a part of the sheet; it must look as with the whole."""

from functools import partial

import httpx
from playwright.sync_api import Route

from browsing import Visits
from built_page import with_whole_sheet


def test_a_page_looks_as_with_the_whole_sheet(visits: Visits, kinds: dict[str, str]) -> None:
    """Of each kind of page one picture is taken with its part of the sheet, one with all of it: not a point differs."""
    different = []
    for width in (360, 1280):
        visit = visits(script=False, width=width)
        for kind, path in kinds.items():
            visit.page.goto(visit.address + path)
            ours = visit.page.screenshot(full_page=True)
            whole = with_whole_sheet(httpx.get(visit.address + path).text)
            visit.page.route("**/*", partial(Route.fulfill, body=whole, content_type="text/html"))
            visit.page.reload()
            visit.page.unroute("**/*")
            if visit.page.screenshot(full_page=True) != ours:
                different.append((kind, width))
    assert different == []
