"""A public kiosk, printing, and taking a page along."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browsing import Visits

PENALES = "/tramites/certificado-antecedentes-penales/"


@pytest.fixture
def kiosk(visits: Visits) -> Page:
    """Return a browser that was made a public kiosk by hand, on the home page, with a clock that the test controls."""
    visit = visits()
    page = visit.page
    page.clock.install()
    visit.go("/sin-conexion/")
    page.get_by_text("Este equipo lo usan varias personas").click()
    page.wait_for_function("() => localStorage.kiosco")
    visit.go("/")
    page.wait_for_function("() => [...document.scripts].some(script => script.src.endsWith('/kiosk.js'))")
    page.wait_for_load_state("networkidle")
    return page


def test_a_kiosk_left_alone_warns_and_then_cleans_itself(kiosk: Page) -> None:
    """After a minute there is a warning with the seconds left, after 20 more the home page; typed text is gone."""
    kiosk.goto(kiosk.url.rstrip("/") + "/tramites/")
    kiosk.wait_for_load_state("networkidle")
    kiosk.get_by_label("Busque un trámite o un lugar").fill("mi nombre")
    kiosk.clock.run_for(55_000)
    expect(kiosk.get_by_role("alertdialog")).to_have_count(0)
    kiosk.clock.run_for(7_000)
    expect(kiosk.get_by_role("alertdialog")).to_contain_text("¿Sigue ahí?")
    expect(kiosk.get_by_role("button", name="Sí, sigo aquí")).to_be_focused()
    kiosk.clock.run_for(20_000)
    kiosk.wait_for_function("() => location.pathname === '/'")
    kiosk.goto(kiosk.url + "tramites/")
    expect(kiosk.get_by_label("Busque un trámite o un lugar")).to_have_value("")


def test_a_touch_keeps_the_page(kiosk: Page) -> None:
    """A person who answers the warning stays on the page, and has a full minute again."""
    kiosk.goto(kiosk.url.rstrip("/") + PENALES)
    kiosk.wait_for_load_state("networkidle")
    kiosk.clock.run_for(62_000)
    kiosk.get_by_role("button", name="Sí, sigo aquí").press("Enter")
    expect(kiosk.get_by_role("alertdialog")).to_have_count(0)
    kiosk.clock.run_for(50_000)
    assert kiosk.url.endswith(PENALES)
    expect(kiosk.get_by_role("alertdialog")).to_have_count(0)


def test_no_trace_of_the_person_before(kiosk: Page) -> None:
    """Links and searches leave no history, and the typed words do not stay in the address."""
    entries = kiosk.evaluate("history.length")
    kiosk.get_by_label("¿Qué necesita hacer?").fill("penales")
    kiosk.keyboard.press("Enter")
    kiosk.wait_for_function("() => location.pathname === '/tramites/'")
    expect(kiosk.get_by_role("status")).to_have_text("1 resultado")
    kiosk.wait_for_function("() => !location.search")
    kiosk.get_by_role("link", name="Sacar antecedentes penales").click()
    kiosk.wait_for_url(f"**{PENALES}")
    assert kiosk.evaluate("history.length") == entries


def test_a_kiosk_never_leaves_the_portal(kiosk: Page) -> None:
    """Links to other sites do not work there: nothing would bring the next person back."""
    kiosk.goto(kiosk.url.rstrip("/") + PENALES)
    kiosk.wait_for_load_state("networkidle")
    assert kiosk.locator("a[href^=http]").count() == 0
    expect(kiosk.get_by_text("cape.pj.gob.pe")).to_be_visible()
    expect(kiosk.get_by_role("button", name="Enviar")).to_be_hidden()
    # What a script adds later, and the handbook, lead nowhere either.
    for address in ("https://wa.me/?text=x", "sms:?body=x", "/manual/"):
        kiosk.evaluate(
            """address => { const link = document.createElement("a"); link.href = address; link.textContent = "fuera";
                document.querySelector("main").replaceChildren(link) }""",
            address,
        )
        kiosk.get_by_text("fuera").click()
        assert kiosk.url.endswith(PENALES), address


def test_other_browsers_are_not_kiosks(visits: Visits) -> None:
    """If nobody asked for it, the kiosk's script is not even loaded."""
    visit = visits()
    visit.go("/")
    visit.rest()
    assert [url for url in visit.requests if "kiosco" in url] == []


def test_requirements_print_on_a4(visits: Visits, tmp_path: Path) -> None:
    """One A4 page has what to take along, where it is from, its code and the day, and no parts for the screen."""
    page = visits().go(PENALES)
    page.evaluate("() => { window.print = () => { window.printed = true } }")
    page.get_by_role("button", name="Imprimir").click()
    page.wait_for_function("() => window.printed")
    expect(page.locator("#paper")).to_be_hidden()
    page.emulate_media(media="print")
    text = page.locator("body").inner_text()
    assert "DNI vigente" in text
    assert "S/ 40.40" in text.replace("\xa0", " ")
    for left_out in ("Ver dónde lo atienden", "Ticket", "Privacidad"):
        assert left_out not in text
    for origin in (PENALES, "Impreso el ", "1800"):
        assert origin in text
    expect(page.locator("#paper svg")).to_be_visible()
    pdf = page.pdf(path=tmp_path / "a4.pdf", format="A4", margin={"top": "15mm", "bottom": "15mm"})
    assert pdf.count(b"/Type /Page\n") == 1


def test_figures_print_on_three_sheets(visits: Visits, kinds: dict[str, str], tmp_path: Path) -> None:
    """The page of figures, tables and all, is three sheets of A4."""
    page = visits().go(kinds["statistics"])
    margins = {"top": "12mm", "bottom": "12mm", "left": "12mm", "right": "12mm"}
    pdf = page.pdf(path=tmp_path / "figures.pdf", format="A4", margin=margins)  # type: ignore[arg-type]
    assert pdf.count(b"/Type /Page\n") <= 3


def test_requirements_print_on_a_slip(visits: Visits, tmp_path: Path) -> None:
    """On paper of 80 mm nothing is wider than the paper, the checklist is there, and the slip ends with the text."""
    page = visits().go(PENALES)
    page.evaluate(
        "() => { window.print = () => { window.printed = [...document.styleSheets[0].cssRules].slice(-2)"
        ".map((rule) => rule.cssText) } }"
    )
    page.get_by_role("button", name="Ticket").click()
    page.wait_for_function("() => window.printed")
    assert "size: 80mm" in page.evaluate("window.printed[0]")
    page.evaluate(
        "() => { const [sheet] = document.styleSheets;"
        " for (const rule of window.printed) sheet.insertRule(rule, sheet.cssRules.length) }"
    )
    pdf = page.pdf(path=tmp_path / "slip.pdf", prefer_css_page_size=True)
    assert pdf.count(b"/Type /Page\n") == 1
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 302, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 302


def test_a_page_goes_to_a_phone(visits: Visits) -> None:
    """By WhatsApp or message with its name and address, and as a QR code with only the address."""
    visit = visits()
    page = visit.go(PENALES)
    visit.rest()
    before = len(visit.requests)
    page.get_by_role("button", name="Enviar").click()
    link = page.get_by_role("link", name="Por WhatsApp").get_attribute("href") or ""
    assert link.startswith("https://wa.me/?text=Sacar%20antecedentes%20penales")
    assert "certificado-antecedentes-penales" in link
    expect(page.get_by_role("link", name="Por mensaje de texto")).to_be_visible()
    page.get_by_role("button", name="QR").click()
    expect(page.get_by_role("img", name="Código QR de esta página")).to_be_visible()
    assert page.locator("#qr").get_attribute("data-text") == visit.address + PENALES
    asked = [url.rsplit("/", 1)[1] for url in visit.requests[before:]]
    assert [name for name in asked if name != "today.json"] == ["actions.js", "qr.js"]
    assert visit.messages == []


def test_a_page_is_read_aloud_and_stopped(visits: Visits) -> None:
    """The browser's voice reads heading, cost and requirements in Spanish; a second tap stops it."""
    page = visits().go(PENALES)
    page.evaluate(
        """() => { window.spoken = []; const voice = {speaking: false,
            speak(part) { window.spoken.push([part.text, part.lang]); this.speaking = true },
            cancel() { this.speaking = false; window.stopped = true }};
            Object.defineProperty(window, "speechSynthesis", {value: voice}) }"""
    )
    page.get_by_role("button", name="Escuchar").click()
    page.wait_for_function("() => window.spoken.length")
    spoken = page.evaluate("window.spoken")
    assert ["Sacar antecedentes penales", "es-PE"] in spoken
    assert ["40 soles con 40 céntimos", "es-PE"] in spoken
    assert any("DNI vigente" in text for text, _ in spoken)
    page.get_by_role("button", name="Escuchar").click()
    assert page.evaluate("window.stopped")


def test_a_browser_without_a_voice_says_so(visits: Visits) -> None:
    """Where nothing begins to speak, the page does not claim for ever to be reading; buttons are not read."""
    page = visits().go(PENALES)
    page.evaluate(
        """() => { window.spoken = []; const voice = {speaking: false,
            speak(part) { window.spoken.push(part.text) }, cancel() { window.stopped = true }};
            Object.defineProperty(window, "speechSynthesis", {value: voice}) }"""
    )
    page.get_by_role("button", name="Escuchar").click()
    expect(page.get_by_text("Leyendo.")).to_be_visible()
    expect(page.get_by_text("Este equipo no tiene voz para leer.")).to_be_visible()
    assert page.evaluate("window.stopped")
    assert [text for text in page.evaluate("window.spoken") if "Imprimir" in text] == []
