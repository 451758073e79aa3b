"""Twelve tasks of citizens on a telephone: how often they tap, and what it costs them on a link paid by the byte.

A tap is a link, a button, or a text typed and sent. Bytes are the bodies and headers of all answers, from an empty
browser and without its service worker, which loads the pack at rest.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from statistics import median

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from browsing import PATIENCE


@dataclass
class Citizen:
    """Somebody with an empty browser, on the home page."""

    page: Page
    taps: int = 0
    sizes: list[int] = field(default_factory=list)

    def pays(self, request: Request) -> None:
        """Pay for an answer."""
        sizes = request.sizes()
        self.sizes.append(sizes["responseBodySize"] + sizes["responseHeadersSize"])

    def tap(self, name: str) -> None:
        """Tap the first link, button or folded list of that name in the page's main part or its head."""
        self.taps += 1
        roles = [self.page.get_by_role(role, name=name) for role in ("link", "button")]
        roles[0].or_(roles[1]).or_(self.page.locator("summary", has_text=name)).first.click()

    def send(self, label: str, text: str) -> None:
        """Type a text into a field and send it."""
        self.taps += 1
        self.page.get_by_label(label).fill(text)
        self.page.keyboard.press("Enter")

    def sees(self, text: str) -> None:
        """See a text in the page."""
        expect(self.page.locator("main")).to_contain_text(text)


def _lost_dni_in_inapari(citizen: Citizen) -> None:
    citizen.tap("Sacar el DNI de nuevo si perdió el azul")
    citizen.sees("S/\N{NO-BREAK SPACE}30.00")
    citizen.tap("Ver dónde lo atienden")
    citizen.send("Escriba su distrito o su ciudad", "iñapari")
    citizen.tap("Iñapari")
    citizen.page.wait_for_url("**/cerca/1703/#d170301")


def _near_pucallpa(citizen: Citizen) -> None:
    citizen.send("Escriba su distrito o su ciudad", "Pucallpa")
    citizen.tap("Pucallpa")
    citizen.page.wait_for_url("**/cerca/2501/#d250101")
    citizen.sees("km")


def _looks_for_work(citizen: Citizen) -> None:
    citizen.tap("Busco trabajo")
    citizen.tap("Sacar el certificado para buscar trabajo")
    citizen.sees("Cuenta en Empleos Perú")


def _renews_a_licence(citizen: Citizen) -> None:
    citizen.send("¿Qué necesita hacer?", "renovar brevete")
    citizen.tap("Renovar el brevete")
    citizen.sees("Lo que necesita")


def _asks_for_what_is_not_here(citizen: Citizen) -> None:
    citizen.send("¿Qué necesita hacer?", "pensión 65")
    citizen.sees("No se hace aquí. Dónde sí:")


def _asks_whether_a_centre_attends(citizen: Citizen) -> None:
    citizen.tap("Ver los 243 centros")
    citizen.tap("Junín")
    citizen.tap("MAC Express Tambo Panti")
    citizen.sees("¿Atiende?")


def _one_of_the_most_asked(name: str, seen: str) -> Callable[[Citizen], None]:
    def task(citizen: Citizen) -> None:
        citizen.tap(name)
        citizen.sees(seen)

    return task


TASKS: dict[str, Callable[[Citizen], None]] = {
    "is registered with Fonavi": _one_of_the_most_asked("Ver si está en el Fonavi", "Lo que necesita"),
    "what a birth certificate costs": _one_of_the_most_asked("Sacar una partida de nacimiento", "10.30"),
    "what to bring for a criminal record": _one_of_the_most_asked("Sacar antecedentes penales", "DNI vigente"),
    "what to bring for a police record": _one_of_the_most_asked("Sacar antecedentes policiales", "Lo que necesita"),
    "lost the DNI in Iñapari": _lost_dni_in_inapari,
    "the nearest place to Pucallpa": _near_pucallpa,
    "looks for work": _looks_for_work,
    "renews a licence": _renews_a_licence,
    "Pensión 65": _asks_for_what_is_not_here,
    "whether a centre attends": _asks_whether_a_centre_attends,
    "whom to call": _one_of_the_most_asked("Ayuda", "1800"),
    "how many were attended": _one_of_the_most_asked("Cifras", "cifras"),
}


@pytest.fixture
def citizens(browser: Browser, address: str) -> Iterator[Callable[[], Citizen]]:
    """Return a function that gives a citizen with an empty browser on the home page."""
    contexts = []

    def arrive() -> Citizen:
        context = browser.new_context(viewport={"width": 360, "height": 640}, locale="es-PE", service_workers="block")
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        citizen = Citizen(context.new_page())
        citizen.page.on("requestfinished", citizen.pays)
        citizen.page.goto(address)
        return citizen

    yield arrive
    for context in contexts:
        context.close()


def test_twelve_tasks_take_few_taps_and_few_bytes(citizens: Callable[[], Citizen]) -> None:
    """Half of them take three taps and 15 KB at most; the longest, a lost DNI in Iñapari, four taps."""
    taps, sizes = {}, {}
    for name, task in TASKS.items():
        citizen = citizens()
        task(citizen)
        citizen.page.wait_for_load_state("networkidle")
        taps[name], sizes[name] = citizen.taps, sum(citizen.sizes)
    found = "\n".join(f"{name}: {taps[name]} taps, {sizes[name]:,} bytes" for name in TASKS)
    assert len(TASKS) == 12, found
    assert median(taps.values()) <= 3, found
    assert max(taps.values()) <= 4, found
    assert median(sizes.values()) <= 15_000, found
    assert max(sizes.values()) <= 41_000, found
