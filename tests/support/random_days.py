"""Random days of a desk: saves, syncs, reloads, killed browsers, two windows, lost answers, files, wrong clocks.

At the end of each day the link works, what was refused is registered again, and the stored facts must be the saved
items, each once. The same seed gives the same day, except for what depends on the machine's timing.
"""

import json
import os
import re
import signal
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Any, Self

from playwright.sync_api import Error, Page, Playwright, expect

from advisor import Advisor, with_sources
from chromium import launch_options
from facts import facts
from fault_proxy import FaultProxy
from local_system import LocalSystem
from macexpress.platform.lima import LIMA

CENTRE = "mac-express-catacaos"
"""Nobody else registers here: what is stored must be exactly what these days saved."""
_MINUTE = 60_000
_CLOCK = """const real = Date.now.bind(Date);
Date.now = () => real() + Number(localStorage.getItem("jump") || 0);"""
_EXPORT = """async centre => {
  const {openDB} = await import("/fuentes/idb.js"), {exportOutbox} = await import("/fuentes/desk/core/outbox_file.js");
  const {isOfTheCentre, notTaken} = await import("/fuentes/desk/core/item_queries.js");
  const db = await openDB("mac-express");
  const {text} = exportOutbox(await notTaken(db, centre, isOfTheCentre), centre, "2026-11-24T10:00:00-05:00");
  db.close();
  return text;
}"""
_IMPORT = """async ([text, centre]) => {
  const {openDB} = await import("/fuentes/idb.js"), {importOutbox} = await import("/fuentes/desk/core/outbox_file.js");
  const db = await openDB("mac-express");
  await importOutbox(db, text, {author: await db.get("settings", "current"), centres: [centre]});
  db.close();
}"""

_OUTBOX = re.compile("por enviar|enviado")
_EITHER = re.compile("¿Qué trámite|¿Qué día y hora")
_STEPS = {
    "save": 8,
    "save_in_second_window": 2,
    "save_and_kill": 1,
    "annul": 1,
    "send": 3,
    "reload": 2,
    "kill": 1,
    "cut": 2,
    "mend": 2,
    "slow": 1,
    "crash_before_the_put": 2,
    "crash_after_the_put": 2,
    "refuse": 1,
    "carry": 1,
    "jump": 2,
}
"""What happens in a day, with its relative frequency."""


@dataclass
class Days:
    """One desk in a browser with its own profile, used day after day. A context manager that starts and ends it."""

    playwright: Playwright
    system: LocalSystem
    link: FaultProxy
    seen: set[str] = field(default_factory=set)
    killed: int = 0
    steps: int = 0

    def __enter__(self) -> Self:
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.desk = self._launch()
        self.desk.open()
        self.desk.sign_in(CENTRE)
        self.desk.offline_ready()
        self._carried: list[str] = []
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with suppress(Error):
            self.desk.context.close()
        self._profile.cleanup()

    def day(self, seed: int) -> None:
        """Run one day; AssertionError with the steps so far if something was lost or counted twice."""
        random = Random(seed)  # noqa: S311 - nothing secret
        taken: list[str] = []
        try:
            for _ in range(random.randint(4, 9)):
                name = random.choices(list(_STEPS), list(_STEPS.values()))[0]
                taken.append(name)
                self.steps += 1
                getattr(self, f"_{name}")(random)
            self._end()
        except (AssertionError, Error) as error:
            shown = "nothing"
            with suppress(Error):
                shown = self.desk.page.locator("body").inner_text(timeout=1000)
            raise AssertionError(f"seed {seed}, {' > '.join(taken)}: {error}\nThe screen shows: {shown}") from error

    # What may happen.

    def _save(self, random: Random) -> None:
        self._at_the_list()
        keys = random.choice([("1", "1", "Enter"), ("2", "2", "Enter"), ("3", "3", "1", "Enter")])
        self.seen.add(self.desk.register(*keys))

    def _save_in_second_window(self, random: Random) -> None:
        del random
        window = self.desk.new_window()
        with suppress(Error):
            self.desk.open(page=window)
            self._at_the_list(window)
            self.seen.add(self.desk.register(page=window))
        window.close()

    def _save_and_kill(self, random: Random) -> None:
        """Kill the browser at the moment of saving: what it confirmed as saved is there afterwards."""
        self._at_the_list()
        for key in ("1", "1"):
            self.desk.page.keyboard.press(key)
        self.desk.page.keyboard.press("Enter")
        time.sleep(random.choice([0, 0.005, 0.02, 0.05]))
        confirmed = ""
        with suppress(Error):
            confirmed = self.desk.page.url.partition("guardada=")[2]
        self._kill(random)
        if confirmed:
            self.seen.add(confirmed)

    def _annul(self, random: Random) -> None:
        items = [item for item in self.desk.stored()["items"] if item["kind"] == "attention"]
        if not items:
            return
        self.desk.go(f"anular={random.choice(items)['id']}")
        self.desk.page.get_by_label("Fue una prueba").check()
        self.desk.page.get_by_role("button", name="Seguir").click()
        self.desk.page.get_by_role("button", name="Sí, anular").click()
        expect(self.desk.page.locator("h1")).to_contain_text("Hoy")

    def _send(self, random: Random) -> None:
        del random
        self.desk.send_now()

    def _reload(self, random: Random) -> None:
        time.sleep(random.choice([0, 0.05, 0.2]))
        self.desk.page.reload()

    def _kill(self, random: Random) -> None:
        del random
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                command = (folder / "cmdline").read_bytes()
                if self._profile.name.encode() in command and b"--type=" not in command:
                    os.kill(int(folder.name), signal.SIGKILL)
        self.killed += 1
        with suppress(Error):
            self.desk.context.close()
        self.desk = self._launch()
        self.desk.open()

    def _cut(self, random: Random) -> None:
        del random
        self.link.faults.cut = True

    def _mend(self, random: Random) -> None:
        del random
        self.link.mend()

    def _slow(self, random: Random) -> None:
        self.link.faults.slow = random.choice([0.1, 0.4])

    def _crash_before_the_put(self, random: Random) -> None:
        self.link.faults.lose_requests = random.randint(1, 2)

    def _crash_after_the_put(self, random: Random) -> None:
        self.link.faults.lose_answers = random.randint(1, 2)

    def _refuse(self, random: Random) -> None:
        self.link.faults.refuse = [(random.choice([500, 502, 503]), {})]

    def _carry(self, random: Random) -> None:
        """Carry a file to the office, or back to a desk, now or on a later day."""
        text: str = with_sources(self.desk.page, _EXPORT, CENTRE)
        self._carried.append(text)
        with_sources(self.desk.page, _IMPORT, [random.choice(self._carried), CENTRE])
        self._deliver(random.choice(self._carried))

    def _jump(self, random: Random) -> None:
        jump = random.choice([-3 * 1440, -30, -6, 8, 30, 2 * 1440]) * _MINUTE
        self.desk.page.evaluate("jump => localStorage.setItem('jump', jump)", jump)

    # How a day ends.

    def _end(self) -> None:
        self.link.mend()
        self.desk.page.evaluate("localStorage.removeItem('jump')")
        self.desk.open("envios")
        deadline = time.monotonic() + 40
        while True:
            self.desk.page.get_by_role("button", name="Enviar ahora").click()
            with suppress(AssertionError):
                self.desk.wait_until_sent(seconds=3)
            kept = self.desk.stored()
            refused = [verdict for verdict in kept["verdicts"] if verdict.get("open")]
            if not kept["outbox"] and not refused:
                break
            assert time.monotonic() < deadline, f"still waiting: {kept['outbox']}, refused: {refused}"
            if refused and not kept["outbox"]:
                self._remedy(refused[0])
        self._compare(kept)

    def _remedy(self, verdict: dict[str, Any]) -> None:
        """Do what the screen offers: register again, or drop the annulment of a refused item."""
        again = self.desk.page.get_by_role("button", name="Registrar de nuevo")
        if again.count():
            again.first.click()
            expect(self.desk.page.locator("h1")).not_to_have_text(_OUTBOX)
            self._enter_the_time(self.desk.page)
            self.desk.page.get_by_role("button", name="Guardar").click()
            expect(self.desk.page.locator("h1")).to_have_text("Registrada")
        else:
            assert verdict["errors"], verdict
            remove = self.desk.page.get_by_role("button", name="Quitar de la lista").first
            remove.click()
            self.desk.page.get_by_role("button", name="¿Seguro? Quitar").click()
        self.desk.go("envios")
        self.desk.page.get_by_role("button", name="Enviar ahora").wait_for()

    def _compare(self, kept: dict[str, Any]) -> None:
        saved = {item["id"]: item for item in kept["items"]}
        lost = self.seen - set(saved)
        assert not lost, f"confirmed as saved, but lost: {lost}"
        verdicts = {verdict["id"]: verdict["verdict"] for verdict in kept["verdicts"]}
        taken = {identifier for identifier in saved if verdicts[identifier] in {"registered", "duplicate"}}
        stored: dict[str, int] = {}
        for day in {identifier.split(".")[1] for identifier in saved}:
            stored |= facts(self.system, CENTRE, day)
        assert stored == dict.fromkeys(taken, 1), f"not equal: {set(stored) ^ taken}"

    # Helpers.

    def _launch(self) -> Advisor:
        options = launch_options()
        context = self.playwright.chromium.launch_persistent_context(self._profile.name, locale="es-PE", **options)
        context.add_init_script(_CLOCK)
        for page in context.pages:
            page.close()
        return Advisor(context, self.link.address)

    def _at_the_list(self, page: Page | None = None) -> None:
        """Go to the list of procedures; enter the time if the desk asks for it."""
        page = page or self.desk.page
        page.evaluate("() => { sessionStorage.clear(); location.hash = ''; }")
        page.reload()
        page.locator("main h1").first.wait_for()
        expect(page.locator("h1")).to_have_text(_EITHER)
        self._enter_the_time(page)
        page.get_by_label("¿Qué trámite?").wait_for()

    def _enter_the_time(self, page: Page) -> None:
        """Answer if the desk asks for the time: its clock went back, and no link has corrected it since."""
        if page.get_by_label("Hora").count():
            now = datetime.now(LIMA)
            page.get_by_label("Día").fill(f"{now:%Y-%m-%d}")
            page.get_by_label("Hora").fill(f"{now:%H:%M}")
            page.get_by_role("button", name="Es correcta").click()

    def _deliver(self, text: str) -> None:
        """Take a file in, as the office does."""
        items = json.loads(text)["items"]
        for start in range(0, len(items), 50):
            self.system.post(items[start : start + 50], self.system.token(CENTRE))
