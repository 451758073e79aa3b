"""What an advisor does in a day, at a real desk: sign in, register in seconds, annul, lock, and the public kiosk."""

import json
import re
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from advisor import CENTRE, Advisor, Desks
from facts import stored
from fault_proxy import FaultProxy
from local.people import username_of
from local_system import LocalSystem
from macexpress.platform.lima import LIMA

_FORGE = """async change => {
  const {openDatabase} = await import("/asesor/database.js");
  const db = await openDatabase();
  await db.put("settings", {...await db.get("settings", "session"), ...change}, "session");
  db.close();
}"""


def _advisor_with_first_password(system: LocalSystem, folder: Path, name: str) -> str:
    file = folder / "asesores.csv"
    file.write_text(f"usuario,centros,activo\n{name},{CENTRE},sí\n", encoding="utf-8")
    command = [sys.executable, "-m", "operations.advisors", str(file)]
    said = subprocess.run(command, env=system.environment, capture_output=True, text=True, check=True)
    return said.stdout.split()[-1]


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
    codes = desk.page.evaluate("import('/asesor/words.js').then(words => words.LANGUAGES.map(([code]) => code))")
    desk.register()
    desk.wait_until_sent()
    (item,) = desk.stored()["items"]
    items = [
        {**item, "id": item["id"][:-2] + f"{place:02}", "citizen": {"language": code}}
        for place, code in enumerate(codes)
    ]
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
    assert item["procedure"] == "certificado-antecedentes-penales"
    took = datetime.fromisoformat(item["ended_at"]) - datetime.fromisoformat(item["started_at"])
    assert timedelta(seconds=1) <= took < timedelta(seconds=10)


def test_an_entity_that_others_reported_down_says_so(desk: Advisor) -> None:
    """Reports of the last hour stand beside its procedures; older ones do not; without the file nothing is said."""
    expect(desk.page.locator(".down")).to_have_count(0)
    now = datetime.now(UTC)
    entities = [
        {"id": "reniec", "reports": 3, "last": (now - timedelta(minutes=20)).isoformat()},
        {"id": "poder-judicial", "reports": 2, "last": (now - timedelta(minutes=90)).isoformat()},
    ]
    body = json.dumps({"version": 1, "generated_at": now.isoformat(), "entities": entities})
    desk.context.route("**/data/v1/status.json", lambda route: route.fulfill(body=body))
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
    desk.page.get_by_role("link", name="Anular Partida de nacimiento").click()
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


def test_signing_in_says_what_is_wrong(desks: Desks, link: FaultProxy) -> None:
    """Empty, wrong, and without a link: each in words, and then it works."""
    desk = desks(signed_in=False)
    page = desk.page
    page.get_by_role("button", name="Entrar").click()
    expect(page.locator(".problems li")).to_have_count(2)
    page.get_by_label("Usuario").fill(username_of(CENTRE))
    page.get_by_label("Contraseña").fill("no es esta")
    page.get_by_role("button", name="Entrar").click()
    expect(page.locator(".problems")).to_contain_text("no coinciden")
    link.faults.cut = True
    page.get_by_role("button", name="Entrar").click()
    expect(page.locator(".problems")).to_contain_text("No hay conexión")
    link.faults.cut = False
    desk.sign_in(CENTRE)


def test_the_first_password_is_changed(desks: Desks, system: LocalSystem, tmp_path: Path) -> None:
    """What the operator gave opens nothing but the question for a new one; with it the desk is open."""
    first = _advisor_with_first_password(system, tmp_path, "rosa.nueva")
    desk = desks(signed_in=False)
    page = desk.page
    page.get_by_label("Usuario").fill("rosa.nueva")
    page.get_by_label("Contraseña").fill(first)
    page.keyboard.press("Enter")
    page.get_by_label("Contraseña nueva").fill("corta")
    page.keyboard.press("Enter")
    expect(page.locator(".problems")).to_contain_text("12 letras")
    page.get_by_label("Contraseña nueva").fill("una frase corta 26")
    page.keyboard.press("Enter")
    page.get_by_label("¿Qué trámite?").wait_for()
    desk.register()
    desk.wait_until_sent()


def test_a_forgotten_password_is_replaced_by_a_code(desks: Desks, link: FaultProxy) -> None:
    """The code is asked for and used through this origin; where Cognito refuses it, that is said."""
    desk = desks(signed_in=False)
    page = desk.page
    page.get_by_role("button", name="Olvidé mi contraseña").click()
    page.get_by_label("Usuario").fill(username_of(CENTRE))
    page.get_by_role("button", name="Pedir un código").click()
    page.get_by_label("Código que le llegó").fill("000000")
    page.get_by_label("Contraseña nueva").fill("una frase corta 26")
    desk.context.route(
        "**/session",
        lambda route: route.fulfill(status=400, body='{"__type": "CodeMismatchException", "message": ""}'),
    )
    page.get_by_role("button", name="Cambiar y entrar").click()
    expect(page.locator(".problems")).to_contain_text("Ese código no es")
    assert "/session" in link.paths


def test_signing_out_keeps_what_waits(desk: Advisor, link: FaultProxy) -> None:
    """Nobody is signed in any more, and everything is still there for whoever signs in next."""
    link.faults.cut = True
    identifier = desk.register()
    desk.go("ajustes").get_by_role("button", name="Cerrar sesión").click()
    expect(desk.page.get_by_role("button", name="Entrar")).to_be_visible()
    assert desk.stored()["outbox"] == [identifier]
    link.faults.cut = False
    desk.sign_in(CENTRE)
    desk.wait_until_sent()


def test_a_token_that_has_run_out_is_renewed(desk: Advisor, link: FaultProxy) -> None:
    """The hour of an access token ends without anybody noticing."""
    desk.page.evaluate(_FORGE, {"expires": 0})
    desk.register()
    desk.wait_until_sent()
    desk.page.evaluate(_FORGE, {"access": "no.longer.good"})
    desk.register()
    desk.wait_until_sent()
    assert link.paths.count("/session") == 3


def test_when_the_refresh_token_ends_only_sending_asks_to_sign_in(desk: Advisor, system: LocalSystem) -> None:
    """Registering goes on, nothing is lost, and after the sign-in it goes."""
    desk.page.evaluate(_FORGE, {"expires": 0, "refresh": "ended"})
    identifier = desk.register()
    expect(desk.page.locator(".notices")).to_contain_text("inicie sesión otra vez")
    again = desk.register()
    desk.page.locator(".notices").get_by_role("link", name="Iniciar sesión").click()
    desk.sign_in(CENTRE)
    desk.wait_until_sent()
    assert [stored(system, i) for i in (identifier, again)] == [1, 1]


def test_signed_in_stays_for_the_time_the_operator_set(desk: Advisor, link: FaultProxy) -> None:
    """29 days later without a link one registers; after 30 days one signs in first, and an open form is finished."""
    desk.offline_ready()
    link.faults.cut = True
    day = 86_400_000
    now = desk.page.evaluate("Date.now()")
    desk.page.evaluate(_FORGE, {"until": now + day})
    desk.page.reload()
    desk.register()
    desk.go_register()
    desk.page.keyboard.press("1")
    desk.page.evaluate(_FORGE, {"until": now - 1})
    desk.page.reload()
    desk.page.get_by_text("Completado", exact=True).click()
    desk.page.get_by_role("button", name="Guardar").click()
    expect(desk.page.get_by_role("button", name="Entrar")).to_be_visible()
    assert len(desk.stored()["outbox"]) == 2


def test_a_pin_covers_the_screen(desk: Advisor) -> None:
    """It locks, also after a reload and in the other window; wrong ones wait longer and longer; it says what it is."""
    page = desk.go("ajustes")
    expect(page.locator("main")).to_contain_text("No cifra lo guardado")
    page.get_by_label("PIN nuevo").fill("12")
    page.get_by_role("button", name="Poner PIN").click()
    expect(page.locator(".problems")).to_contain_text("4 a 8 cifras")
    page.get_by_label("PIN nuevo").fill("2580")
    page.get_by_role("button", name="Poner PIN").click()
    second = desk.open(page=desk.new_window())
    expect(second.locator("h1")).to_have_text("Puesto bloqueado")
    page.get_by_role("button", name="Bloquear ahora").click()
    page.reload()
    expect(page.locator("h1")).to_have_text("Puesto bloqueado")
    for _ in range(5):
        page.get_by_label("PIN de este equipo").fill("0000")
        page.keyboard.press("Enter")
        expect(page.locator(".problems")).to_contain_text("No es ese PIN")
        page.evaluate("document.querySelector('.problems').remove()")
    page.get_by_label("PIN de este equipo").fill("2580")
    page.keyboard.press("Enter")
    expect(page.locator(".problems")).to_contain_text("Espere")
    page.get_by_role("button", name="Cerrar sesión").click()
    desk.sign_in(CENTRE)


def test_a_wrong_clock_files_under_the_right_day(desks: Desks, link: FaultProxy) -> None:
    """A machine three days ahead learns the time at sign-in; what it registers without a link is of today."""
    desk = desks(signed_in=False)
    desk.context.add_init_script("const real = Date.now.bind(Date); Date.now = () => real() + 3 * 86400000;")
    desk.open()
    desk.sign_in(CENTRE)
    link.faults.cut = True
    identifier = desk.register()
    assert identifier.split(".")[1] == f"{datetime.now(LIMA):%Y%m%d}"
    link.faults.cut = False
    desk.send_now()
    desk.wait_until_sent()
    assert desk.stored()["verdicts"][0]["verdict"] == "registered"


def test_a_clock_that_went_back_asks_a_person(desk: Advisor, link: FaultProxy) -> None:
    """An empty battery: the machine wakes up in another year without a link. A person says the time."""
    desk.offline_ready()
    desk.register()
    link.faults.cut = True
    desk.context.add_init_script("const real = Date.now.bind(Date); Date.now = () => real() - 4000 * 86400000;")
    desk.open()
    expect(desk.page.locator("h1")).to_have_text("¿Qué día y hora es?")
    now = datetime.now(LIMA)
    desk.page.get_by_label("Día").fill(f"{now:%Y-%m-%d}")
    desk.page.get_by_label("Hora").fill(f"{now:%H:%M}")
    desk.page.get_by_role("button", name="Es correcta").click()
    assert desk.register().split(".")[1] == f"{now:%Y%m%d}"


def test_storage_that_may_be_lost_is_told(desks: Desks, link: FaultProxy) -> None:
    """A browser that promises nothing, and a disk nearly full: said before it matters, with what to do."""
    desk = desks(signed_in=False)
    desk.context.add_init_script(
        "navigator.storage.persisted = navigator.storage.persist = async () => false;"
        "navigator.storage.estimate = async () => ({quota: 10e6, usage: 9e6});"
    )
    desk.open()
    desk.sign_in(CENTRE)
    link.faults.cut = True
    desk.register()
    expect(desk.page.locator(".notices")).to_contain_text("Queda poco espacio")
    expect(desk.page.locator(".notices")).to_contain_text("no promete conservar")
    desk.go("ajustes")
    expect(desk.page.locator("main")).to_contain_text("no promete conservar")


def test_a_full_disk_says_that_nothing_was_saved(desk: Advisor) -> None:
    """The form stays as it is, and says what to do; when there is room again it is saved."""
    desk.page.keyboard.press("1")
    desk.page.keyboard.press("1")
    desk.page.evaluate(
        """() => { const add = IDBObjectStore.prototype.add;
        window.room = () => { IDBObjectStore.prototype.add = add; };
        IDBObjectStore.prototype.add = () => { throw new DOMException("full", "QuotaExceededError"); }; }"""
    )
    desk.page.get_by_role("button", name="Guardar").click()
    expect(desk.page.locator(".problems")).to_contain_text("No hay espacio")
    assert desk.stored()["items"] == []
    desk.page.evaluate("room()")
    desk.page.get_by_role("button", name="Guardar").click()
    expect(desk.page.locator("h1")).to_have_text("Registrada")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "copió a medias"),
        ('{"format": "other"}', "No es un archivo exportado"),
        (json.dumps({"format": "mac-express-outbox", "centre": "mac-express-ite", "items": []}), "otro centro"),
        (json.dumps({"format": "mac-express-outbox", "centre": CENTRE, "items": [{"id": "x"}]}), "dañado"),
    ],
)
def test_a_file_that_is_no_outbox_changes_nothing(desk: Advisor, tmp_path: Path, text: str, said: str) -> None:
    """Cut short, something else, of another centre, mixed: said in words, and nothing was taken."""
    file = tmp_path / "file.json"
    file.write_text(text, encoding="utf-8")
    desk.go("envios")
    desk.page.get_by_label("Tomar el archivo").set_input_files(file)
    expect(desk.page.locator(".problems")).to_contain_text(said)
    assert desk.stored()["items"] == []


def test_an_older_and_a_newer_desks_file_is_read(desk: Advisor, link: FaultProxy, tmp_path: Path) -> None:
    """Unknown fields beside the items are left alone, another version number too; the items go as they are."""
    link.faults.cut = True
    desk.register()
    desk.go("envios")
    with desk.page.expect_download() as download:
        desk.page.get_by_role("button", name="Guardar 1 en un archivo").click()
    content = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    (item,) = content["items"]
    assert set(content) == {"format", "version", "centre", "exported_at", "items"}
    assert [item] == desk.stored()["items"]
    fresh = {**item, "id": item["id"][:-1] + ("0" if item["id"][-1] != "0" else "1"), "added_later": [1]}
    content |= {"version": 2, "made_by": {"desk": "next"}, "items": [item, fresh]}
    file = tmp_path / download.value.suggested_filename
    file.write_text(json.dumps(content), encoding="utf-8")
    desk.page.get_by_label("Tomar el archivo").set_input_files(file)
    expect(desk.page.get_by_text("1 nuevas por enviar, 1 ya estaban aquí")).to_be_visible()
    assert fresh in desk.stored()["items"]


def test_the_operator_takes_the_same_file(desk: Advisor, link: FaultProxy, system: LocalSystem, tmp_path: Path) -> None:
    """What a desk exports is what `make outbox` reads; sent by both ways it counts once."""
    link.faults.cut = True
    identifier = desk.register()
    desk.go("envios")
    with desk.page.expect_download() as download:
        desk.page.get_by_role("button", name="Guardar 1 en un archivo").click()
    file = tmp_path / "puesto.json"
    download.value.save_as(file)
    command = [sys.executable, "-m", "operations.outbox", str(file)]
    done = subprocess.run(command, env=system.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    link.faults.cut = False
    desk.send_now()
    desk.wait_until_sent()
    assert desk.stored()["verdicts"][0]["verdict"] == "duplicate"
    assert stored(system, identifier) == 1


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
    page.get_by_label("PIN de este equipo").fill("2580")
    page.keyboard.press("Enter")
    page.get_by_label("¿Qué trámite?").wait_for()
    desk.wait_until_sent()
    desk.send_now()
    page.wait_for_timeout(300)
    assert desk.stored()["ratings"] == []
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
    allowed = page.evaluate(
        """async () => { const {mayAnswer, stillCounting} = await import("/asesor/kiosk_limit.js");
        const minute = 60000, every = Array.from({length: 40}, (_, i) => i * 20 * minute);
        return [mayAnswer([0, 1, 2, 3], 5), mayAnswer([0, 1, 2, 3], 11 * minute), mayAnswer(every, 800 * minute),
                mayAnswer(every, 2300 * minute), stillCounting([0, 5 * minute], 1441 * minute).length]; }"""
    )
    assert allowed == [False, True, False, True, 1]
