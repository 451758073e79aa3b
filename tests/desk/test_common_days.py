"""Some days are lived twice: by the simulation, and in a real browser with the whole local system behind it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from advisor import Advisor
from fault_proxy import FaultProxy

_ROOT = Path(__file__).resolve().parents[2]
_FOLDER = _ROOT / "tests" / "desk" / "simulation"
_NODE = Path(sys.executable).parent / "node"
DAYS: list[list[str]] = json.loads((_FOLDER / "common_days.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def simulated() -> list[dict[str, Any]]:
    """Return what each day leaves behind in the simulation."""
    command = [str(_NODE), str(_FOLDER / "common_days.js")]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=True)
    lived: list[dict[str, Any]] = json.loads(done.stdout)
    return lived


def _take(step: str, desk: Advisor, link: FaultProxy) -> None:
    match step:
        case "save":
            desk.register()
        case "send":
            desk.send_now()
            desk.wait_until_sent()
        case "annul":
            desk.go("hoy").get_by_role("link", name="Anular").first.click()
            desk.page.get_by_label("Fue una prueba").check()
            desk.page.get_by_role("button", name="Seguir").click()
            desk.page.get_by_role("button", name="Sí, anular").click()
            expect(desk.page.locator("h1")).to_contain_text("Hoy")
        case "reload":
            desk.page.reload()
            desk.page.locator("main h1").first.wait_for()
        case "cut":
            desk.offline_ready()
            link.faults.cut = True
        case "mend":
            link.faults.cut = False
            desk.page.evaluate("dispatchEvent(new Event('online'))")
        case "lose an answer":
            link.faults.lose_answers = 1
        case "lose a request":
            link.faults.lose_requests = 1


@pytest.mark.parametrize("number", range(len(DAYS)))
def test_a_day_ends_alike_in_the_simulation_and_in_a_browser(
    number: int, desk: Advisor, link: FaultProxy, simulated: list[dict[str, Any]]
) -> None:
    """As many wait, and each verdict is the same: what the simulation promises is true of browsers."""
    for step in DAYS[number]:
        _take(step, desk, link)
    _take("send", desk, link)
    kept = desk.stored()
    kinds = {item["id"]: item["kind"] for item in kept["items"]}
    verdicts = sorted(f"{kinds[row['id']]} {row['verdict']}" for row in kept["verdicts"])
    assert {"waiting": len(kept["outbox"]), "verdicts": verdicts} == simulated[number]
