"""The office's page as its people use it: first sign-in, the morning, exploring, and whom it keeps out."""

import csv
import io
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from building import attention
from local_system import LocalSystem
from mac.local.people import username_of
from macexpress.platform.lima import LIMA
from office_member import OWN_PASSWORD, Member, create_member

# Nobody else registers here: drills, whose accounts are deleted, begin with the first centres.
CENTRE, NAME, DEPARTMENT = "mac-express-tarapoto", "MAC Express Tarapoto", "22"
_AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
_VIOLATIONS = """async () => (await axe.run(document, {runOnly: {type: "tag", values:
    ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}})).violations.map(
    ({id, nodes}) => `${id}: ${nodes[0].html}`)"""
YESTERDAY = (datetime.now(LIMA) - timedelta(days=1)).replace(hour=10, minute=0, second=0, microsecond=0)
ATTENDED = 3
REPORT = f"#informe?mes={YESTERDAY:%Y-%m}"
_PARSED = r"""html => new DOMParser().parseFromString(html.replace(/<style>.*?<\/style>/s, ""), "text/html")
    .body.innerHTML"""
REFUSED = attention(centre=CENTRE, started=YESTERDAY, ended_at=(YESTERDAY - timedelta(minutes=1)).isoformat())


@pytest.fixture(scope="module", autouse=True)
def attended(system: LocalSystem) -> None:
    """Register some attentions of yesterday at one centre, one by an account that is no more; one is refused."""
    items = [attention(centre=CENTRE, started=YESTERDAY + timedelta(minutes=20 * number)) for number in range(ATTENDED)]
    verdicts = system.post([*items[1:], REFUSED], system.token(CENTRE)).json()["verdicts"]
    assert [verdict["verdict"] for verdict in verdicts] == ["registered"] * (ATTENDED - 1) + ["rejected"]
    assert system.post(items[:1], _token_of_who_left(system)).json()["verdicts"][0]["verdict"] == "registered"
    system.run_schedule()


def _token_of_who_left(system: LocalSystem) -> str:
    """Return a token of an account of the centre that is deleted at once: tokens hold until they end."""
    running = system.running()
    cognito, of = running.cognito(), {"UserPoolId": running.pool_id, "Username": "ya.no.esta"}
    create_member(system, of["Username"], f"centre:{CENTRE}")
    cognito.admin_set_user_password(**of, Password=OWN_PASSWORD, Permanent=True)
    asked = {"USERNAME": of["Username"], "PASSWORD": OWN_PASSWORD}
    flow = {"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": asked}
    token: str = cognito.initiate_auth(ClientId=running.client_id, **flow)["AuthenticationResult"]["AccessToken"]
    cognito.admin_delete_user(**of)
    return token


def test_the_first_sign_in_ends_with_a_code_that_is_asked_from_then_on(system: LocalSystem, browser: Browser) -> None:
    """A wrong code is explained, the right one opens; the next sign-in asks for it; leaving ends it."""
    temporary = create_member(system, "juana.rojas")
    context = browser.new_context(locale="es-PE")
    member = Member(context, system.address, "juana.rojas")
    member.open("#explorar")
    member.enter(temporary)
    member.choose_password("corta")
    expect(member.page.get_by_role("alert")).to_contain_text("12 letras")
    member.choose_password()
    member.page.locator("code").wait_for()
    member.write_code("000000")
    expect(member.page.get_by_role("alert")).to_contain_text("Ese código no es")
    member.enrol()
    member.heading("Explorar")  # the place that was asked for

    member.page.get_by_role("button", name="Salir").click()
    member.enter(OWN_PASSWORD)
    member.write_code("000000")
    expect(member.page.get_by_role("alert")).to_contain_text("Ese código no es")
    member.write_code()
    member.heading("Explorar")
    assert not context.storage_state()["origins"]  # nothing outlives the tab
    context.close()


def test_an_advisor_finds_nothing_here(system: LocalSystem, browser: Browser) -> None:
    """The account of a desk reads whom the page is for, and sees no figure."""
    temporary = create_member(system, "un.asesor", f"centre:{CENTRE}")
    context = browser.new_context(locale="es-PE")
    advisor = Member(context, system.address, "un.asesor")
    advisor.open()
    advisor.enter(temporary)
    advisor.choose_password()
    expect(advisor.page.get_by_role("alert")).to_contain_text("Solo para el personal de la oficina")
    context.close()


def test_the_morning_leads_to_the_rows_behind_it(member: Member) -> None:
    """From yesterday's sum to the centre, to its day, to each attention, to annulling what an account registered."""
    member.open()
    member.heading("Hoy, ")
    yesterday = member.page.get_by_role("heading", name="Ayer").locator("..")
    assert int(yesterday.locator("a").inner_text().replace(",", "")) >= ATTENDED
    yesterday.locator("a").click()
    member.heading("Explorar")
    member.page.get_by_role("link", name=NAME, exact=True).click()
    member.page.locator(f"a[href*='#dia?centro={CENTRE}']").click()
    member.heading(NAME)
    rows = member.page.get_by_role("table", name="Atenciones").locator("tbody tr")
    assert rows.count() >= ATTENDED
    expect(rows.filter(has_text="cuenta borrada (")).to_have_count(1)
    account = username_of(CENTRE)
    rows.get_by_role("link", name=account).first.click()
    member.heading("Decidir")
    part = member.page.locator("details.part[open]")
    day = f"{YESTERDAY:%Y-%m-%d}"
    assert [part.get_by_label(name).input_value() for name in ("Cuenta", "Desde", "Hasta")] == [account, day, day]
    part.get_by_role("button", name="Revisar").click()
    expect(part).to_contain_text(f"{ATTENDED - 1} atenciones de {account}")


def test_who_leaves_the_morning_asks_for_no_more_accounts(member: Member) -> None:
    """Unused accounts are counted over a dozen pages: only the one under way is asked for once nobody looks."""
    member.open()
    member.heading("Hoy, ")
    member.page.get_by_text(re.compile("^[0-9]+ cuentas? que nadie usó|^Todas las cuentas")).wait_for()
    page, list_of_accounts, held = member.page, re.compile("/office/accounts"), list[Route]()

    def hold(route: Route) -> None:
        held.append(route)

    page.route(list_of_accounts, hold)
    with page.expect_request(list_of_accounts):
        page.reload()
    member.heading("Hoy, ")
    page.get_by_role("link", name="Lo decidido").click()
    member.heading("Lo decidido")
    (first,) = held
    with page.expect_response(list_of_accounts):
        first.continue_()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)  # the rest would be asked for at once
    assert held == [first]


def test_what_was_refused_waits_until_it_is_settled(system: LocalSystem, member: Member) -> None:
    """The first screen counts it and leads to centre, reason and account; it goes when the item is registered."""
    member.open()
    member.page.get_by_role("link", name=re.compile("que el sistema no aceptó, en")).click()
    member.heading("Lo que el sistema no aceptó")
    row = member.page.get_by_role("table").locator("tbody tr", has_text=NAME)
    expect(row).to_contain_text("El fin es anterior al inicio.")
    expect(row).to_contain_text(username_of(CENTRE))
    good = REFUSED | {"ended_at": (YESTERDAY + timedelta(minutes=1)).isoformat()}
    assert system.post([good], system.token(CENTRE)).json()["verdicts"][0]["verdict"] == "registered"
    member.page.reload()
    member.page.get_by_text(re.compile("^Nada por revisar|que el sistema no aceptó, en")).wait_for()
    assert row.count() == 0
    system.run_schedule()  # or it counts between two answers that the next tests compare


def test_a_view_can_be_sent_and_is_the_file_that_is_downloaded(member: Member) -> None:
    """The address carries the view; chart, table, CSV and workbook say the same."""
    day = f"{YESTERDAY:%Y-%m-%d}"
    member.open(f"#explorar?desde={day}&hasta={day}&por=centre&departamento={DEPARTMENT}")
    row = member.page.locator("tbody tr", has=member.page.get_by_role("link", name=NAME, exact=True))
    shown = int(row.locator("td").first.inner_text())
    assert not member.page.locator("figure svg").count()  # below what is seen
    member.page.locator("figure").scroll_into_view_if_needed()
    member.page.get_by_role("img", name=re.compile("Atenciones por centro")).wait_for()
    with member.page.expect_download() as downloading:
        member.page.get_by_role("button", name="Descargar CSV").click()
    text = downloading.value.path().read_text(encoding="utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text), delimiter=";" if ";" in text.split("\n", 1)[0] else ","))
    assert [line for line in lines if NAME in line.values() and str(shown) in line.values()]
    with member.page.expect_download() as downloading:
        member.page.get_by_role("button", name="Descargar Excel").click()
    assert downloading.value.path().read_bytes()[:2] == b"PK"
    assert downloading.value.suggested_filename.endswith(".xlsx")


def test_the_months_report_is_seen_printed_and_kept(system: LocalSystem, member: Member) -> None:
    """The screen shows what the API answers, on paper it stands alone, and the workbook comes with its name."""
    member.open(REPORT)
    report = member.page.locator("article.report")
    report.get_by_role("heading", level=1, name="MAC Express, ").wait_for()
    month = REPORT.rpartition("=")[2]
    token = system.office_token()
    answer = system.get(f"/api/v1/office/report?month={month}", Authorization=f"Bearer {token}").text
    assert report.evaluate("e => e.shadowRoot.innerHTML") == member.page.evaluate(_PARSED, answer)
    assert "NO CUADRA" not in answer
    member.page.emulate_media(media="print")
    for hidden in (member.page.locator("#banda"), member.page.locator("main h1").first, member.page.locator("form")):
        expect(hidden).to_be_hidden()
    expect(report.get_by_role("heading", name="Comprobaciones")).to_be_visible()
    assert len(re.findall(rb"/Type /Page\b", member.page.pdf(prefer_css_page_size=True))) > 2
    member.page.emulate_media(media="screen")
    with member.page.expect_download() as downloading:
        member.page.get_by_role("button", name="Descargar Excel").click()
    assert downloading.value.path().read_bytes()[:2] == b"PK"
    assert downloading.value.suggested_filename == f"mac-express-{month}.xlsx"
    member.page.get_by_label("Mes").fill("2018-01")
    member.page.get_by_role("button", name="Ver").click()
    expect(member.page.get_by_role("alert")).to_contain_text("La primera atención es de")
    expect(member.page.get_by_label("Mes")).to_have_value("2018-01")


def test_two_spans_stand_side_by_side(member: Member) -> None:
    """A span is compared with the one before it, row by row."""
    day = f"{YESTERDAY:%Y-%m-%d}"
    member.open(f"#explorar?desde={day}&hasta={day}&por=centre&con=before")
    expect(member.page.get_by_role("columnheader", name="Con qué se compara")).to_be_visible()
    expect(member.page.locator("main")).to_contain_text("Se compara con")
    member.open(f"#explorar?desde={day}&hasta={day}&por=day&con=year")
    member.page.get_by_role("table", name=re.compile("Atenciones por día")).wait_for()
    expect(member.page.get_by_role("columnheader", name="Con qué se compara")).to_be_visible()


def test_what_cannot_be_asked_says_why(member: Member) -> None:
    """A span that ends before it begins, and hours by procedure, are explained; the form stays."""
    member.open("#explorar?desde=2026-11-20&hasta=2026-11-01&por=centre")
    expect(member.page.get_by_role("alert")).to_contain_text("El tramo no se entiende")
    member.open("#explorar?desde=2026-11-01&hasta=2026-11-20&por=hour&resultado=completed")
    expect(member.page.get_by_role("alert")).to_be_visible()
    expect(member.page.get_by_label("Ver por")).to_be_visible()


@pytest.mark.parametrize("width", [768, 1280])
@pytest.mark.parametrize("place", ["#hoy", "#explorar", REPORT, "#cuentas", "#decidir", "#decisiones", "#rechazados"])
def test_no_screen_breaks_a_rule_of_access_or_of_the_policy(member: Member, place: str, width: int) -> None:
    """Axe finds nothing, the page does not scroll sideways, and the browser reported no error."""
    member.page.set_viewport_size({"width": width, "height": 900})
    member.reported.clear()
    member.open(place)
    member.page.locator("h1").first.wait_for()  # a report has one of its own
    member.page.wait_for_load_state("networkidle")
    member.page.evaluate(_AXE.read_text(encoding="utf-8"))
    assert member.page.evaluate(_VIOLATIONS) == []
    assert member.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert member.reported == []
    member.page.set_viewport_size({"width": 1280, "height": 900})


def test_the_first_load_is_light_and_charts_come_when_one_is_seen(system: LocalSystem, browser: Browser) -> None:
    """At most 40 KB before anything is looked at; the charts' library only where a chart is."""
    context = browser.new_context(locale="es-PE")
    visitor = Member(context, system.address, "nadie")
    visitor.open()
    visitor.heading("Oficina: iniciar sesión")
    visitor.page.wait_for_load_state("networkidle")
    assert 0 < sum(size for _, size in visitor.asked) <= 40_000
    assert not [path for path, _ in visitor.asked if "charts" in path]
    context.close()


def test_a_session_that_ended_asks_again_and_returns(system: LocalSystem, member: Member) -> None:
    """Whoever is signed out finds the way back to the same view."""
    member.open("#explorar?por=entity")
    member.heading("Explorar")
    member.end_session(system)
    member.page.get_by_role("link", name="Hoy").click()
    expect(member.page.get_by_role("status")).to_contain_text("Su sesión terminó")
    member.enter(OWN_PASSWORD)
    member.write_code()
    member.heading("Hoy, ")
