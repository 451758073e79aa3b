"""What the office's page does where something goes wrong: a bad link, an ended session, a wrong clock, any address."""

import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Route, expect

from building import attention
from local_system import LocalSystem
from mac.local.people import username_of
from macexpress.platform.lima import LIMA
from office_member import OWN_PASSWORD, Member

ANNULLED = "mac-express-andaray"
ADVISORS = ("asesor.mac-express-acobamba", "asesor.mac-express-amotape")
WHY = "Lo pidió la persona por teléfono"


def _fill_withdrawal(system: LocalSystem, part: Locator) -> None:
    """Ask for the day of something just registered: a month of all centres takes a minute on the local system."""
    started = datetime.now(LIMA) - timedelta(minutes=20)
    item = attention(centre=ANNULLED, started=started)
    assert system.post([item], system.token(ANNULLED)).json()["verdicts"][0]["verdict"] == "registered"
    part.get_by_label("Cuenta", exact=True).fill(username_of(ANNULLED))
    part.get_by_label("Desde").fill(f"{started:%Y-%m-%d}")


def _part(member: Member, title: str) -> Locator:
    member.open("#decidir")
    member.page.reload()
    member.heading("Decidir")
    part = member.page.locator("details.part", has=member.page.get_by_text(title, exact=True))
    part.locator("summary").first.click()
    return part


def _enter_again(member: Member) -> None:
    member.enter(OWN_PASSWORD)
    member.write_code()


def _write(route: Route, answers: list[dict[str, Any]]) -> None:
    route.fulfill(status=200, content_type="application/json", body=json.dumps(answers.pop(0)))


@pytest.mark.parametrize(
    "place",
    [
        "#constructor",
        "#__proto__?por=x",
        "#explorar?por=constructor",
        "#explorar?por=centre&desde=abc&hasta=<script>alert(1)</script>&con=before",
        "#explorar?por=centre&desde=2026-11-01&hasta=2026-11-02&departamento=99&con=98",
        "#dia",
        "#informe?mes=<script>",
        "#dia?centro=no-existe&dia=2026-11-01",
    ],
)
def test_an_address_that_nobody_made_is_answered(member: Member, place: str) -> None:
    """A screen, or what is wrong with the address; never an endless wait, and never the blame on the link."""
    member.reported.clear()
    member.open(place)
    member.page.reload()
    main = member.page.locator("main")
    main.locator("table, [role=alert]").first.wait_for()
    expect(main).not_to_contain_text("Puede ser la conexión")
    assert not [line for line in member.reported if "Failed to load" not in line]


def test_a_session_that_ends_while_deciding_asks_again(system: LocalSystem, member: Member) -> None:
    """It is not an endless wait: whoever signs in again is where they were."""
    part = _part(member, "Revisar y contar un mes otra vez")
    part.get_by_label("Mes").fill("2019-03")
    member.end_session(system)
    part.get_by_role("button", name="Revisar").click()
    expect(member.page.get_by_role("status")).to_contain_text("Su sesión terminó")
    _enter_again(member)
    member.heading("Decidir")


def test_a_file_that_does_not_come_says_so(member: Member) -> None:
    """Also where the session ends: the buttons do not just do nothing."""
    member.open("#explorar?por=centre")
    member.page.route("**/explore?*format=*", lambda route: route.abort())
    member.page.get_by_role("button", name="Descargar CSV").click()
    expect(member.page.get_by_role("alert")).to_contain_text("No hay conexión")
    member.page.unroute_all()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (None, "No hay conexión"),
        ({"status": 200, "content_type": "text/html", "body": "<h1>Bienvenido al café</h1>"}, "no respondió"),
        ({"status": 503, "content_type": "text/html", "body": "<h1>Service Unavailable</h1>"}, "no respondió"),
    ],
)
def test_a_report_that_does_not_come_says_so(member: Member, answer: dict[str, Any] | None, words: str) -> None:
    """Without a link, behind the login page of a café, from a gateway: nothing else is shown or kept as the report."""
    address = re.compile("office/report")
    member.page.route(address, lambda route: route.fulfill(**answer) if answer else route.abort())
    member.open("#informe?mes=2026-05")
    member.page.reload()
    main = member.page.locator("main")
    expect(main.get_by_role("alert")).to_contain_text(words)
    expect(main).not_to_contain_text("café")
    member.page.unroute_all()


def test_a_login_page_is_not_kept_as_a_file(member: Member) -> None:
    """A person would open it weeks later and find no figures."""
    member.open("#explorar?por=centre")
    member.page.route(
        "**/explore?*format=*", lambda route: route.fulfill(content_type="text/html", body="<h1>café</h1>")
    )
    member.page.get_by_role("button", name="Descargar CSV").click()
    expect(member.page.get_by_role("alert")).to_contain_text("El sistema no respondió")
    member.page.unroute_all()


def test_whoever_leaves_without_a_link_leaves_nothing_on_the_screen(member: Member) -> None:
    """The figures go at once, whatever the link does."""
    member.open("#explorar?por=centre")
    member.heading("Explorar")
    member.page.route("**/oficina/settings.json", lambda route: route.abort())
    member.page.get_by_role("button", name="Salir").click()
    member.heading("Oficina: iniciar sesión")
    member.page.unroute_all()
    _enter_again(member)
    member.heading("Explorar")


def test_each_screen_has_its_title_and_takes_the_focus(member: Member) -> None:
    """So that the list of the browser's back button says where it leads, and the keyboard goes on from the heading."""
    member.open()
    member.heading("Hoy, ")
    member.page.get_by_role("link", name="Cuentas", exact=True).press("Enter")
    member.heading("Cuentas")
    expect(member.page.locator("h1")).to_be_focused()
    expect(member.page).to_have_title("Cuentas - Oficina - MAC Express")
    member.page.go_back()
    member.heading("Hoy, ")
    expect(member.page).to_have_title(re.compile("^Hoy, .* - Oficina"))


def test_a_list_is_walked_with_the_keyboard(member: Member) -> None:
    """Choosing a department loses neither the focus nor what was written, and its provinces follow."""
    member.open("#explorar?por=centre&local=tambo")
    member.heading("Explorar")
    department = member.page.get_by_label("Departamento", exact=True)
    department.focus()
    for _ in range(3):
        member.page.keyboard.press("ArrowDown")
    expect(department).to_be_focused()
    expect(department).to_have_value("03")
    provinces = member.page.get_by_label("Provincia", exact=True).locator("option")
    values = provinces.evaluate_all("all => all.map(({value}) => value)")
    assert {value[:2] for value in values} == {"", "03"}


def test_a_printed_table_has_all_its_rows(member: Member) -> None:
    """The rows that wait behind a button are on paper too."""
    row = {"key": "2026-01-02", "name": "", "attentions": 1}
    answer = {"rows": [row], "total": row, "newest": None, "demonstration": False}
    member.page.route("**/office/explore?*", lambda route: _write(route, [answer]))
    member.open("#explorar?por=day&desde=2026-01-01&hasta=2026-04-30")
    rows = member.page.locator("main table tbody tr")
    expect(rows).to_have_count(40)
    member.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(rows).to_have_count(120)
    member.page.unroute_all()


def test_the_last_of_two_questions_is_the_one_that_is_answered(member: Member) -> None:
    """Whoever presses at one account and then at another confirms for the second, however late the first comes."""
    member.open(f"#cuentas?buscar={ADVISORS[0][:23]}")
    member.open("#cuentas?buscar=asesor.mac-express-a")
    late: list[Route] = []

    def hold_first(route: Route) -> None:
        late.append(route) if not late else route.continue_()

    member.page.route("**/office/decisions", hold_first)
    for username in ADVISORS:
        member.page.get_by_role("button", name=f"Otra clave para {username}").click(timeout=60_000)
    placed = member.page.locator("#decision")
    expect(placed).to_contain_text(f"{ADVISORS[1]} sale de todos sus puestos")
    late[0].continue_()
    member.page.wait_for_timeout(500)
    expect(placed).to_contain_text(f"{ADVISORS[1]} sale de todos sus puestos")
    placed.get_by_role("button", name="No hacerlo").click()
    member.page.unroute_all()


def test_accounts_that_come_later_leave_the_focus(member: Member) -> None:
    """Whoever is about to press a button still is, when the next part of the list is there."""
    late: list[Route] = []

    def hold(route: Route) -> None:
        late.append(route)

    member.page.route("**/office/accounts?after=*", hold)
    member.open("#cuentas")
    with member.page.expect_request("**/office/accounts?after=*"):
        member.page.reload()
    first = member.page.get_by_role("button", name="Otra clave para").first
    first.focus()
    member.page.wait_for_timeout(100)
    late.pop().continue_()
    expect(member.page.locator("main")).to_contain_text("40 cuentas", timeout=60_000)
    expect(first).to_be_focused()
    member.page.unroute_all()


def test_passwords_of_all_parts_are_shown(member: Member) -> None:
    """Long work comes in parts, and each part has the passwords that it made and no others."""
    member.open("#cuentas")
    rows = [{"username": name, "done": "cuenta nueva", "password": None} for name in ("una.primera", "una.segunda")]
    first, second = ({**row, "password": f"clave-{n}"} for n, row in enumerate(rows))
    answers = [
        {"preview": {"accounts": rows}, "after": ""},
        {"state": "more", "result": {"accounts": [first], "done": 1, "of": 2}},
        {"state": "done", "result": {"accounts": [rows[0], second], "done": 2, "of": 2}},
    ]
    member.page.route("**/office/decisions", lambda route: _write(route, answers))
    member.page.get_by_label("Usuario", exact=True).fill("una.primera")
    member.page.get_by_label("Para", exact=True).select_option("mac-express-amotape")
    member.page.get_by_role("button", name="Revisar").click()
    member.page.get_by_label("Por qué se decide").fill(WHY)
    member.page.locator("#decision button.main").click()
    placed = member.page.locator("#decision")
    for n in range(2):
        expect(placed).to_contain_text(f"clave-{n}")
    member.page.unroute_all()


def test_a_password_whose_answer_was_lost_says_what_to_do(member: Member) -> None:
    """It was made, and nobody can see it any more: another one is needed."""
    member.open("#cuentas?buscar=asesor.mac-express-am")
    member.page.get_by_role("button", name=f"Otra clave para {ADVISORS[1]}").click(timeout=60_000)
    member.page.get_by_label("Por qué se decide").fill(WHY)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    member.page.route("**/office/decisions", lose, times=1)
    member.page.get_by_role("button", name="Dar otra clave").click()
    placed = member.page.locator("#decision")
    placed.get_by_role("button", name="Seguir").click()
    expect(placed).to_contain_text("no llegó a verse")
    expect(placed.locator("[role=status]")).to_be_focused()


def test_a_clock_that_is_an_hour_ahead_decides_nothing_wrong(system: LocalSystem, member: Member) -> None:
    """A decision's time is the system's, not that of the computer."""
    part = _part(member, "Anular lo que registró una cuenta")
    _fill_withdrawal(system, part)
    member.page.evaluate("(now => { Date.now = () => now() + 3600000 })(Date.now)")
    part.get_by_role("button", name="Revisar").click()
    part.get_by_label("Por qué se decide").fill(WHY)
    part.get_by_role("button", name="Anularlas").click()
    expect(part).to_contain_text("Quedó anotado", timeout=60_000)
    member.page.reload()


def test_two_parts_of_the_screen_ask_each_for_its_own_reason(system: LocalSystem, member: Member) -> None:
    """A label leads to its own field."""
    first = _part(member, "Conteos de años anteriores")
    second = member.page.locator("details.part", has_text="Anular lo que registró una cuenta")
    second.locator("summary").first.click()
    past = "centro,mes,tramite,atenciones,fuente\nmac-express-amotape,2019-04,consulta-lineas-moviles,3,https://www.gob.pe/x"
    first.get_by_label("La lista").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": past.encode()})
    _fill_withdrawal(system, second)
    for part in (first, second):
        part.get_by_role("button", name="Revisar").click()
        part.locator("textarea").wait_for(timeout=60_000)
    assert member.page.evaluate("new Set([...document.querySelectorAll('[id]')].map(({id}) => id)).size") == (
        member.page.locator("[id]").count()
    )


def test_the_trace_is_in_words(system: LocalSystem, member: Member) -> None:
    """What was decided and what came of it: nothing of how a program writes it."""
    part = _part(member, "Anular lo que registró una cuenta")
    _fill_withdrawal(system, part)
    part.get_by_role("button", name="Revisar").click()
    part.get_by_label("Por qué se decide").fill(WHY)
    part.get_by_role("button", name="Anularlas").click()
    expect(part).to_contain_text(re.compile(r"anuladas?\. Las cifras"), timeout=60_000)
    member.open("#decisiones")
    member.heading("Lo decidido")
    shown = member.page.locator("details.part")
    for i in range(shown.count()):
        shown.nth(i).locator("summary").click()
    words = member.page.locator("main").inner_text()
    assert not re.search(r"\[object|null|undefined|\b(by_day|attentions|password|centre)\b", words)


def test_generated_attentions_are_called_so(member: Member) -> None:
    """Where a system has some, the first screen and each answer say it."""

    def with_generated(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "demonstration": True})

    member.page.route(re.compile("/office/(morning|explore)"), with_generated)
    for place in ("#hoy", "#explorar?por=centre"):
        member.open(place)
        expect(member.page.locator("main")).to_contain_text("no son cifras reales")
    member.page.unroute_all()
