"""What the office decides on its page: each decision once, with its trace, and a clear answer where it cannot be."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, Locator, expect

from building import attention
from local_system import LocalSystem
from macexpress.platform.lima import LIMA
from office_member import Member, create_member

CENTRE = "mac-express-amotape"
DAY = (datetime.now(LIMA) - timedelta(days=2)).replace(hour=9, minute=0, second=0, microsecond=0)
WHY = "La cuenta la usó otra persona, según el centro"


@pytest.fixture
def other(system: LocalSystem, browser: Browser) -> Iterator[Member]:
    """Give a second person of the office, in another browser."""
    username = f"otra.persona{datetime.now(LIMA):%H%M%S%f}"
    temporary = create_member(system, username)
    context = browser.new_context(locale="es-PE")
    somebody = Member(context, system.address, username)
    somebody.sign_in_first(temporary)
    yield somebody
    context.close()


def _part(member: Member, title: str) -> Locator:
    part = member.page.locator("details.part", has=member.page.get_by_text(title, exact=True))
    part.locator("summary").first.click()
    return part


def test_an_account_is_made_used_renewed_and_switched_off(system: LocalSystem, member: Member) -> None:
    """Its passwords are shown once and work; the list says what it is; the trace has no password."""
    page = member.page
    member.open("#cuentas")
    page.get_by_label("Usuario", exact=True).fill("nueva.asesora")
    page.get_by_label("Para", exact=True).select_option(CENTRE)
    page.get_by_role("button", name="Revisar").click()
    page.get_by_label("Por qué se decide").fill("Empieza el lunes en el centro")
    page.get_by_role("button", name="Guardar la cuenta").dblclick()
    password = page.locator("#decision").get_by_role("row", name=re.compile("nueva.asesora")).locator("td").last
    expect(password).to_have_text(re.compile(r"\w{8}-\w{8}"))
    first = password.inner_text()
    assert _signs_in(system, "nueva.asesora", first)

    member.open("#cuentas?buscar=nueva.asesora")
    page.reload()
    row = page.get_by_role("row", name=re.compile("nueva.asesora"))
    expect(row).to_contain_text("sin usar", timeout=60_000)
    page.get_by_role("button", name="Otra clave para nueva.asesora").click()
    page.get_by_label("Por qué se decide").fill("Olvidó la clave que le dieron")
    page.get_by_role("button", name="Dar otra clave").click()
    expect(page.locator("#decision")).to_contain_text("Quedó anotado")
    expect(password).to_have_text(re.compile(r"\w{8}-\w{8}"))
    assert not _signs_in(system, "nueva.asesora", first)

    member.open("#decisiones")
    page.get_by_text(re.compile("Otra clave")).first.click()
    expect(page.locator("main")).to_contain_text("Olvidó la clave que le dieron")
    assert not re.search(r"\w{8}-\w{8}-", page.locator("main").inner_text())


def _signs_in(system: LocalSystem, username: str, password: str) -> bool:
    running = system.running()
    cognito = running.cognito()
    try:
        cognito.initiate_auth(
            ClientId=running.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": username, "PASSWORD": password},
        )
    except cognito.exceptions.NotAuthorizedException:
        return False
    return True


def test_what_an_account_registered_is_annulled_once(system: LocalSystem, member: Member) -> None:
    """The preview counts, the decision annuls, the same again finds nothing, and the figures follow."""
    items = [attention(centre=CENTRE, started=DAY + timedelta(minutes=20 * number)) for number in range(4)]
    assert system.post(items, system.token(CENTRE)).status_code == 200
    member.open("#decidir")
    part = _part(member, "Anular lo que registró una cuenta")
    part.get_by_label("Cuenta").fill(f"asesor.{CENTRE}")
    part.get_by_label("Desde").fill(f"{DAY:%Y-%m-%d}")
    part.get_by_label("Hasta").fill(f"{DAY:%Y-%m-%d}")
    part.get_by_role("button", name="Revisar").click()
    expect(part).to_contain_text("4 atenciones")
    part.get_by_role("button", name="Anularlas").click()
    expect(part.get_by_role("alert")).to_contain_text("Diga por qué")
    part.get_by_label("Por qué se decide").fill(WHY)
    part.get_by_role("button", name="Anularlas").click()
    expect(part).to_contain_text("4 atenciones anuladas")
    expect(part).to_contain_text("Un mes ya publicado por lugar y trámite las sigue contando")
    part.get_by_role("button", name="Revisar").click()
    expect(part).to_contain_text("No hay atenciones")
    expect(part.get_by_role("button", name="Anularlas")).to_have_count(0)  # nothing is there to decide
    expect(part.get_by_role("button", name="Cerrar")).to_be_focused()
    part.get_by_role("button", name="Cerrar").click()

    member.open(f"#dia?centro={CENTRE}&dia={DAY:%Y-%m-%d}")
    expect(member.page.locator("main")).to_contain_text(" 4 anuladas")
    member.open("#decisiones")
    shown = member.page.locator("details.part", has_text="Anular lo de una cuenta").first
    shown.locator("summary").click()
    expect(shown).to_contain_text(WHY)
    expect(shown).to_contain_text(member.username)


def test_a_list_with_errors_names_every_row_and_changes_nothing(member: Member) -> None:
    """Forty wrong rows are forty lines; the mended list is stored, and stored again it changes nothing."""
    member.open("#decidir")
    part = _part(member, "Conteos de años anteriores")
    head = "centro;mes;tramite;atenciones;fuente"
    wrong = "\n".join([head, *(f"no-existe-{n};2019-03;tampoco;-1;nada" for n in range(40))])
    files = part.get_by_label("La lista")
    files.set_input_files({"name": "historia.csv", "mimeType": "text/csv", "buffer": wrong.encode()})
    part.get_by_role("button", name="Revisar").click()
    expect(part.get_by_role("alert")).to_contain_text("Fila 41")
    assert part.get_by_role("alert").locator("li").count() >= 40

    right = f"{head}\n{CENTRE};2019-03;certificado-antecedentes-penales;12;https://www.gob.pe/x\n"
    for stored in ("1 fila guardada", "1 fila guardada"):
        files.set_input_files({"name": "historia.csv", "mimeType": "text/csv", "buffer": right.encode()})
        part.get_by_role("button", name="Revisar").click()
        part.get_by_label("Por qué se decide").fill("Del boletín de marzo de 2019")
        part.get_by_role("button", name="Guardar los conteos").click()
        expect(part).to_contain_text(stored)
    member.open("#explorar?desde=2019-03-01&hasta=2019-03-31&por=centre")


def test_a_month_that_is_open_is_not_corrected(member: Member) -> None:
    """The answer says why; nothing is written down as decided."""
    member.open("#decidir")
    part = _part(member, "Corregir un mes cerrado")
    before = datetime.now(LIMA).replace(day=1) - timedelta(days=1)
    part.get_by_label("Mes").fill(f"{before:%Y-%m}")
    part.get_by_role("button", name="Revisar").click()
    expect(part.get_by_role("alert")).to_contain_text("Ese mes no se puede corregir")


def test_a_month_is_checked_against_its_facts(system: LocalSystem, member: Member) -> None:
    """What the scheduler counted agrees with every attention."""
    system.run_schedule()
    member.open("#decidir")
    part = _part(member, "Revisar y contar un mes otra vez")
    part.get_by_label("Mes").fill("2019-03")
    part.get_by_role("button", name="Revisar").click()
    expect(part).to_contain_text("Todo coincide", timeout=180_000)  # 244 steps of 31 days each


def test_a_lost_phone_is_put_right_by_somebody_else(member: Member, other: Member) -> None:
    """Nobody takes off their own code; a colleague does, and the next sign-in asks for another phone."""
    member.open(f"#cuentas?buscar={member.username}")
    expect(member.page.get_by_role("row", name=re.compile(member.username))).to_contain_text(
        "con código", timeout=60_000
    )
    assert not member.page.get_by_role("button", name=f"Quitar el código de {member.username}").count()
    member.open(f"#cuentas?buscar={other.username}")
    member.page.reload()
    member.page.get_by_role("button", name=f"Quitar el código de {other.username}").click(timeout=60_000)
    member.page.get_by_label("Por qué se decide").fill("Perdió el teléfono y lo dijo en persona")
    member.page.get_by_role("button", name="Quitar el código", exact=True).click()
    expect(member.page.locator("#decision")).to_contain_text("Quedó anotado")
    other.page.get_by_role("button", name="Salir").click()
    other.enter("una frase corta de 2026")
    other.page.locator("code").wait_for()
    other.enrol()
    other.heading("Hoy, ")
