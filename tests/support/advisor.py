"""What an advisor does at the desk, as keys and taps, and the content of the browser's database."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from browsing import PATIENCE
from mac.local.people import PASSWORD, username_of

CENTRE = "mac-express-cura-mori"
_ROOT = Path(__file__).resolve().parents[2]
_ESBUILD = _ROOT / "node_modules" / ".bin" / "esbuild"

_READ = """async () => {
  const db = await new Promise((done, fail) => {
    const asked = indexedDB.open("mac-express");
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  const all = name => new Promise(done => {
    const asked = db.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => done(asked.result);
  });
  const [items, outbox, verdicts, ratings] = await Promise.all(["items", "outbox", "verdicts", "ratings"].map(all));
  db.close();
  return {items: items.map(row => row.item), outbox: outbox.map(row => row.id), verdicts, ratings};
}"""

_NOTHING_WAITS = """() => new Promise((done, fail) => {
  const asked = indexedDB.open("mac-express");
  asked.onerror = () => fail(asked.error);
  asked.onsuccess = () => {
    const db = asked.result, counted = db.transaction("outbox").objectStore("outbox").count();
    counted.onsuccess = () => (db.close(), done(counted.result === 0));
  };
})"""
_STORED = """async () => {
  const kept = await Promise.all(["/asesor/districts.json", "/asesor/ayuda/"].map(path => caches.match(path)));
  return kept.every(Boolean) && Boolean((await navigator.serviceWorker.getRegistration())?.active);
}"""


@dataclass
class Advisor:
    """A person at a desk. `page` is the window in front of them."""

    context: BrowserContext
    address: str

    def __post_init__(self) -> None:
        self.messages: list[str] = []
        self.page = self.new_window()

    def new_window(self) -> Page:
        """Open another, empty window of the same browser."""
        page = self.context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self.messages.append(str(error)))
        return page

    def open(self, place: str = "", page: Page | None = None) -> Page:
        """Open the desk at one of its places, and wait until it can be used."""
        page = page or self.page
        page.goto(f"{self.address}/asesor/{'#' if place else ''}{place}")
        page.locator("main h1").first.wait_for()
        # The page's own form is there at once; the desk replaces it.
        page.wait_for_function("() => document.getElementById('llegada') === null")
        return page

    def go(self, place: str) -> Page:
        """Go to a place of the open desk."""
        self.page.evaluate("place => { location.hash = place; }", place)
        return self.page

    def sign_in(self, centre: str, password: str = PASSWORD) -> None:
        """Sign in as the local advisor of a centre, and wait for the list of procedures."""
        self.page.get_by_label("Usuario").fill(username_of(centre))
        self.page.get_by_label("Contraseña").fill(password)
        self.page.keyboard.press("Enter")
        self.page.get_by_label("¿Qué trámite?").wait_for()

    def sign_out(self, pin: str = "") -> None:
        """Leave for good, with the PIN where there is one."""
        self.go("ajustes").get_by_role("button", name="Cerrar sesión", exact=True).click()
        if pin:
            self.page.get_by_label("Su PIN", exact=True).fill(pin)
        self.page.get_by_role("button", name="Sí, cerrar sesión").click()
        self.page.get_by_role("button", name="Entrar", exact=True).wait_for()

    def set_pin(self, pin: str) -> Page:
        """Choose a PIN in the settings, and stay there."""
        page = self.go("ajustes")
        page.get_by_label("PIN nuevo").fill(pin)
        page.get_by_role("button", name="Poner PIN").click()
        page.get_by_role("button", name="Bloquear ahora").wait_for()
        return page

    def offline_ready(self) -> None:
        """Wait until all of the desk is stored, so that it opens without a link."""
        for waited in range(0, 2 * PATIENCE, 100):
            if self.page.evaluate(_STORED):
                return
            self.page.wait_for_timeout(100)
            if waited % 10_000 == 9_900:
                self.page.reload()  # opening the desk fetches what a broken link left out
        raise AssertionError("the desk was never stored")

    def register(self, *keys: str, page: Page | None = None) -> str:
        """Register an attention with keys only (the first procedure, completed) and return its id."""
        page = page or self.page
        if not page.get_by_label("¿Qué trámite?").is_visible():
            self.go_register(page)
        for key in keys or ("1", "1", "Enter"):
            page.keyboard.press(key)
        expect(page.locator("h1")).to_have_text("Registrada")
        return str(page.evaluate("location.hash.split('=')[1]"))

    def go_register(self, page: Page | None = None) -> None:
        """Go on to the next person."""
        page = page or self.page
        page.evaluate("location.hash = ''")
        page.get_by_label("¿Qué trámite?").wait_for()

    def send_now(self) -> None:
        """Press the button that sends."""
        self.go("envios")
        self.page.get_by_role("button", name="Enviar ahora").click()

    def stored(self) -> dict[str, Any]:
        """Return the content of the browser's database."""
        found: dict[str, Any] = self.page.evaluate(_READ)
        return found

    def wait_until_sent(self, seconds: float = 40) -> None:
        """Wait until everything has been sent: first in the database, and then on the screen, which follows it."""
        self.page.wait_for_function(_NOTHING_WAITS, timeout=seconds * 1000)
        expect(self.page.locator(".sent")).to_contain_text("· 0 por enviar", timeout=seconds * 1000)


def with_sources(page: Page, script: str, argument: object = None) -> Any:
    """Run a script in a desk's page. It may import the sources of our modules, below `/fuentes/`, and `idb.js`.

    They are bundled here and come with the script: what a page asks for goes through its service worker and its link,
    which are what is tested.
    """
    return page.evaluate(f"(argument) => {{ {_bundled(script)}; return bundled.script(argument); }}", argument)


@cache
def _bundled(script: str) -> str:
    """Return a script that defines `bundled.script`, with all that it imports."""
    source = script.replace('"/fuentes/idb.js"', '"idb"').replace('"/fuentes/', f'"{_ROOT / "site"}/')
    done = subprocess.run(
        [_ESBUILD, "--bundle", "--format=iife", "--global-name=bundled"],
        input=f"export const script = {source};",
        cwd=_ROOT,
        env=os.environ | {"PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


Desks = Callable[..., Advisor]
"""Opens a desk with nothing stored: ``desks(width=360)``; signed in at `CENTRE` unless ``signed_in=False``."""
