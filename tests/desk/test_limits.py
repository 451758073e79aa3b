"""How small the desk is, how quick with ten thousand waiting, how it grows older, and who can use it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import brotli
from playwright.sync_api import Browser, Page, expect

from advisor import CENTRE, Advisor, Desks
from facts import facts, stored
from fault_proxy import FaultProxy
from full_outbox import action_times, fill
from local_system import LocalSystem
from portal.catalogue.reading import read
from portal.desk import desk as desk_files

FIRST_LOAD = 45_000
"""Bytes, brotli."""
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


def _sizes() -> dict[str, int]:
    """Return the compressed bytes of each file of the first load."""
    files = desk_files(read())
    later = ("districts.json", "licencias.txt", "asesor/ayuda/")
    return {
        name: len(brotli.compress(content.encode() if isinstance(content, str) else content, quality=11))
        for name, content in files.items()
        if not any(part in name for part in later)
    }


def test_the_first_load_is_at_most_45_kb() -> None:
    """Page, style, the module with both libraries, the service worker, and what the desk knows of the catalogue."""
    sizes = _sizes()
    assert {"asesor/index.html", "asesor/sw.js", "asesor/desk.css", "asesor/main.js"} <= set(sizes)
    assert sum(sizes.values()) <= FIRST_LOAD, sizes


def test_the_first_load_asks_for_nothing_else(desks: Desks, link: FaultProxy) -> None:
    """What a browser asks for until the desk can be used is what is counted, besides answers of the API."""
    desk = desks(signed_in=False)
    desk.offline_ready()
    counted = {f"/{name}".replace("index.html", "") for name in _sizes()}
    later = {"/asesor/districts.json", "/asesor/ayuda/"}
    assets = {path for path in link.paths if not path.startswith("/asesor/ayuda/")}
    assert assets - later - {"/asesor/settings.json"} <= counted
    assert counted <= set(link.paths)


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
