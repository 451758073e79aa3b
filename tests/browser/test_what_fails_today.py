"""The line that says that an entity's system fails today. What is reported is generated."""

import json
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from playwright.sync_api import Page, Route, expect

from browsing import Visits

PENALES = "/tramites/certificado-antecedentes-penales/"
DOWN = {"entity": "poder-judicial", "since": "2026-11-26T10:45:00-05:00", "centres": 12, "last_worked": None}


def _opened(visits: Visits, path: str, down: list[dict[str, object]], *, hours_ago: float = 0.5) -> Page:
    visit = visits()
    generated_at = (datetime.now(UTC) - timedelta(hours=hours_ago)).isoformat(timespec="seconds")
    body = json.dumps({"version": 1, "generated_at": generated_at, "down": down})
    visit.page.route("**/data/v1/today.json", partial(Route.fulfill, body=body, content_type="application/json"))
    visit.go(path)
    visit.rest()
    return visit.page


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (PENALES, "El sistema de esta entidad falla desde las 10:45: avisaron 12 centros. Dato de hace 30 minutos."),
        ("/entidades/poder-judicial/", "El sistema de esta entidad falla desde las 10:45"),
        ("/cerca/1601/", "Hoy falla el sistema de una entidad."),
    ],
)
def test_a_page_says_that_its_entitys_system_fails(visits: Visits, path: str, words: str) -> None:
    """Above the title, with its age and a link to what is known."""
    page = _opened(visits, path, [DOWN])
    line = page.locator("p.notice", has_text=words)
    expect(line.get_by_role("link", name="Qué funciona hoy")).to_have_attribute("href", "/hoy/")
    title = page.locator("h1").bounding_box()
    place = line.bounding_box()
    assert title
    assert place
    assert place["y"] < title["y"]


@pytest.mark.parametrize(
    ("path", "down", "hours_ago"),
    [
        ("/tramites/duplicado-dni-azul/", [DOWN], 0.5),  # another entity's
        (PENALES, [], 0.5),
        (PENALES, [DOWN], 25),  # says nothing about now
        ("/ayuda/", [DOWN], 0.5),
    ],
)
def test_elsewhere_nothing_is_said(visits: Visits, path: str, down: list[dict[str, object]], hours_ago: float) -> None:
    """A page about something else, a day on which all works, and an old report show no line."""
    page = _opened(visits, path, down, hours_ago=hours_ago)
    page.wait_for_timeout(500)
    expect(page.get_by_text("falla", exact=False)).to_have_count(0)
