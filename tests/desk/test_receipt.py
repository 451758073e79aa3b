"""The receipt: made at the desk without a link, looked up and rated by whoever holds it."""

from datetime import date, timedelta
from random import Random

from playwright.sync_api import expect

from advisor import CENTRE, Advisor, Desks, with_sources
from fault_proxy import FaultProxy
from local_system import LocalSystem
from macexpress.attentions.receipts import ALPHABET, receipt_code
from portal.catalogue.reading import read

_CODES = """async asked => {
  const {receiptCode} = await import("/fuentes/scripts/receipt_code.js");
  return asked.map(([id, number]) => receiptCode(id, number));
}"""


def test_desk_and_api_make_the_same_code(desk: Advisor) -> None:
    """For random centres, days and ids the module in the browser and the function in Python agree."""
    random = Random(5)  # noqa: S311 - nothing secret
    asked, expected = [], []
    for _ in range(2000):
        day = date(2026, 1, 1) + timedelta(days=random.randrange(8192))
        ulid = "".join(random.choice(ALPHABET) for _ in range(25))
        number = random.randrange(1, 4096)
        asked.append([f"centro.{day:%Y%m%d}.0{ulid}", number])
        expected.append(receipt_code(number, day, f"0{ulid}"))
    assert with_sources(desk.page, _CODES, asked) == expected
    assert with_sources(desk.page, _CODES, [["centro.20251231.0" + "0" * 25, 1], ["no id", 1]]) == [None, None]


def test_a_receipt_made_without_a_link_is_found_when_it_has_arrived(
    desk: Advisor, link: FaultProxy, system: LocalSystem
) -> None:
    """The code shown offline is unknown at first, and says procedure, centre, day and outcome once it was sent."""
    link.faults.cut = True
    desk.register()
    code = desk.page.locator(".code").inner_text()
    assert [len(group) for group in code.split("-")] == [4, 4, 5]
    expect(desk.page.locator(".state")).to_contain_text("cuando haya conexión")
    citizen = desk.new_window()
    citizen.goto(f"{system.address}/constancia/")
    citizen.get_by_label("Código").fill(code.lower())
    citizen.keyboard.press("Enter")
    expect(citizen.locator("#respuesta")).to_contain_text("Aún no llega")
    link.faults.cut = False
    desk.send_now()
    desk.wait_until_sent()
    citizen.get_by_role("button", name="Consultar").click()
    expect(citizen.locator("#respuesta")).to_contain_text("Ver si está en el Fonavi")
    expect(citizen.locator("#respuesta")).to_contain_text("Completado")
    expect(citizen.locator("#respuesta")).to_contain_text("MAC Express Cura Mori")


def test_a_citizen_rates_once(desk: Advisor, link: FaultProxy) -> None:
    """The QR's address opens the answer; one rating is taken, another one under the same code is not."""
    desk.register()
    desk.wait_until_sent()
    code = desk.page.locator(".code").inner_text().replace("-", "")
    for rating, answer in (("Bien", "Gracias por opinar"), ("Muy mal", "Ya opinó")):
        citizen = desk.new_window()
        citizen.goto(f"{link.address}/constancia/#{code}")
        citizen.get_by_role("button", name=rating, exact=True).click()
        expect(citizen.locator("#respuesta")).to_contain_text(answer)
        citizen.close()


def test_a_mistyped_code_is_told_from_one_that_has_not_arrived(desk: Advisor, link: FaultProxy) -> None:
    """One wrong character: the citizen is asked to look again, not to wait."""
    citizen = desk.new_window()
    code = receipt_code(read().centres[CENTRE].number, date(2026, 11, 1), "0" * 26)
    citizen.goto(f"{link.address}/constancia/#{code[:6]}Z{code[7:]}")
    expect(citizen.locator("#respuesta")).to_contain_text("Ese código no existe")


def test_the_page_says_another_way_without_script(desks: Desks, link: FaultProxy) -> None:
    """Without script there is no form that could not work, and the telephone is named."""
    browser = desks(signed_in=False).context.browser
    assert browser
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{link.address}/constancia/")
        expect(page.get_by_label("Código")).to_be_hidden()
        expect(page.locator("main .notice")).to_contain_text("1800")


def test_the_slip_prints_on_a_sheet_and_on_a_roll(desk: Advisor) -> None:
    """What is printed is the slip alone: code, QR, procedure, centre, day; either way on one page."""
    desk.register()
    desk.page.evaluate(
        "() => { window.sheets = [];"
        " window.print = () => sheets.push([...document.styleSheets[0].cssRules].at(-1).cssText); }"
    )
    desk.page.get_by_role("button", name="Imprimir constancia").click()
    desk.page.get_by_role("button", name="En rollo de 80 mm").click()
    desk.page.wait_for_function("() => sheets.length === 2")
    assert "a4" in desk.page.evaluate("sheets[0]")
    assert "80mm" in desk.page.evaluate("sheets[1]")
    desk.page.emulate_media(media="print")
    for shown in (".code", ".qr", ".slip h2"):
        expect(desk.page.locator(shown)).to_be_visible()
    for hidden in (".band", ".actions", ".state"):
        expect(desk.page.locator(hidden).first).to_be_hidden()
    paper = desk.page.pdf(width="80mm", height="130mm", margin={"top": "4mm", "bottom": "4mm"})
    assert paper.count(b"/Type /Page\n") == 1
