"""How small the desk is, how quick with ten thousand waiting, how it grows older, and who can use it."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Page, expect

from advisor import CENTRE, Advisor, Desks
from facts import facts, stored
from fault_proxy import FaultProxy
from full_outbox import action_times, fill
from local_system import LocalSystem
from portal.catalogue.reading import read
from portal.desk import desk as desk_files

FIRST_LOAD = 45_000
"""Bytes on the wire, headers included."""
FIRST_REQUESTS = 6
PAGE = 5_000
"""Bytes on the wire until somebody can write; on GPRS half a second is 3,000."""
VISIT_REQUESTS = 12
QUEUED = 3_000
_ROOT = Path(__file__).resolve().parents[2]
_AXE = _ROOT / "node_modules" / "axe-core" / "axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN = """async tags => (await axe.run(document, {runOnly: {type: "tag", values: tags}})).violations.map(
    rule => ({rule: rule.id, impact: rule.impact, at: rule.nodes.map(node => node.target.join(" ")).slice(0, 5)}))"""
_SMALL = """() => [...document.querySelectorAll("a, button, select, summary, label.option, input:not([type=radio])")]
    .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44 && !e.closest("p:not(.links), .help"))
    .map(e => e.outerHTML.slice(0, 80))"""
# The store as the first version had it: without ratings.
_SCHEMA_1 = """items => new Promise((done, fail) => {
  const asked = indexedDB.open("mac-express", 1);
  asked.onupgradeneeded = () => {
    const db = asked.result, kept = db.createObjectStore("items", {keyPath: "id"});
    kept.createIndex("ulid", "ulid", {unique: true});
    kept.createIndex("day", "day");
    kept.createIndex("tally", "tally");
    kept.createIndex("annuls", "annuls", {unique: true});
    const outbox = db.createObjectStore("outbox", {keyPath: "seq", autoIncrement: true});
    outbox.createIndex("id", "id", {unique: true});
    outbox.createIndex("centre", "centre");
    db.createObjectStore("verdicts", {keyPath: "id"}).createIndex("open", ["open", "id"]);
    db.createObjectStore("settings");
  };
  asked.onerror = () => fail(asked.error);
  asked.onsuccess = () => {
    const db = asked.result, step = db.transaction(["items", "outbox"], "readwrite");
    for (const item of items) {
      const [centre, day, ulid] = item.id.split(".");
      step.objectStore("items").add({id: item.id, ulid, centre, item, day: item.started_at.slice(0, 10),
        tally: `${centre} ${item.started_at.slice(0, 10)} ${item.procedure}`});
      step.objectStore("outbox").add({id: item.id, centre});
    }
    step.oncomplete = () => { db.close(); done(); };
  };
})"""


def _first() -> list[str]:
    """Return the addresses that a browser asks for until the desk is there and can be used without a link."""
    page = str(desk_files(read())["asesor/index.html"])
    asked = re.findall(r'data-(?:catalogue|module)="([^"]+)"', page)
    assert len(asked) == 2
    return ["/asesor/", *asked, "/asesor/sw.js"]


def _on_the_wire(system: LocalSystem, path: str) -> int:
    """Return the bytes of an answer, status line and headers included."""
    answer = httpx.get(system.address + path, headers={"accept-encoding": "br"})
    headers = sum(len(name) + len(value) + 4 for name, value in answer.headers.raw)
    return len("HTTP/1.1 200 OK\r\n\r\n") + headers + answer.num_bytes_downloaded


def test_the_first_load_is_at_most_45_kb_in_six_requests(system: LocalSystem) -> None:
    """The page, what the desk knows of the catalogue, its module with both libraries, and its worker."""
    sizes = {path: _on_the_wire(system, path) for path in _first()}
    assert len(sizes) <= FIRST_REQUESTS
    assert sum(sizes.values()) <= FIRST_LOAD, sizes
    assert sizes["/asesor/"] <= PAGE, "somebody on GPRS can write after six seconds"


def test_a_first_visit_asks_for_each_file_once(desks: Desks, link: FaultProxy) -> None:
    """The worker keeps what the page has loaded just now; all of the desk, with its handbook, is twelve requests."""
    desk = desks(signed_in=False)
    desk.offline_ready()
    assert len(link.paths) == len(set(link.paths)) <= VISIT_REQUESTS, link.paths
    assert set(_first()) <= set(link.paths)


def test_a_second_visit_asks_for_nothing(desks: Desks, link: FaultProxy) -> None:
    """But for the browser's own look whether there is another worker."""
    desk = desks(signed_in=False)
    desk.offline_ready()
    link.paths.clear()
    desk.open()
    desk.page.wait_for_timeout(500)
    assert set(link.paths) <= {"/asesor/sw.js"}


def test_the_same_sources_give_the_same_bytes() -> None:
    """The precache manifest too: a release that changes nothing is no new version of the desk."""
    assert desk_files(read()) == desk_files(read())


def test_thousands_waiting_leave_every_screen_usable_and_drain(
    desk: Advisor, link: FaultProxy, system: LocalSystem
) -> None:
    """Register, save, look at the day and the outbox with thousands queued; then all of them go, in batches of 50.

    `make bench-desk` measures what each action takes with 10,000.
    """
    desk.offline_ready()
    link.faults.cut = True
    fill(desk.page, QUEUED)
    expect(desk.page.locator(".sent")).to_contain_text(f"{QUEUED} por enviar")
    assert set(action_times(desk.page, QUEUED)) == {"procedure", "outcome", "save", "day", "outbox", "next"}
    link.faults.cut = False
    desk.send_now()
    desk.wait_until_sent(seconds=180)
    kept = desk.stored()
    assert {verdict["verdict"] for verdict in kept["verdicts"]} == {"registered"}
    day = kept["items"][0]["id"].split(".")[1]
    assert {item["id"] for item in kept["items"]} <= set(facts(system, CENTRE, day))
    assert len(kept["items"]) == QUEUED + 1


def test_an_outbox_of_every_older_version_is_kept_and_sent(desks: Desks, link: FaultProxy, system: LocalSystem) -> None:
    """What an older desk left waiting is there after the update, and goes."""
    desk = desks()
    link.faults.cut = True
    desk.register()
    (item,) = desk.stored()["items"]
    older = desks(signed_in=False, address=system.address)
    older.page.goto(f"{older.address}/api/v1/health")
    older.page.evaluate("indexedDB.deleteDatabase('mac-express')")
    older.page.evaluate(_SCHEMA_1, [item])
    older.open()
    older.sign_in(CENTRE)
    older.wait_until_sent()
    kept = older.stored()
    assert (kept["items"], kept["outbox"], kept["ratings"]) == ([item], [], [])
    assert kept["verdicts"][0]["verdict"] == "registered"
    assert stored(system, item["id"]) == 1


def test_a_new_version_never_interrupts_a_form(desk: Advisor, link: FaultProxy) -> None:
    """A release while a form is open: it goes on under the old version; used when a person says so, between forms."""
    desk.offline_ready()
    page = desk.page
    page.keyboard.press("1")
    link.faults.added = {"/asesor/sw.js": b"// next"}
    page.evaluate("navigator.serviceWorker.getRegistration().then(found => found.update())")
    expect(page.locator(".notices")).to_contain_text("versión nueva")
    page.evaluate("window.same = true")
    page.get_by_role("button", name="Usarla ahora").click()
    page.wait_for_timeout(300)
    assert page.evaluate("window.same") is True
    page.keyboard.press("1")
    page.get_by_role("button", name="Guardar").click()
    expect(page.locator("h1")).to_have_text("Registrada")
    page.get_by_role("button", name="Usarla ahora").click()
    page.wait_for_function("() => window.same === undefined")
    expect(page.locator("h1")).to_have_text("Registrada")
    assert len(desk.stored()["items"]) == 1


def _with_pin(desk: Advisor) -> Page:
    return desk.set_pin("2580")


def _problems(desk: Advisor) -> None:
    desk.page.keyboard.press("1")
    desk.page.get_by_text("Más sobre la persona").click()
    desk.page.get_by_text("No se pudo", exact=True).click()
    desk.page.get_by_role("button", name="Guardar").click()


def _kiosk(desk: Advisor) -> None:
    _with_pin(desk).get_by_role("button", name="Usar como kiosco").click()


def _kiosk_question(desk: Advisor) -> None:
    _kiosk(desk)
    desk.page.get_by_role("button", name="Antecedentes penales").click()


def _kiosk_thanks(desk: Advisor) -> None:
    _kiosk_question(desk)
    desk.page.get_by_role("button", name="Sí, terminé").click()


def _before_it_is_here(desk: Advisor) -> None:
    desk.page.evaluate("navigator.serviceWorker.getRegistration().then(found => found.unregister())")
    desk.context.route("**/asesor/main.js?*", lambda _route: None)
    desk.page.goto(f"{desk.address}/asesor/", wait_until="commit")
    desk.page.get_by_label("Contraseña").wait_for()


SCREENS: dict[str, Callable[[Advisor], object]] = {
    "list": lambda desk: desk.page.locator("h1"),
    "outcome and problems": _problems,
    "not offered": lambda desk: desk.page.get_by_role("button", name="Pide algo").click(),
    "saved": lambda desk: desk.register(),
    "day": lambda desk: (desk.register(), desk.go("hoy")),
    "annul": lambda desk: desk.go(f"anular={desk.register()}"),
    "outbox": lambda desk: desk.go("envios"),
    "settings": lambda desk: desk.go("ajustes"),
    "time": lambda desk: desk.go("hora"),
    "lock": lambda desk: _with_pin(desk).get_by_role("button", name="Bloquear ahora").click(),
    "kiosk": _kiosk,
    "kiosk, question": _kiosk_question,
    "kiosk, thanks": _kiosk_thanks,
    "sign out": lambda desk: _with_pin(desk).get_by_role("button", name="Cerrar sesión").click(),
    "sign in": lambda desk: desk.sign_out(),
    "sign in, before the desk is here": _before_it_is_here,
    "help": lambda desk: desk.page.goto(f"{desk.address}/asesor/ayuda/"),
}


def _faults(page: Page) -> list[Any]:
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    found: list[Any] = page.evaluate(_RUN, _RULES)
    small: list[Any] = page.evaluate(_SMALL)
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*found, *small, *(["wider than the screen"] if wide else [])]


def test_every_screen_keeps_the_rules_of_access(desks: Desks) -> None:
    """WCAG 2.2 A and AA by axe, targets a thumb can hit, nothing wider than the screen; a phone's and a PC's width."""
    found = {}
    for name, reach in SCREENS.items():
        desk = desks()
        reach(desk)
        desk.page.locator("h1").first.wait_for()
        for width in (360, 1024):
            desk.page.set_viewport_size({"width": width, "height": 720})
            desk.page.wait_for_timeout(100)
            if faults := _faults(desk.page):
                found[f"{name}, {width}"] = faults
        desk.context.close()
    assert found == {}, json.dumps(found, indent=1)


def test_the_rules_find_what_is_wrong(desk: Advisor, browser: Browser) -> None:
    """The check itself works: a small button without a name is found twice."""
    del browser
    desk.page.evaluate(
        "() => { document.querySelector('main').insertAdjacentHTML('beforeend', '<button></button>x');"
        " document.querySelector('main > button:last-of-type').style.all = 'unset'; }"
    )
    assert len(_faults(desk.page)) == 2
