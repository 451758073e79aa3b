"""Finding the nearest centre by district, community or the phone's position; and what is open now."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Geolocation, Page, expect

from browsing import Visits
from portal.build import publish
from portal.catalogue.reading import Catalogue
from portal.scripts import scripts
from portal.territory.nearest import distance_km
from portal_server import served

_OPENING_STATE = f"{scripts()['opening_hours']}; const state = window.openingState;"


def _typed(page: Page, text: str) -> Page:
    page.locator("#place").fill(text)
    return page


def test_the_search_finds_places_too(visits: Visits) -> None:
    """Where no procedure is meant a place comes first; its names are loaded then, communities where none fits."""
    visit = visits()
    page = visit.go("/tramites/?q=antecedentes+penales")
    visit.rest()
    assert len(visit.requests) == 1
    page = visit.go("/")
    page.get_by_label("¿Qué necesita hacer?").fill("Tingo María")
    page.keyboard.press("Enter")
    page.locator("#hits a").first.click()
    page.wait_for_url("**/cerca/1006/#d100601")
    page = visit.go("/tramites/?q=angoteros")
    page.locator("#hits a").first.click()
    expect(page.locator("#found")).to_contain_text("Cerca de Angoteros Monterrico")
    asked = [url.removeprefix(visit.address) for url in visit.requests if "/lugares/" in url or "places" in url]
    assert asked == ["/places.js", "/places.js", "/lugares/n-an.txt", "/lugares/1601.txt", "/lugares/centros.txt"]


def test_without_a_link_the_search_says_that_places_need_one(visits: Visits) -> None:
    """A device that holds one department has no names of places: the page says so, and finds them with a link."""
    visit = visits()
    visit.page.route("**/places.js", lambda route: route.abort())
    page = visit.go("/tramites/?q=angoteros")
    expect(page.get_by_role("status")).to_have_text("Para buscar lugares hace falta conexión.")
    visit.page.unroute("**/places.js")
    page.get_by_label("Busque un trámite o un lugar").fill("angoteros monterrico")
    expect(page.locator("#hits a").first).to_contain_text("Angoteros")


@pytest.mark.parametrize("typed", ["iñapari", "INAPARI", "Inaparri", "iñapar"])
def test_a_district_is_found_as_people_write_it(visits: Visits, typed: str) -> None:
    """Accents, capitals and a wrong letter do not matter; a tap leads to the district's answer."""
    page = _typed(visits().go("/cerca/"), typed)
    page.locator("#near").get_by_role("link", name="Iñapari").click()
    page.wait_for_url("**/cerca/1703/#d170301")


def test_nothing_is_loaded_before_somebody_types(visits: Visits) -> None:
    """The names of places are loaded once, at the first touch of the field."""
    visit = visits()
    page = visit.go("/cerca/")
    visit.rest()
    assert len(visit.requests) == 1
    _typed(page, "lima")
    expect(page.locator("#near li").first).to_be_visible()
    _typed(page, "cusco")
    assert visit.requests[1:] == [f"{visit.address}/places.js"]


def test_a_place_that_does_not_exist_gets_the_closest_names(visits: Visits) -> None:
    """Nobody is left without an answer: the nearest spellings are offered, and presented as such."""
    page = _typed(visits().go("/cerca/"), "Tahuamanú del Norte")
    expect(page.locator("#found")).to_contain_text("No hay un lugar con ese nombre")
    expect(page.locator("#near li").first).to_contain_text("Tahuamanu")


def test_without_a_link_the_finder_says_so_until_the_list_is_there(visits: Visits) -> None:
    """The message stays while somebody types on, «Buscar» answers too, and the list comes when the link is back."""
    page = visits().go("/cerca/")
    page.context.set_offline(True)
    _typed(page, "iñ")
    expect(page.locator("#found")).to_contain_text("No se pudo cargar la lista ahora")
    _typed(page, "iñapari")
    page.locator("#finder button[type=submit], #finder button:not([type])").first.click()
    expect(page.locator("#found")).to_contain_text("No se pudo cargar la lista ahora")
    page.context.set_offline(False)
    expect(page.locator("#near").get_by_role("link", name="Iñapari")).to_be_visible()


def test_a_community_has_its_own_answer(visits: Visits) -> None:
    """In Loreto a community can be far from its district's capital: its distances are its own."""
    page = visits().go("/cerca/1601/")
    of_capital = page.locator("section#d160107").locator("ol b").first.inner_text()
    _typed(page, "buenavista")
    expect(page.locator("#near button").first).to_be_visible()
    page.locator("#near button").first.click()
    expect(page.locator("#found")).to_contain_text("Cerca de")
    expect(page.locator("#near li")).to_have_count(3)
    assert "km" in page.locator("#near b").first.inner_text()
    assert of_capital
    expect(page.locator("#near li").first).to_contain_text("Punto aproximado: capital del distrito.")


def test_a_community_far_from_any_fixed_centre_gets_its_vessel_first(visits: Visits) -> None:
    """Found by the one search: the vessel of its river, without a date, and then the fixed centres with distances.

    In Iquitos, with fixed centres beside it, no vessel is named.
    """
    page = visits().go("/tramites/?q=puerto+america")
    page.locator("#hits a", has_text="Morona, Datem del Marañón").click()
    rows = page.locator("#near li")
    expect(rows.first).to_contain_text("MAC Express PIAS Morona")
    expect(rows.first).to_contain_text("No hay fechas ni paradas publicadas")
    assert "km" not in rows.first.inner_text()
    assert all("km" in row for row in rows.all_inner_texts()[1:4])
    page = _typed(visits().go("/cerca/1601/"), "iquitos")
    page.locator("#near button").first.click()
    expect(page.locator("#near li").first).to_contain_text("km")


def test_the_phones_position_is_only_used_on_a_tap_and_stays_in_the_phone(browser: Browser, address: str) -> None:
    """In Iñapari the answers are those of its page; no request contains the position, not even roughly."""
    point = Geolocation(latitude=-10.9436, longitude=-69.5795)
    context = browser.new_context(
        geolocation=point, permissions=["geolocation"], viewport={"width": 360, "height": 640}
    )
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/cerca/1703/#d170301")
    expected = page.locator("section#d170301").locator("ol a span").all_inner_texts()
    page.goto(f"{address}/cerca/")
    page.get_by_role("button", name="Usar mi ubicación").click()
    expect(page.locator("#near li")).to_have_count(3)
    assert page.locator("#near a span").all_inner_texts() == expected
    assert [url for url in asked if "10.9" in url or "69.5" in url] == []
    assert asked[-1].endswith("/lugares/centros.txt")
    context.close()


def test_a_procedure_done_at_some_centres_only_is_found_there(
    browser: Browser, catalogue: Catalogue, tmp_path: Path
) -> None:
    """Beside a centre that does not offer it, the nearest one that does is named first, and no other is offered."""
    here = catalogue.centres["mac-express-centro-mac-cusco"].position
    assert here
    only = ("mac-express-centro-mac-huanuco", "mac-express-kimbiri")
    one = catalogue.procedures["certificado-antecedentes-penales"].model_copy(update={"only_at": only})
    publish(replace(catalogue, procedures={**catalogue.procedures, one.id: one}), tmp_path / "portal")
    point = Geolocation(latitude=here.latitude, longitude=here.longitude)
    with (
        served(tmp_path / "portal") as address,
        browser.new_context(geolocation=point, permissions=["geolocation"]) as context,
    ):
        page = context.new_page()
        page.goto(f"{address}/tramites/{one.id}/")
        page.get_by_role("button", name="Ordenar por distancia").click()
        expect(page.locator("#only li").first).to_contain_text("MAC Express Kimbirí")
        assert re.findall(r"\d+\xa0km", page.locator("#only").inner_text()) == [
            f"{distance_km(here, catalogue.centres[key].points()[0]):.0f}\xa0km" for key in reversed(only)
        ]
        page.goto(f"{address}/centros/mac-express-centro-mac-cusco/")
        expect(page.locator("#offer").locator("..")).to_contain_text("Aquí no se hace: Sacar antecedentes penales")


def test_the_district_is_offered_again_until_it_is_forgotten(visits: Visits) -> None:
    """It stays on the device: no request has it but the page's own, which is asked for by its province alone."""
    visit = visits()
    page = visit.go("/cerca/1703/#d170301")
    page = visit.go("/")
    again = page.get_by_role("link", name="Cerca de Iñapari")
    again.click()
    page.wait_for_url("**/cerca/1703/#d170301")
    assert [url for url in visit.requests if "170301" in url.partition("#")[0] or "apari" in url] == []
    assert page.context.cookies() == []
    for address in ("/", "/cerca/"):
        expect(visit.go(address).get_by_role("link", name="Cerca de Iñapari")).to_be_visible()
    page.get_by_role("button", name="Olvidar").click()
    expect(page.get_by_role("link", name="Cerca de Iñapari")).to_be_hidden()
    assert page.evaluate("localStorage.distrito") is None
    expect(visit.go("/").locator("#again")).to_be_hidden()


def test_a_public_kiosk_remembers_nobodys_district(visits: Visits) -> None:
    """Whoever comes next does not read where somebody lives."""
    visit = visits()
    visit.go("/").evaluate("localStorage.kiosco = 1")
    visit.go("/cerca/1703/#d170301")
    page = visit.go("/")
    expect(page.locator("#finder")).to_be_visible()
    expect(page.locator("#again")).to_be_hidden()
    assert page.evaluate("localStorage.distrito") is None


def test_who_does_not_share_a_position_can_go_on(visits: Visits) -> None:
    """The page explains the refusal in plain words, and the lists are still there."""
    page = visits().go("/cerca/")
    page.get_by_role("button", name="Usar mi ubicación").click()
    expect(page.locator("#found")).to_contain_text("Escriba su distrito")


# Lima days: 2026-11-24 is a Tuesday, 2026-12-08 and 09 are holidays, 2027-03-25 is Maundy Thursday.
_WEEK = "12345 480 1005;6 480 825"


@pytest.mark.parametrize(
    ("moment", "state", "words"),
    [
        ("2026-11-24 09:00", "open", "Abierto hasta las 16:45"),
        ("2026-11-24 16:25", "soon", "Cierra en 20 minutos"),
        ("2026-11-24 16:44", "soon", "Cierra en 1 minuto"),
        ("2026-11-24 16:45", "closed", "Cerrado ahora. Abre mañana a las 8:00"),
        ("2026-11-24 07:59", "closed", "Cerrado ahora. Abre hoy a las 8:00"),
        ("2026-11-28 13:00", "open", "Abierto hasta las 13:45"),
        ("2026-11-28 14:00", "closed", "Cerrado ahora. Abre el lunes a las 8:00"),
        ("2026-12-07 17:00", "closed", "Cerrado ahora. Abre el jueves a las 8:00"),
        ("2026-12-08 10:00", "closed", "Cerrado: hoy es feriado. Abre el jueves a las 8:00"),
        ("2027-03-25 10:00", "closed", "Cerrado: hoy es feriado. Abre el sábado a las 8:00"),
        ("2027-07-28 10:00", "closed", "Cerrado: hoy es feriado. Abre el viernes a las 8:00"),
        ("2026-11-24 23:30", "closed", "Cerrado ahora. Abre mañana a las 8:00"),
    ],
)
def test_open_now_or_when_next(visits: Visits, moment: str, state: str, words: str) -> None:
    """By Lima's clock, whatever the device's time zone is, with the country's holidays, including those of Easter."""
    page = visits().go("/ayuda/")
    at = datetime.fromisoformat(f"{moment}-05:00").astimezone(UTC).timestamp() * 1000
    assert page.evaluate(f"([hours, at]) => {{ {_OPENING_STATE} return state(hours, at) }}", [_WEEK, at]) == [
        state,
        words,
    ]


_EASTER = [(2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28), (2030, 4, 21), (2038, 4, 25)]


def test_the_holidays_of_easter_have_the_right_dates(visits: Visits) -> None:
    """Thursday and Friday before Easter are holidays in every year, and Wednesday is not."""
    page = visits().go("/ayuda/")
    for year, month, day in _EASTER:
        easter = datetime(year, month, day, 17, tzinfo=UTC).timestamp() * 1000
        closed = page.evaluate(
            f"""easter => {{ {_OPENING_STATE} return [4, 3, 2, 1].map(
                before => state("0123456 0 1439", easter - before * 864e5)[0] === "closed") }}""",
            easter,
        )
        assert closed == [False, True, True, False], year
