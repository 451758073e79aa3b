"""What a citizen does: find a procedure, its requirements, and where to go. With and without scripts."""

import pytest
from playwright.sync_api import Page, expect

from browsing import Visit, Visits
from portal.catalogue.reading import Catalogue

SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])


def _in_first_screen(page: Page, selector: str) -> bool:
    box = page.locator(selector).first.bounding_box()
    size = page.viewport_size
    return bool(box and size and box["y"] >= 0 and box["y"] + box["height"] <= size["height"])


def _find_procedure(visit: Visit) -> Page:
    page = visit.go("/")
    page.get_by_label("¿Qué necesita hacer?").fill("penales")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tramites/?q=penales")
    return page


@SCRIPT
def test_a_citizen_finds_procedure_requirements_and_nearest_centre(visits: Visits, *, script: bool) -> None:
    """Starting from the home page: cost, requirements to tick, then department, province, district and a distance."""
    visit = visits(script=script)
    page = _find_procedure(visit)
    # Without a script it stands among the most asked for and below its letter.
    page.get_by_role("link", name="Sacar antecedentes penales").first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Sacar antecedentes penales")
    expect(page.locator(".facts")).to_contain_text("S/ 40.40")
    requirements = page.get_by_role("checkbox")
    assert requirements.count() == 5
    for number in range(5):
        requirements.nth(number).check()
        expect(requirements.nth(number)).to_be_checked()

    page.get_by_role("link", name="Ver dónde lo atienden").click()
    page.get_by_text("Madre de Dios", exact=True).click()
    page.get_by_role("link", name="Tahuamanu").click()
    page.get_by_role("link", name="Iñapari", exact=True).click()

    district = page.locator("section", has=page.get_by_role("heading", name="Iñapari", exact=True))
    nearest = district.get_by_role("listitem").first
    expect(nearest.get_by_role("link")).to_contain_text("km")
    expect(nearest).to_be_in_viewport()
    nearest.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("MAC Express")
    assert visit.messages == []


def test_typing_narrows_the_list(visits: Visits) -> None:
    """With a script only matches are left, with or without accents, and their number is shown; no match has a link."""
    page = _find_procedure(visits())
    rows = page.locator("#hits > li")
    expect(rows).to_have_count(1)
    expect(page.get_by_role("heading", name="Lo más pedido")).to_be_hidden()
    expect(page.get_by_role("status")).to_have_text("1 resultado")
    page.get_by_label("Busque un trámite o un lugar").fill("cédula de identidad voladora")
    expect(rows).to_have_count(0)
    expect(page.locator("#none")).to_contain_text("1800")
    page.get_by_label("Busque un trámite o un lugar").fill("CLASIFICACION socioeconómica")
    expect(rows).to_have_count(2)


def test_without_script_the_complete_list_is_there(visits: Visits) -> None:
    """Every procedure has its text and link, no field is shown that would not work, and the page says so first."""
    page = _find_procedure(visits(script=False))
    assert page.locator("[data-row]:visible").count() >= 47
    expect(page.locator("main").get_by_role("searchbox")).to_have_count(0)
    notice = page.locator(".notice").first
    expect(notice).to_contain_text("Este navegador no puede buscar")
    assert _in_first_screen(page, ".notice")
    notice.get_by_role("link", name="de la A a la Z").click()
    expect(page.locator("#letters")).to_be_in_viewport()


@SCRIPT
def test_the_keyboard_is_enough(visits: Visits, *, script: bool) -> None:
    """Tab and Enter lead from the home page to a distance, and the focus is visible."""
    page = visits(script=script).go("/")

    def reach(name: str) -> None:
        for _ in range(400):
            page.keyboard.press("Tab")
            focused = page.locator(":focus")
            text = " ".join((focused.evaluate("e => e.value || e.innerText || ''")).split())
            if text.startswith(name):
                assert focused.evaluate(
                    "e => { const s = getComputedStyle(e); return s.outlineStyle !== 'none' || s.boxShadow !== 'none' }"
                )
                return
        pytest.fail(f"Tab never reached {name}")

    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("href", "#contenido")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("name", "q")
    page.keyboard.type("penales")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tramites/?q=penales")
    reach("Sacar antecedentes penales")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tramites/certificado-antecedentes-penales/")
    reach("on")  # a checkbox without its own value
    page.keyboard.press("Space")
    expect(page.get_by_role("checkbox").first).to_be_checked()
    reach("Ver dónde lo atienden")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cerca/**")
    reach("Madre de Dios")
    page.keyboard.press("Enter")
    reach("Tahuamanu")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cerca/1703/")
    reach("Iñapari")
    page.keyboard.press("Enter")
    reach("MAC Express")
    expect(page.locator(":focus")).to_contain_text("km")


# The element that answers the page's question, by kind.
_ANSWERS = {
    "home": "input[name=q]",
    "procedures": "main input[name=q]",
    "procedure (median)": ".facts .figure",
    "entities": "main li a",
    "entity (median)": "main h2",
    "centres": "main li a",
    "centre (median)": ".host",
    "centre, itinerant": ".host",
    "nearest": "summary",
    "department (largest)": "main li a",
    "province (median)": ".jump a",
    "province (largest)": ".jump a",
    "statistics": ".figures dd",
    "statistics, none yet": "main h1 ~ p",
    "life events": ".jump a",
    "receipt": "#codigo",
    "this device": ".text p",
    "help": ".text p",
    "privacy": ".text p",
}


@pytest.mark.parametrize("kind", _ANSWERS)
def test_a_page_is_one_request_and_answers_in_the_first_screen(
    visits: Visits, kinds: dict[str, str], kind: str
) -> None:
    """One request, nothing on the console; heading and answer within 360 by 640; no sideways scrolling at 320."""
    visit = visits()
    page = visit.go(kinds[kind])
    visit.rest()
    assert visit.requests == [visit.address + kinds[kind]]
    assert visit.messages == []
    assert _in_first_screen(page, "h1")
    assert _in_first_screen(page, _ANSWERS[kind])
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_every_procedure_shows_what_to_bring_without_scrolling(visits: Visits, catalogue: Catalogue) -> None:
    """At 360 by 640 the strip with cost, time and result is above the list, and the first requirement in the screen."""
    visit = visits()
    too_low = {}
    for key, procedure in catalogue.procedures.items():
        page = visit.go(f"/tramites/{key}/")
        tops = page.evaluate(
            "[...document.querySelectorAll('.facts, #needs + *')].map((e) => e.getBoundingClientRect().top)"
        )
        strip, needs = tops
        # A whole line of the first one.
        if not procedure.retired_on and not 0 < strip < needs < 640 - 36:
            too_low[key] = needs
    assert too_low == {}


def test_a_centre_answers_in_the_first_screen(visits: Visits, catalogue: Catalogue) -> None:
    """Of every ninth centre: its stage, whether it attends, whom to ask and the first line of where, at 360 by 640."""
    visit = visits()
    too_low = {}
    for key in [key for key, centre in catalogue.centres.items() if not centre.retired_on][::9]:
        page = visit.go(f"/centros/{key}/")
        where = page.evaluate("document.querySelector('.facts div:last-child').getBoundingClientRect().top")
        # A line of text is 27 points high.
        if where > 640 - 27:
            too_low[key] = where
    assert too_low == {}


def test_every_kind_of_page_is_tested(kinds: dict[str, str]) -> None:
    """A new kind of page must be added to the answers above."""
    assert kinds.keys() == _ANSWERS.keys()


def test_a_page_that_does_not_exist_leads_on(visits: Visits) -> None:
    """An old link still finds the home page, in one request."""
    visit = visits()
    page = visit.go("/tramites/no-existe/")
    visit.rest()
    assert len(visit.requests) == 1
    page.get_by_role("main").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_page_stays_usable_with_large_letters(visits: Visits, kinds: dict[str, str]) -> None:
    """With letters of twice the size at 360 px nothing is lost: no kind of page scrolls sideways."""
    visit = visits()
    too_wide = []
    for kind, path in kinds.items():
        page = visit.go(path)
        page.evaluate("document.documentElement.style.setProperty('font-size', '225%', 'important')")
        if page.evaluate("document.documentElement.scrollWidth") > 360:
            too_wide.append(kind)
    assert too_wide == []


def test_a_browser_that_refuses_the_worker_says_so(visits: Visits) -> None:
    """In private windows of some browsers nothing can be stored: the page does not promise to."""
    visit = visits()
    visit.page.add_init_script("navigator.serviceWorker.register = () => Promise.reject(new Error('refused'))")
    page = visit.go("/sin-conexion/")
    expect(page.locator("#held")).to_contain_text("no permite guardar")
    expect(page.get_by_role("button", name="Guardar ahora")).to_be_disabled()


def test_an_operator_searches_the_handbook(visits: Visits) -> None:
    """Its search runs in a worker under the policy of what is not a page, and finds; the console stays empty.

    Spanish words are found in any form and without their accents.
    """
    visit = visits(width=1280)
    page = visit.go("/manual/operadores/")
    for words in ("simulacro", "simulacros", "perdio la region"):
        page.locator(".md-search__input").fill(words)
        expect(page.locator(".md-search-result__item").first).to_contain_text("El mal día")
    assert visit.messages == []
