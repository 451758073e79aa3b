"""A stranger at the tablet, and several people in a hurry: nothing is lost, nobody acts for another, no way ends."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from advisor import CENTRE, Advisor, Desks, with_sources
from fault_proxy import FaultProxy
from mac.local.people import PASSWORD, username_of

OTHER_CENTRE = "mac-express-la-esperanza"
_BROKEN_CATALOGUE = """const real = window.fetch;
window.fetch = (address, ...more) =>
  String(address).includes("catalogue") ? Promise.reject(new Error("broken")) : real(address, ...more);"""
_FULL_DISK = """() => { const {put, add} = IDBObjectStore.prototype;
  window.room = () => Object.assign(IDBObjectStore.prototype, {put, add});
  const full = () => { throw new DOMException("full", "QuotaExceededError"); };
  Object.assign(IDBObjectStore.prototype, {put: full, add: full}); }"""


def _second_person(desk: Advisor) -> Page:
    """Lock the desk of whoever is at it, and sign somebody of another centre in."""
    page = desk.go("ajustes")
    page.get_by_role("button", name="Bloquear ahora").click()
    page.get_by_role("button", name="Entrar con contraseña").click()
    page.get_by_label("Usuario").fill(username_of(OTHER_CENTRE))
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("PIN nuevo").fill("1379")
    page.keyboard.press("Enter")
    page.get_by_label("¿Qué trámite?").wait_for()
    return page


def test_a_desk_that_cannot_open_is_emptied_only_after_what_waits_was_saved(desk: Advisor, link: FaultProxy) -> None:
    """First the file, then the question. Not while another window is open: what is saved there is asked for too."""
    desk.offline_ready()
    link.faults.cut = True
    identifier = desk.register()
    broken = desk.new_window()
    broken.add_init_script(_BROKEN_CATALOGUE)
    broken.goto(f"{desk.address}/asesor/")
    expect(broken.locator("h1")).to_have_text("El puesto no pudo abrir")
    expect(broken.get_by_role("button", name="Borrar lo guardado")).to_have_count(0)
    with broken.expect_download() as download:
        broken.get_by_role("button", name="Guardar 1 en un archivo").click()
    (item,) = json.loads(download.value.path().read_text(encoding="utf-8"))["items"]
    assert item["id"] == identifier
    desk.go_register()
    desk.page.keyboard.press("1")
    broken.get_by_role("button", name="Borrar lo guardado").click()
    broken.get_by_role("button", name="¿Seguro?").click()
    expect(broken.locator("main")).to_contain_text("Otra ventana del puesto está abierta")
    for key in ("1", "Enter"):
        desk.page.keyboard.press(key)
    expect(desk.page.locator("h1")).to_have_text("Registrada")
    desk.page.close()
    broken.get_by_role("button", name="¿Seguro?").click()
    expect(broken.locator("main")).to_contain_text("Mientras tanto se guardó algo más")
    with broken.expect_download() as later:
        broken.get_by_role("button", name="Guardar 2 en un archivo").click()
    assert len(json.loads(later.value.path().read_text(encoding="utf-8"))["items"]) == 2
    broken.get_by_role("button", name="Borrar lo guardado").click()
    broken.get_by_role("button", name="¿Seguro?").click()
    broken.wait_for_function("async () => (await indexedDB.databases()).every(({name}) => name !== 'mac-express')")


def test_the_way_to_a_password_leads_back(desk: Advisor, link: FaultProxy) -> None:
    """Without a link a password opens nothing: back to the PIN, to the kiosk, or to the desk that is still open."""
    page = desk.set_pin("2580")
    desk.go("ingreso").get_by_role("button", name="Volver").click()
    page.get_by_label("¿Qué trámite?").wait_for()
    link.faults.cut = True
    desk.go("ajustes").get_by_role("button", name="Usar como kiosco").click()
    page.get_by_role("button", name="Soy asesor").click()
    page.get_by_role("button", name="Entrar con contraseña").click()
    page.get_by_role("button", name="Volver", exact=True).click()
    page.get_by_role("button", name="Volver al kiosco").click()
    page.get_by_role("button", name="Soy asesor").click()
    page.get_by_label("PIN de").fill("2580")
    page.keyboard.press("Enter")
    page.get_by_label("¿Qué trámite?").wait_for()


def test_the_back_button_leads_to_nothing_of_another_centre(desk: Advisor) -> None:
    """Its receipts, its citizens and its annulments stay with those who may register there."""
    theirs = desk.register()
    desk.set_pin("2580")
    page = _second_person(desk)
    for place in ("guardada", "anular"):
        desk.go(f"{place}={theirs}")
        expect(page.locator("h1")).to_have_text("Esa atención no está en su puesto")


def test_a_pin_that_cannot_be_stored_opens_nobody_elses_desk(desk: Advisor) -> None:
    """A full disk is said, the desk of whoever was there stays covered, and after too many tries it says how long."""
    desk.set_pin("2580")
    page = _second_person(desk)
    desk.go("ajustes").get_by_role("button", name="Bloquear ahora").click()
    page.get_by_role("button", name=username_of(CENTRE), exact=True).click()
    page.evaluate(_FULL_DISK)
    page.get_by_label("PIN de").fill("2580")
    page.keyboard.press("Enter")
    expect(page.locator(".problems")).to_contain_text("Libere espacio")
    desk.go("hoy")
    expect(page.locator("h1")).to_have_text("Puesto bloqueado")
    page.evaluate("room()")
    for _ in range(6):
        page.get_by_label("PIN de").fill("0000")
        page.keyboard.press("Enter")
        page.locator(".problems").wait_for()
        words = page.locator(".problems").inner_text()
        page.evaluate("document.querySelector('.problems').remove()")
    assert "Espere un minuto" in words


@pytest.mark.parametrize(
    "fields",
    [{"citizen": None}, {"citizen": {"home_district": 5}}, {"visit": {}}, {"started_at": "0001-01-01"}],
    ids=str,
)
def test_a_damaged_file_stops_no_screen(desk: Advisor, tmp_path: Path, fields: dict[str, Any]) -> None:
    """What no desk has written is refused as a whole, and every screen still opens."""
    identifier = desk.register()
    (item,) = desk.stored()["items"]
    damaged = {**item, "id": f"{identifier[:-4]}ZZZZ", "procedure": "no-existe", **fields}
    file = tmp_path / "damaged.json"
    content = {"format": "mac-express-outbox", "version": 1, "centre": CENTRE, "items": [damaged]}
    file.write_text(json.dumps(content), encoding="utf-8")
    page = desk.go("envios")
    page.locator("#archivo").set_input_files(file)
    expect(page.locator(".problems")).to_contain_text("está dañado")
    assert len(desk.stored()["items"]) == 1


def test_a_draft_that_no_form_can_show_keeps_nobody_out(desk: Advisor) -> None:
    """Whatever a window kept of a form, the desk opens."""
    author = with_sources(
        desk.page,
        """async () => {
        const {openDB} = await import("/fuentes/idb.js");
        const db = await openDB("mac-express");
        const author = await db.get("settings", "current");
        db.close();
        return author;
        }""",
    )
    for draft in ({"author": author, "procedure": "x", "citizen": None}, 5, {"outcome": "not_offered"}):
        desk.page.evaluate("([key, text]) => sessionStorage.setItem(key, text)", [f"draft {author}", json.dumps(draft)])
        desk.page.reload()
        desk.page.get_by_label("¿Qué trámite?").wait_for()


def test_a_desk_is_left_with_the_pin_alone(desk: Advisor) -> None:
    """A passer-by who presses sign-out is asked for it, and a wrong one changes nothing."""
    page = desk.set_pin("2580")
    page.get_by_role("button", name="Cerrar sesión", exact=True).click()
    page.get_by_label("Su PIN", exact=True).fill("0000")
    page.get_by_role("button", name="Sí, cerrar sesión").click()
    expect(page.locator(".problems")).to_contain_text("No es ese PIN")
    page.reload()
    expect(page.locator("h1")).to_have_text("Puesto bloqueado")
    page.get_by_label("PIN de").fill("2580")
    page.keyboard.press("Enter")
    page.get_by_label("¿Qué trámite?").wait_for()
    desk.sign_out("2580")


def test_a_kiosk_whose_disk_failed_once_takes_the_next_answer(desk: Advisor) -> None:
    """The citizen hears that it was not noted; the next one's is."""
    page = desk.set_pin("2580")
    page.get_by_role("button", name="Usar como kiosco").click()
    page.get_by_role("button", name="Antecedentes penales").click()
    page.evaluate(_FULL_DISK)
    page.get_by_role("button", name="Sí, terminé").click()
    expect(page.locator("main")).to_contain_text("No se pudo anotar")
    page.evaluate("room()")
    page.get_by_role("button", name="Terminar").click()
    page.get_by_role("button", name="Antecedentes penales").click()
    page.get_by_role("button", name="Sí, terminé").click()
    expect(page.locator("h1")).to_contain_text("¿Cómo le fue?")
    assert len(desk.stored()["items"]) == 1


def test_the_next_person_inherits_nothing_of_the_last(desk: Advisor) -> None:
    """'Another procedure of this person', then away and back: a visit of its own, and no facts."""
    page = desk.page
    page.keyboard.press("1")
    page.keyboard.press("1")
    page.get_by_text("Más sobre la persona").click()
    page.get_by_label("Sexo").select_option("f")
    page.get_by_role("button", name="Guardar").click()
    page.get_by_role("button", name="Otro trámite de esta persona").click()
    expect(page.locator("main")).to_contain_text("Es la misma persona")
    desk.go("hoy")
    desk.go_register()
    desk.register()
    first, second = desk.stored()["items"]
    assert first["visit"] != second["visit"]
    assert "citizen" not in second


def test_a_filled_form_is_left_only_after_a_question(desk: Advisor) -> None:
    """Escape asks; a form that was open for hours asks before it is saved; a receipt's button leaves it alone."""
    page = desk.page
    identifier = desk.register()
    desk.go_register()
    page.keyboard.press("2")
    page.keyboard.press("2")
    page.keyboard.press("Escape")
    expect(page.locator("main")).to_contain_text("¿Dejar esta atención sin guardar?")
    page.get_by_role("button", name="No, seguir").click()
    desk.go(f"guardada={identifier}")
    page.get_by_role("button", name="Otro trámite de esta persona").click()
    expect(page.get_by_label("Pendiente")).to_be_checked()
    page.evaluate(
        """() => { const key = Object.keys(sessionStorage).find(name => name.startsWith("draft "));
        const draft = JSON.parse(sessionStorage.getItem(key));
        sessionStorage.setItem(key, JSON.stringify({...draft, started: draft.started - 15 * 3600000})); }"""
    )
    page.reload()
    page.get_by_role("button", name="Guardar").click()
    expect(page.locator("main")).to_contain_text("está abierta desde el")
    assert len(desk.stored()["items"]) == 1


def test_the_days_sheet_goes_on_after_it_was_printed(desk: Advisor, link: FaultProxy) -> None:
    """A row that is sent after the sheet was printed says so; the slip names the hour at which the attention ended."""
    link.faults.cut = True
    page = desk.page
    with_sources(
        page,
        """async () => {
        const {openDB} = await import("/fuentes/idb.js"), {save} = await import("/fuentes/desk/core/items.js");
        const {attentionFrom} = await import("/fuentes/desk/core/new_items.js");
        const ulid = "0".repeat(26), ended = Date.now() - 60000, started = ended - 3600000, procedure = "sbs-sbs";
        const draft = {ulid, visit: ulid, started, ended, procedure, outcome: "completed", reason: null, citizen: {}};
        const db = await openDB("mac-express");
        await save(db, attentionFrom(draft, "mac-express-cura-mori", 0), await db.get("settings", "current"));
        db.close();
        }""",
    )
    (item,) = desk.stored()["items"]
    desk.go(f"guardada={item['id']}")
    expect(page.locator(".slip")).to_contain_text(item["ended_at"][11:16])
    identifier = desk.register()
    desk.go("hoy")
    page.evaluate("window.print = () => {}")
    page.get_by_role("button", name="Imprimir la hoja del día").click()
    link.faults.cut = False
    page.evaluate("dispatchEvent(new Event('online'))")
    desk.wait_until_sent()
    row = page.locator(".entries li").filter(has=page.locator(f'a[href="#guardada={identifier}"]'))
    expect(row).to_contain_text("Enviada")


def test_after_an_empty_battery_no_time_is_proposed(desk: Advisor, link: FaultProxy) -> None:
    """One hasty tap on 'it is right' must not file three days back."""
    desk.offline_ready()
    link.faults.cut = True
    desk.register()
    desk.context.add_init_script("const real = Date.now.bind(Date); Date.now = () => real() - 3 * 86400000;")
    desk.open()
    expect(desk.page.locator("h1")).to_have_text("¿Qué día y hora es?")
    assert [desk.page.get_by_label(name).input_value() for name in ("Día", "Hora")] == ["", ""]
    desk.page.get_by_role("button", name="Es correcta").click()
    expect(desk.page.locator(".problems li")).to_have_count(2)


def test_a_desk_whose_days_ended_says_so(desks: Desks) -> None:
    """The screen for signing in names the day, and that nothing is lost."""
    desk = desks()
    with_sources(
        desk.page,
        """async () => {
        const {openDB} = await import("/fuentes/idb.js");
        const db = await openDB("mac-express");
        const account = await db.get("accounts", await db.get("settings", "current"));
        await db.put("accounts", {...account, until: Date.now() - 1});
        db.close();
        }""",
    )
    desk.page.reload()
    expect(desk.page.locator("main")).to_contain_text("podía registrar sin volver a entrar hasta el")
