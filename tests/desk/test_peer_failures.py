"""What went wrong for users of similar systems, done to this desk. Each test is named after the thread telling it."""

import time
from itertools import groupby, pairwise
from typing import Any

import pytest
from playwright.sync_api import expect

from advisor import CENTRE, Advisor, Desks, with_sources
from facts import stored
from fault_proxy import INTAKE, FaultProxy
from local_system import LocalSystem, wait_until

LONG_WAITS = "Math.random = () => 100"
"""After a failure the desk waits 200 seconds and more of its own accord: what is sent sooner was woken."""

OTHER_CENTRE = "mac-express-la-esperanza"
PLACES = {
    "": "¿Qué trámite?",
    "hoy": "Hoy",
    "envios": "enviado",
    "ajustes": "Ajustes",
    "hora": "¿Qué día y hora es?",
    "guardada=nada": "no está",
}


def test_1_opencrvs_7477_a_reload_before_the_answer_makes_no_second_record(
    desk: Advisor, link: FaultProxy, system: LocalSystem
) -> None:
    """The record arrived, the page was reloaded before the answer: the same bytes go again, and it is a duplicate."""
    with link.holding():
        identifier = desk.register()
        wait_until(lambda: link.answered == 1)
        desk.page.reload()
    desk.wait_until_sent()
    first, second = link.batches
    assert first.body == second.body
    assert [verdict["verdict"] for verdict in desk.stored()["verdicts"]] == ["duplicate"]
    assert stored(system, identifier) == 1


def test_2_opencrvs_2936_nothing_stays_behind_after_a_reconnection(
    desk: Advisor, link: FaultProxy, system: LocalSystem
) -> None:
    """Several wait; the link comes back badly: a request lost, an answer lost, one refusal. All arrive, untouched."""
    link.faults.cut = True
    identifiers = [desk.register() for _ in range(3)]
    link.faults.lose_requests, link.faults.lose_answers = 1, 1
    link.faults.refuse = [(503, {"Retry-After": "1"})]
    link.faults.cut = False
    desk.wait_until_sent(seconds=40)
    assert [stored(system, identifier) for identifier in identifiers] == [1, 1, 1]
    bodies = [batch.body for batch in link.batches]
    # The same bytes until they are answered, then others: none comes back later.
    assert len(list(groupby(bodies))) == len(set(bodies))


def test_3_opencrvs_10988_the_screen_says_what_the_database_says(
    desk: Advisor, link: FaultProxy, system: LocalSystem
) -> None:
    """Waiting before a reload is waiting after it; sent is sent, though the paper was printed before."""
    link.faults.cut = True
    identifier = desk.register()
    link.faults.cut = False
    link.faults.refuse = [(503, {"Retry-After": "600"})] * 9
    desk.offline_ready()
    for _ in range(2):
        expect(desk.page.locator(".sent")).to_contain_text("1 por enviar")
        desk.open("hoy")
        expect(desk.page.locator(".entries .note")).to_have_text("Completado · Por enviar")
        desk.page.reload()
    assert desk.stored()["outbox"] == [identifier]
    link.faults.refuse = []
    desk.page.evaluate(
        """() => new Promise(done => { const asked = indexedDB.open("mac-express"); asked.onsuccess = () => {
        const step = asked.result.transaction("settings", "readwrite"); step.objectStore("settings").delete("pause");
        step.oncomplete = () => { asked.result.close(); done(); }; }; })"""
    )
    desk.page.reload()
    desk.wait_until_sent()
    desk.page.reload()
    expect(desk.page.locator(".entries .note")).to_have_text("Completado · Enviada")
    assert stored(system, identifier) == 1


def test_3_opencrvs_10988_another_persons_records_wait_for_a_person_of_their_centre(
    desk: Advisor, link: FaultProxy, system: LocalSystem
) -> None:
    """Who signs in for another centre sees that they wait; they are neither sent nor refused, and go when they may."""
    link.faults.cut = True
    identifier = desk.register()
    link.faults.cut = False
    link.faults.refuse = [(503, {})] * 99
    desk.sign_out()
    desk.sign_in(OTHER_CENTRE)
    expect(desk.page.locator(".notices")).to_contain_text("1 de otra persona")
    desk.send_now()
    time.sleep(0.5)
    assert desk.stored()["outbox"] == [identifier]
    assert desk.stored()["verdicts"] == []
    link.faults.refuse = []
    desk.sign_out()
    desk.sign_in(CENTRE)
    desk.wait_until_sent()
    assert stored(system, identifier) == 1


@pytest.mark.parametrize("status", [200, 500, 502, 403, 429])
def test_4_opencrvs_5313_only_its_own_verdict_takes_a_record_out(
    desk: Advisor, link: FaultProxy, system: LocalSystem, status: int
) -> None:
    """An answer without a verdict for it, good or bad, leaves it where it is."""
    link.faults.refuse = [(status, {})] * 99
    identifier = desk.register()
    desk.send_now()
    wait_until(lambda: len(link.batches) >= 2)
    assert desk.stored()["outbox"] == [identifier]
    link.faults.refuse = []
    desk.send_now()
    desk.wait_until_sent()
    assert stored(system, identifier) == 1


def test_5_opencrvs_7215_the_same_id_is_one_and_equal_data_are_two(
    desk: Advisor, desks: Desks, link: FaultProxy, system: LocalSystem
) -> None:
    """Two citizens with the same facts in the same minute are two; one attention by two ways is one."""
    link.faults.cut = True
    identifiers = [desk.register(), desk.register()]
    desk.go("envios")
    with desk.page.expect_download() as download:
        desk.page.get_by_role("button", name="Guardar 2 en un archivo").click()
    other = desks(address=system.address)
    other.go("envios")
    other.page.get_by_label("Tomar el archivo").set_input_files(download.value.path())
    expect(other.page.get_by_text("2 nuevas por enviar")).to_be_visible()
    other.wait_until_sent()
    link.faults.cut = False
    desk.send_now()
    desk.wait_until_sent()
    assert [verdict["verdict"] for verdict in desk.stored()["verdicts"]] == ["duplicate", "duplicate"]
    assert [stored(system, identifier) for identifier in identifiers] == [1, 1]


def test_6_enketo_942_a_draft_in_two_windows_is_finished_once(
    desk: Advisor, link: FaultProxy, system: LocalSystem
) -> None:
    """The second window is told that it was saved; what it chose otherwise is not sent under the same id."""
    link.faults.slow = 0.3
    first, second = desk.page, desk.new_window()
    first.keyboard.press("1")
    key, draft = first.evaluate("Object.entries(sessionStorage).find(([key]) => key.startsWith('draft'))")
    second.goto(f"{desk.address}/asesor/")
    second.evaluate("([key, draft]) => sessionStorage.setItem(key, draft)", [key, draft])
    second.reload()
    for window, outcome in ((first, "1"), (second, "2")):
        expect(window.locator("h1")).to_have_text("Ver si está en el Fonavi")
        window.keyboard.press(outcome)
    first.keyboard.press("Enter")
    expect(first.locator("h1")).to_have_text("Registrada")
    second.keyboard.press("Enter")
    expect(second.locator("h1")).to_have_text("Ya se guardó en otra ventana")
    expect(second.locator(".slip")).to_contain_text("Completado")
    desk.wait_until_sent()
    (item,) = desk.stored()["items"]
    assert item["outcome"] == "completed"
    assert stored(system, item["id"]) == 1


def test_6_enketo_942_one_window_sends_at_a_time(desk: Advisor, link: FaultProxy) -> None:
    """Two windows save at once on a slow link: each record goes over it once."""
    link.faults.slow = 0.4
    second = desk.open(page=desk.new_window())
    second.get_by_label("¿Qué trámite?").wait_for()
    for window in (desk.page, second):
        desk.register(page=window)
    desk.wait_until_sent()
    assert [verdict["verdict"] for verdict in desk.stored()["verdicts"]] == ["registered", "registered"]
    starts = [batch.at for batch in link.batches]
    assert all(later - earlier >= 0.4 for earlier, later in pairwise(starts))


def test_7_enketo_1405_a_conflict_is_shown_and_both_are_kept(
    desk: Advisor, link: FaultProxy, system: LocalSystem
) -> None:
    """The server holds something else under the id: the desk says so, keeps its own, and offers two ways on."""
    link.faults.cut = True
    identifier = desk.register()
    (item,) = desk.stored()["items"]
    other: dict[str, Any] = {**item, "outcome": "pending"}
    assert system.post([other], system.token(CENTRE)).json()["verdicts"][0]["verdict"] == "registered"
    link.faults.cut = False
    desk.send_now()
    expect(desk.page.locator(".sent")).to_contain_text("1 por revisar")
    expect(desk.page.locator(".entries")).to_contain_text("Las dos se conservan")
    assert desk.stored()["items"] == [item]
    bearer = f"Bearer {system.token(CENTRE)}"
    path = f"/api/v1/attentions/{identifier}"
    assert system.get(path, Authorization=bearer).json()["outcome"] == "pending"
    desk.page.get_by_role("link", name="Anular").click()
    desk.page.get_by_label("El resultado es otro").check()
    desk.page.get_by_role("button", name="Seguir").click()
    desk.page.get_by_role("button", name="Sí, anular").click()
    expect(desk.page.locator("h1")).to_contain_text("Hoy")  # it is saved
    desk.wait_until_sent()
    expect(desk.page.locator(".sent")).not_to_contain_text("por revisar")
    assert system.get(path, Authorization=bearer).json()["annulled"] is True
    again = desk.register()
    desk.wait_until_sent()
    assert (again != identifier, stored(system, again)) == (True, 1)


def test_7_enketo_1405_what_was_rejected_is_registered_anew_under_another_id(
    desk: Advisor, system: LocalSystem
) -> None:
    """A rejected record stays in sight with the reason; registered again, the old one is settled."""
    with_sources(
        desk.page,
        """async () => {
        const {openDB} = await import("/fuentes/idb.js"), {save} = await import("/fuentes/desk/core/items.js");
        const {attentionFrom} = await import("/fuentes/desk/core/new_items.js");
        const ulid = "0".repeat(26), started = Date.now(), procedure = "no-existe";
        const draft = {ulid, visit: ulid, started, procedure, outcome: "completed", reason: null, citizen: {}};
        const db = await openDB("mac-express");
        await save(db, attentionFrom(draft, "mac-express-cura-mori", started), await db.get("settings", "current"));
        db.close();
        }""",
    )
    desk.send_now()
    expect(desk.page.locator(".entries")).to_contain_text("Ese trámite no existe")
    desk.page.reload()
    expect(desk.page.locator(".entries")).to_contain_text("Ese trámite no existe")
    desk.page.get_by_role("button", name="Quitar de la lista").click()
    desk.page.evaluate("new BroadcastChannel('mac-express').postMessage('items')")  # another window sent something
    desk.page.get_by_role("button", name="Enviar ahora").click()
    expect(desk.page.get_by_role("button", name="¿Seguro? Quitar")).to_be_visible()
    desk.page.get_by_role("button", name="Registrar de nuevo").click()
    desk.page.get_by_role("button", name="Cambiar trámite").click()
    for key in ("2", "Enter"):
        desk.page.keyboard.press(key)
    expect(desk.page.locator("h1")).to_have_text("Registrada")
    again = str(desk.page.evaluate("location.hash.split('=')[1]"))
    desk.wait_until_sent()
    expect(desk.page.locator(".sent")).not_to_contain_text("por revisar")
    assert stored(system, again) == 1
    assert len(desk.stored()["items"]) == 2


def test_8_formhub_678_a_slow_server_is_not_asked_again_and_again(
    desk: Advisor, link: FaultProxy, system: LocalSystem
) -> None:
    """While an answer takes its time nothing is sent twice, whoever saves, presses or opens another window."""
    with link.holding():
        identifier = desk.register()
        wait_until(lambda: link.answered == 1)
        desk.send_now()
        desk.page.get_by_role("button", name="Enviar ahora").click()
        desk.page.evaluate("dispatchEvent(new Event('online'))")
        time.sleep(1.5)
        assert len(link.batches) == 1
    desk.wait_until_sent()
    assert len(link.batches) == 1
    assert stored(system, identifier) == 1


def test_8_formhub_678_what_the_server_asks_for_is_waited(desk: Advisor, link: FaultProxy) -> None:
    """After Retry-After nothing is sent before its time, though somebody saves or presses the button."""
    link.faults.refuse = [(429, {"Retry-After": "5"})]
    desk.register()
    wait_until(lambda: len(link.batches) == 1)
    desk.register()
    desk.send_now()
    expect(desk.page.get_by_text("El sistema pidió esperar")).to_be_visible()
    desk.wait_until_sent()
    first, second, *_ = link.batches
    assert second.at - first.at >= 5


def test_9_getodk_1004_a_reconnection_sends_by_itself(desk: Advisor, link: FaultProxy, system: LocalSystem) -> None:
    """The send began without a link and failed; when the link is back it goes, and nothing is filled in again."""
    desk.page.evaluate(LONG_WAITS)
    desk.context.set_offline(offline=True)
    identifier = desk.register()
    desk.send_now()
    expect(desk.page.get_by_text("Se enviará solo cuando vuelva")).to_be_visible()
    desk.context.set_offline(offline=False)
    desk.wait_until_sent(seconds=15)
    assert stored(system, identifier) == 1
    assert len(link.batches) == 1


def test_9_getodk_1004_the_button_sends_now(desk: Advisor, link: FaultProxy, system: LocalSystem) -> None:
    """A person need not wait for the next try."""
    desk.page.evaluate(LONG_WAITS)
    link.faults.cut = True
    identifier = desk.register()
    wait_until(lambda: INTAKE in link.paths)
    link.faults.cut = False
    desk.send_now()
    desk.wait_until_sent(seconds=15)
    assert stored(system, identifier) == 1


def test_10_opencrvs_12674_every_screen_opens_without_a_link(desk: Advisor, link: FaultProxy) -> None:
    """Opened once with a link, never touched since: each screen, the form's steps and the help, each after a reload."""
    desk.offline_ready()
    link.faults.cut = True
    desk.context.set_offline(offline=True)
    for place, heading in PLACES.items():
        desk.page.goto("about:blank")
        desk.open(place)
        expect(desk.page.locator("h1")).to_contain_text(heading)
    identifier = desk.register()
    desk.page.reload()
    expect(desk.page.locator(".qr")).to_be_visible()
    desk.go(f"anular={identifier}")
    expect(desk.page.locator("h1")).to_have_text("¿Anular esta atención?")
    desk.go_register()
    desk.page.keyboard.press("3")
    desk.page.get_by_text("Más sobre la persona").click()
    expect(desk.page.get_by_label("Distrito donde vive")).to_be_visible()
    desk.page.reload()
    expect(desk.page.get_by_role("button", name="Guardar")).to_be_visible()
    desk.page.goto(f"{desk.address}/asesor/ayuda/")
    expect(desk.page.locator("h1")).to_contain_text("Para asesores")
    assert desk.messages == []
