"""What an old machine does: a wrong clock, an empty battery, storage that may be lost, a full disk."""

from datetime import datetime

from playwright.sync_api import expect

from advisor import CENTRE, Advisor, Desks
from fault_proxy import FaultProxy
from macexpress.platform.lima import LIMA


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


def test_a_kiosk_without_the_time_notes_nothing_until_it_has_it(desk: Advisor, link: FaultProxy) -> None:
    """An empty battery and no link: an answer would be of a day long past. A link brings the time, and it goes on."""
    desk.set_pin("2580").get_by_role("button", name="Usar como kiosco").click()
    desk.page.get_by_role("button", name="Soy asesor").wait_for()
    desk.offline_ready()
    link.faults.cut = True
    desk.context.add_init_script("const real = Date.now.bind(Date); Date.now = () => real() - 20 * 86400000;")
    page = desk.page
    page.reload()
    for words, cut in (("Falta la hora", False), ("¿Cómo le fue?", True)):
        page.get_by_role("button", name="Antecedentes penales").click()
        page.get_by_role("button", name="Sí, terminé").click()
        expect(page.locator("main")).to_contain_text(words)
        page.get_by_role("button", name="Terminar").click()
        link.faults.cut = cut
    (item,) = desk.stored()["items"]
    assert item["id"].split(".")[1] == f"{datetime.now(LIMA):%Y%m%d}"


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
