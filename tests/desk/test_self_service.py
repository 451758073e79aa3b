"""The public kiosk: two taps, nothing left behind, and a limit against a child at the screen."""

from playwright.sync_api import expect

from advisor import Advisor, with_sources
from facts import stored
from fault_proxy import FaultProxy
from local_system import LocalSystem, wait_until


def test_a_kiosk_asks_in_two_taps_and_forgets(desk: Advisor, system: LocalSystem, link: FaultProxy) -> None:
    """Which procedure, did it work; then a rating. It counts as self_service, and nothing of it stays on the screen."""
    page = desk.go("ajustes")
    page.get_by_role("button", name="Usar como kiosco").click()
    expect(page.locator(".problems")).to_contain_text("PIN")
    page.get_by_label("PIN nuevo").fill("2580")
    page.get_by_role("button", name="Poner PIN").click()
    page.get_by_role("button", name="Bloquear ahora").wait_for()
    page.get_by_role("button", name="Usar como kiosco").click()
    page.get_by_role("button", name="Antecedentes penales").click()
    page.get_by_role("button", name="No: la página no respondió").click()
    page.get_by_role("button", name="Mal", exact=True).click()
    page.get_by_role("button", name="Terminar").click()
    expect(page.locator("h1")).to_have_text("¿Hizo un trámite aquí, sin asesor?")
    page.go_back()
    expect(page.locator("h1")).to_have_text("¿Hizo un trámite aquí, sin asesor?")
    page.reload()
    expect(page.locator("h1")).to_have_text("¿Hizo un trámite aquí, sin asesor?")
    expect(page.get_by_role("link")).to_have_count(0)
    (item,) = desk.stored()["items"]
    assert (item["channel"], item["outcome"], item["reason"]) == ("self_service", "not_completed", "entity_system_down")
    page.get_by_role("button", name="Soy asesor").click()
    page.get_by_label("PIN de").fill("2580")
    page.keyboard.press("Enter")
    page.get_by_label("¿Qué trámite?").wait_for()
    desk.wait_until_sent()
    desk.send_now()
    wait_until(lambda: not desk.stored()["ratings"], 60)  # where the rating was not taken at once, the desk waits
    assert "/api/v1/ratings" in link.paths
    assert stored(system, item["id"]) == 1


def test_a_child_at_the_kiosk_makes_no_figures(desk: Advisor, link: FaultProxy) -> None:
    """Four answers in ten minutes are noted; those after them are not, and it says so."""
    link.faults.cut = True
    page = desk.go("ajustes")
    page.get_by_label("PIN nuevo").fill("2580")
    page.get_by_role("button", name="Poner PIN").click()
    page.get_by_role("button", name="Bloquear ahora").wait_for()
    page.get_by_role("button", name="Usar como kiosco").click()
    for _ in range(5):
        page.get_by_role("button", name="Antecedentes penales").click()
        page.get_by_role("button", name="Sí, terminé").click()
        page.get_by_role("button", name="Terminar").click()
        expect(page.locator("h1")).to_have_text("¿Hizo un trámite aquí, sin asesor?")
    assert len(desk.stored()["items"]) == 4
    allowed = with_sources(
        page,
        """async () => { const {mayAnswer, stillCounting} = await import("/fuentes/desk/machine/kiosk_limit.js");
        const minute = 60000, every = Array.from({length: 40}, (_, i) => i * 20 * minute);
        return [mayAnswer([0, 1, 2, 3], 5), mayAnswer([0, 1, 2, 3], 11 * minute), mayAnswer(every, 800 * minute),
                mayAnswer(every, 2300 * minute), stillCounting([0, 5 * minute], 1441 * minute).length]; }""",
    )
    assert allowed == [False, True, False, True, 1]
