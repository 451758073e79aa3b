"""The advisor's day: register in seconds, more than one procedure, annul a mistake, print the sheet."""

import json
import re
import time
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from advisor import CENTRE, Advisor, Desks, with_sources
from facts import stored
from fault_proxy import FaultProxy
from local_system import LocalSystem


def test_three_keys(desk: Advisor) -> None:
    """From the open desk to a registered attention of a common procedure: 3 keys, far below 6."""
    assert desk.register("1", "1", "Enter") == desk.stored()["items"][0]["id"]


def test_typing_finds_and_six_keys_are_enough(desk: Advisor) -> None:
    """A procedure that is not among the first: three letters, Enter, outcome, Enter."""
    for key in ("r", "u", "c", "Enter"):
        desk.page.keyboard.press(key)
    expect(desk.page.locator("h1")).to_contain_text("RUC")
    for key in ("1", "Enter"):
        desk.page.keyboard.press(key)
    expect(desk.page.locator("h1")).to_have_text("Registrada")


def test_what_is_not_known_or_not_one_amount_is_said(desk: Advisor) -> None:
    """An entity is found by its former name; a range has both ends; unpublished requirements say whom to ask."""
    search = desk.page.get_by_label("¿Qué trámite?")
    search.fill("osce")
    expect(desk.page.locator("#tramites")).to_contain_text("Inscripción en el Registro Nacional de Proveedores")
    search.fill("redam")
    search.press("Enter")
    expect(desk.page.locator(".chosen")).to_contain_text("S/ 7.20 a 35.00")
    desk.page.get_by_role("button", name="Cambiar trámite").click()
    search.fill("semillas")
    search.press("Enter")
    expect(desk.page.locator(".requirements")).to_contain_text("pregunte al 1800")


def test_three_taps_on_a_tablet(desks: Desks) -> None:
    """Procedure, outcome, save; what was used most stands first the next time."""
    desk = desks(width=360, height=640)
    desk.page.get_by_role("button", name="Antecedentes penales").click()
    desk.page.get_by_text("Completado", exact=True).click()
    desk.page.get_by_role("button", name="Guardar").click()
    expect(desk.page.locator("h1")).to_have_text("Registrada")
    desk.page.get_by_role("button", name="Siguiente persona").click()
    expect(desk.page.locator("#tramites li").first).to_contain_text("Antecedentes penales")


def test_not_offered_is_two_taps(desk: Advisor) -> None:
    """Unmet demand: the button, and save."""
    desk.page.get_by_role("button", name="Pide algo que aquí no se ofrece").click()
    desk.page.get_by_role("button", name="Guardar").click()
    expect(desk.page.locator("h1")).to_have_text("Registrada")
    desk.wait_until_sent()
    kept = desk.stored()
    assert [kept["items"][0][name] for name in ("procedure", "outcome", "reason")] == [
        None,
        "not_offered",
        "not_offered_here",
    ]
    assert kept["verdicts"][0]["verdict"] == "registered"


def test_a_visit_with_two_procedures_and_what_may_be_noted(desk: Advisor, system: LocalSystem) -> None:
    """The second attention is of the same visit and keeps what was noted; why not is asked; all of it is registered."""
    page = desk.page
    page.keyboard.press("1")
    page.get_by_text("Más sobre la persona").click()
    page.get_by_label("Sexo").select_option("f")
    page.get_by_label("Edad").select_option("60+")
    page.get_by_label("Lengua").select_option("qu")
    page.get_by_label("¿Tiene discapacidad?").select_option("no")
    page.get_by_label("Distrito donde vive").select_option("200104")
    page.get_by_text("Completado", exact=True).click()
    page.get_by_role("button", name="Guardar").click()
    page.get_by_role("button", name="Otro trámite de esta persona").click()
    page.get_by_label("¿Qué trámite?").wait_for()
    for key in ("2", "3", "2", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("h1")).to_have_text("Registrada")
    desk.wait_until_sent()
    kept = desk.stored()
    first, second = sorted(kept["items"], key=lambda item: str(item["started_at"] + item["outcome"]))
    assert first["visit"] == second["visit"]
    citizen = {"sex": "f", "age_band": "60+", "language": "qu", "disability": False, "home_district": "200104"}
    assert (first["citizen"], second["citizen"]) == (citizen, citizen)
    assert {item["reason"] for item in (first, second)} == {None, "missing_requirement"}
    assert {verdict["verdict"] for verdict in kept["verdicts"]} == {"registered"}
    assert stored(system, first["id"]) == 1


def test_every_language_offered_is_one_that_the_api_takes(desk: Advisor, system: LocalSystem) -> None:
    """Codes of two or three letters, each sent once."""
    script = 'async () => Object.keys((await import("/fuentes/desk/citizen_words.js")).LANGUAGES)'
    codes = with_sources(desk.page, script)
    desk.register()
    desk.wait_until_sent()
    (item,) = desk.stored()["items"]
    other = item["id"][:-3] + ("0" if item["id"][-3] != "0" else "1")  # the desk's own is stored already
    items = [{**item, "id": f"{other}{place:02}", "citizen": {"language": code}} for place, code in enumerate(codes)]
    verdicts = system.post(items, system.token(CENTRE)).json()["verdicts"]
    assert {verdict["verdict"] for verdict in verdicts} == {"registered"}


def test_what_is_missing_is_said_and_takes_the_focus(desk: Advisor) -> None:
    """Save without outcome, or without why not: words at the top, focus there, a link to the field; nothing saved."""
    desk.page.keyboard.press("1")
    desk.page.get_by_role("button", name="Guardar").click()
    expect(desk.page.locator(".problems")).to_be_focused()
    desk.page.get_by_role("link", name="Diga cómo terminó.").click()
    expect(desk.page.get_by_label("Completado")).to_be_focused()
    desk.page.get_by_text("No se pudo", exact=True).click()
    desk.page.get_by_role("button", name="Guardar").click()
    expect(desk.page.get_by_role("link", name="Diga por qué no se pudo.")).to_be_visible()
    assert desk.stored()["items"] == []


def test_the_time_runs_while_the_entitys_site_is_open(desk: Advisor) -> None:
    """The official site opens in another window; a reload loses neither time nor choice; the outcome is one tap."""
    desk.context.route(re.compile("https://.*"), lambda route: route.fulfill(body="la página oficial"))
    desk.page.keyboard.press("2")
    with desk.context.expect_page() as opened:
        desk.page.get_by_role("link", name="Abrir la página oficial").click()
    assert opened.value.url.startswith("https://")
    time.sleep(1.2)
    opened.value.close()
    desk.page.reload()
    desk.page.get_by_text("Completado", exact=True).click()
    desk.page.get_by_role("button", name="Guardar").click()
    expect(desk.page.locator("h1")).to_have_text("Registrada")
    (item,) = desk.stored()["items"]
    assert item["procedure"] == "pago-tasas-pagalo"
    took = datetime.fromisoformat(item["ended_at"]) - datetime.fromisoformat(item["started_at"])
    assert timedelta(seconds=1) <= took < timedelta(minutes=1)


def test_what_is_sent_meanwhile_leaves_the_focus_where_it_was(desk: Advisor, link: FaultProxy) -> None:
    """A person about to annul by keyboard is not thrown out of the list when its records arrive."""
    link.faults.cut = True
    desk.register()
    page = desk.go("hoy")
    annul = page.get_by_role("link", name="Anular Ver si está en el Fonavi")
    annul.focus()
    link.faults.cut = False
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(".entries .note")).to_have_text("Completado · Enviada")
    expect(annul).to_be_focused()


def test_an_entity_that_others_reported_down_says_so(desks: Desks) -> None:
    """Reports of the last hour stand beside its procedures; older ones do not; without the file nothing is said."""
    desk = desks(signed_in=False)
    desk.context.route("**/data/v1/status.json", lambda route: route.fulfill(status=404))
    desk.sign_in(CENTRE)
    expect(desk.page.locator(".down")).to_have_count(0)
    now = datetime.now(UTC)
    entities = [
        {"id": "fonavi", "reports": 3, "last": (now - timedelta(minutes=20)).isoformat()},
        {"id": "banco-de-la-nacion", "reports": 2, "last": (now - timedelta(minutes=90)).isoformat()},
    ]
    body = json.dumps({"version": 1, "generated_at": now.isoformat(), "entities": entities})
    desk.context.route(
        "**/data/v1/status.json", lambda route: route.fulfill(body=body, content_type="application/json")
    )
    desk.page.reload()
    expect(desk.page.locator("#tramites li").first).to_contain_text("Sistema caído")
    expect(desk.page.locator("#tramites li").nth(1)).not_to_contain_text("Sistema caído")
    desk.page.keyboard.press("1")
    expect(desk.page.locator(".chosen .down")).to_contain_text("3 avisos")


def test_a_mistake_is_annulled_after_asking_twice(desk: Advisor, system: LocalSystem) -> None:
    """Why, and are you sure; then the day's totals go without it and the API has the annulment."""
    identifier = desk.register()
    desk.go("hoy")
    expect(desk.page.locator("h1")).to_have_text("Hoy: 1 atención")
    desk.page.get_by_role("link", name="Anular Ver si está en el Fonavi").click()
    desk.page.get_by_role("button", name="Seguir").click()
    expect(desk.page.locator(".problems")).to_be_focused()
    desk.page.get_by_text("Fue una prueba").click()
    desk.page.get_by_role("button", name="Seguir").click()
    assert len(desk.stored()["items"]) == 1
    desk.page.get_by_role("button", name="Sí, anular").click()
    expect(desk.page.locator("h1")).to_have_text("Hoy: 0 atenciones")
    expect(desk.page.locator(".annulled")).to_contain_text("Anulada")
    desk.wait_until_sent()
    answer = system.get(f"/api/v1/attentions/{identifier}", Authorization=f"Bearer {system.token(CENTRE)}")
    assert answer.json()["annulled"] is True


def test_the_days_sheet_prints_totals_and_each_attention(desk: Advisor) -> None:
    """What goes to paper: totals by procedure and one line each, without the screen's buttons."""
    desk.register()
    desk.register("2", "1", "Enter")
    desk.go("hoy")
    desk.page.evaluate("() => { window.print = () => { window.printed = true; }; }")
    desk.page.get_by_role("button", name="Imprimir la hoja del día").click()
    desk.page.wait_for_function("() => window.printed")
    desk.page.emulate_media(media="print")
    expect(desk.page.locator(".sums tr")).to_have_count(2)
    expect(desk.page.locator(".entries li")).to_have_count(2)
    expect(desk.page.get_by_role("link", name="Anular").first).to_be_hidden()
