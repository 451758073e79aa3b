"""Who may use a desk: sign in, first and forgotten passwords, tokens that run out, the PIN of a shared machine."""

from pathlib import Path

from playwright.sync_api import Page, expect

from advisor import CENTRE, Advisor, Desks, with_sources
from facts import advisor_of, stored
from fault_proxy import FaultProxy
from local_system import LocalSystem, wait_until
from mac.local.people import PASSWORD, username_of

OTHER_CENTRE = "mac-express-la-esperanza"

_FORGE = """async change => {
  const {openDB} = await import("/fuentes/idb.js");
  const db = await openDB("mac-express");
  const account = await db.get("accounts", await db.get("settings", "current"));
  await db.put("accounts", {...account, ...change, tokens: {...account.tokens, ...change.tokens}});
  db.close();
}"""


_ACCOUNT = """async () => {
  const {openDB} = await import("/fuentes/idb.js");
  const db = await openDB("mac-express");
  const account = await db.get("accounts", await db.get("settings", "current"));
  db.close();
  return account;
}"""
# The PIN as the first desks stored it: the very bytes that are the key now.
_OLDER_PIN = """async digits => {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(digits), "PBKDF2", false, ["deriveBits"]);
  const slow = {name: "PBKDF2", hash: "SHA-256", salt, iterations: 310000};
  const hash = new Uint8Array(await crypto.subtle.deriveBits(slow, key, 256));
  await new Promise(done => {
    const asked = indexedDB.open("mac-express");
    asked.onsuccess = () => {
      const step = asked.result.transaction("accounts", "readwrite"), accounts = step.objectStore("accounts");
      accounts.getAll().onsuccess = ({target: {result: [account]}}) =>
        accounts.put({...account, pin: {salt, hash, failures: 0, until: 0}});
      step.oncomplete = () => { asked.result.close(); done(); };
    };
  });
}"""


def _advisor_with_first_password(system: LocalSystem, folder: Path, name: str) -> str:
    file = folder / "asesores.csv"
    file.write_text(f"usuario,centros,activo\n{name},{CENTRE},sí\n", encoding="utf-8")
    done = system.command("advisors", file)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()[-1]


def test_signing_in_says_what_is_wrong(desks: Desks, link: FaultProxy) -> None:
    """Empty, wrong, and without a link: each in words, and then it works."""
    desk = desks(signed_in=False)
    page = desk.page
    page.get_by_role("button", name="Entrar", exact=True).click()
    expect(page.locator(".problems li")).to_have_count(2)
    page.get_by_label("Usuario").fill(username_of(CENTRE))
    page.get_by_label("Contraseña").fill("no es esta")
    page.get_by_role("button", name="Entrar", exact=True).click()
    expect(page.locator(".problems")).to_contain_text("no coinciden")
    link.faults.cut = True
    page.get_by_label("Contraseña").fill("no es esta")
    page.get_by_role("button", name="Entrar", exact=True).click()
    expect(page.locator(".problems")).to_contain_text("No hay conexión")
    link.faults.cut = False
    desk.sign_in(CENTRE)


def test_the_first_password_is_changed(desks: Desks, system: LocalSystem, tmp_path: Path) -> None:
    """What the operator gave opens nothing but the question for a new one; with it the desk is open."""
    first = _advisor_with_first_password(system, tmp_path, "rosa.nueva")
    desk = desks(signed_in=False)
    page = desk.page
    page.get_by_label("Usuario").fill("rosa.nueva")
    page.get_by_label("Contraseña").fill(first)
    page.keyboard.press("Enter")
    page.get_by_label("Contraseña nueva").fill("corta")
    page.keyboard.press("Enter")
    expect(page.locator(".problems")).to_contain_text("12 letras")
    page.get_by_label("Contraseña nueva").fill("una frase corta 26")
    page.keyboard.press("Enter")
    page.get_by_label("¿Qué trámite?").wait_for()
    desk.register()
    desk.wait_until_sent()


def test_a_forgotten_password_leads_to_the_office(desks: Desks) -> None:
    """Accounts have no address: a code could reach nobody, so none is offered."""
    page = desks(signed_in=False).page
    expect(page.locator("main")).to_contain_text("Pida otra a la oficina del programa")
    expect(page.get_by_role("button")).to_have_text(["Entrar"])


def test_signing_out_keeps_what_waits(desk: Advisor, link: FaultProxy) -> None:
    """Nobody is signed in any more, and everything is still there for whoever signs in next."""
    link.faults.cut = True
    identifier = desk.register()
    desk.go("ajustes").get_by_role("button", name="Cerrar sesión", exact=True).click()
    expect(desk.page.locator("main")).to_contain_text("1 por enviar se quedan aquí")
    desk.page.get_by_role("button", name="Sí, cerrar sesión").click()
    expect(desk.page.get_by_role("button", name="Entrar", exact=True)).to_be_visible()
    assert desk.stored()["outbox"] == [identifier]
    link.faults.cut = False
    desk.sign_in(CENTRE)
    desk.wait_until_sent()


def test_a_token_that_has_run_out_is_renewed(desk: Advisor, link: FaultProxy) -> None:
    """The hour of an access token ends without anybody noticing."""
    with_sources(desk.page, _FORGE, {"expires": 0})
    desk.register()
    desk.wait_until_sent()
    with_sources(desk.page, _FORGE, {"tokens": {"access": "no.longer.good"}})
    desk.register()
    desk.wait_until_sent()
    assert link.paths.count("/session") == 3


def test_a_token_renewed_under_ones_hands_disturbs_nothing(desk: Advisor, link: FaultProxy) -> None:
    """Half of a search and half of an annulment stand as they were when the desk sends and renews meanwhile."""
    page = desk.page
    link.faults.cut = True
    halves = {"": "Antecedentes penales", f"anular={desk.register()}": "¿Seguro que la anula?"}
    for number, (place, seen) in enumerate(halves.items()):
        desk.register()
        desk.go(place)
        if place:
            page.get_by_label("Fue una prueba").check()
            page.get_by_role("button", name="Seguir").click()
        else:
            page.get_by_label("¿Qué trámite?").fill("antec")
        with_sources(page, _FORGE, {"expires": 0})
        link.faults.cut = False
        page.evaluate("dispatchEvent(new Event('online'))")
        desk.wait_until_sent()
        assert link.paths.count("/session") == 2 + number
        expect(page.locator("main")).to_contain_text(seen)
        assert place or page.get_by_label("¿Qué trámite?").input_value() == "antec"
        link.faults.cut = True


def test_when_the_refresh_token_ends_only_sending_asks_to_sign_in(desk: Advisor, system: LocalSystem) -> None:
    """Registering goes on, nothing is lost, and after the sign-in it goes."""
    with_sources(desk.page, _FORGE, {"expires": 0, "tokens": {"refresh": "ended"}})
    identifier = desk.register()
    expect(desk.page.locator(".notices")).to_contain_text("inicie sesión otra vez")
    again = desk.register()
    desk.page.locator(".notices").get_by_role("link", name="Iniciar sesión").click()
    desk.sign_in(CENTRE)
    desk.wait_until_sent()
    assert [stored(system, i) for i in (identifier, again)] == [1, 1]


def test_signed_in_stays_for_the_time_the_operator_set(desk: Advisor, link: FaultProxy) -> None:
    """29 days later without a link one registers; after 30 days one signs in first, and an open form is finished."""
    desk.offline_ready()
    link.faults.cut = True
    day = 86_400_000
    now = desk.page.evaluate("Date.now()")
    with_sources(desk.page, _FORGE, {"until": now + day})
    desk.page.reload()
    desk.register()
    desk.go_register()
    desk.page.keyboard.press("1")
    with_sources(desk.page, _FORGE, {"until": now - 1})
    desk.page.reload()
    desk.page.get_by_text("Completado", exact=True).click()
    desk.page.get_by_role("button", name="Guardar").click()
    expect(desk.page.get_by_role("button", name="Entrar", exact=True)).to_be_visible()
    assert len(desk.stored()["outbox"]) == 2


def test_a_pin_covers_the_screen(desk: Advisor) -> None:
    """It locks, also after a reload and in the other window; wrong ones wait longer; a password makes another."""
    page = desk.go("ajustes")
    expect(page.locator("main")).to_contain_text("Lo registrado no se cifra")
    page.get_by_label("PIN nuevo").fill("12")
    page.get_by_role("button", name="Poner PIN").click()
    expect(page.locator(".problems")).to_contain_text("4 a 8 cifras")
    desk.set_pin("2580")
    second = desk.open(page=desk.new_window())
    expect(second.locator("h1")).to_have_text("Puesto bloqueado")
    page.get_by_role("button", name="Bloquear ahora").click()
    page.reload()
    expect(page.locator("h1")).to_have_text("Puesto bloqueado")
    for _ in range(5):
        page.get_by_label("PIN de").fill("0000")
        page.keyboard.press("Enter")
        expect(page.locator(".problems")).to_contain_text("No es ese PIN")
        page.evaluate("document.querySelector('.problems').remove()")
    page.get_by_label("PIN de").fill("2580")
    page.keyboard.press("Enter")
    expect(page.locator(".problems")).to_contain_text("Espere")
    expect(page.get_by_role("button", name="Cerrar sesión")).to_have_count(0)
    _enter_with_password(page, CENTRE, "1379")


def _enter_with_password(page: Page, centre: str, pin: str) -> None:
    """From the cover: sign in and choose a PIN, as whoever had one before or shares the machine must."""
    page.get_by_role("button", name="Entrar con contraseña").click()
    page.get_by_label("Usuario").fill(username_of(centre))
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Ponga su PIN")
    page.get_by_label("PIN nuevo").fill(pin)
    page.keyboard.press("Enter")
    page.get_by_label("¿Qué trámite?").wait_for()


def test_two_people_share_a_tablet_without_a_link(desk: Advisor, link: FaultProxy, system: LocalSystem) -> None:
    """Each opens the desk with their own PIN; a half form waits for its author; each one's goes as theirs."""
    page = desk.set_pin("2580")
    desk.go_register()
    page.keyboard.press("1")
    page.get_by_text("Pendiente", exact=True).click()
    desk.go("ajustes").get_by_role("button", name="Bloquear ahora").click()
    _enter_with_password(page, OTHER_CENTRE, "1379")
    desk.offline_ready()
    link.faults.cut = True
    theirs = desk.register()
    desk.go("ajustes").get_by_role("button", name="Bloquear ahora").click()
    page.reload()
    page.get_by_role("button", name=username_of(CENTRE), exact=True).click()
    page.get_by_label(f"PIN de {username_of(CENTRE)}").fill("2580")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Pendiente")).to_be_checked()
    page.get_by_role("button", name="Guardar").click()
    expect(page.locator("h1")).to_have_text("Registrada")
    mine = str(page.evaluate("location.hash.split('=')[1]"))
    # After the reload only one PIN was entered: the other person's wait for theirs, and it says so.
    expect(page.locator(".notices")).to_contain_text("1 de otra persona")
    link.faults.cut = False
    desk.send_now()
    wait_until(lambda: stored(system, mine) == 1)
    wait_until(lambda: desk.stored()["outbox"] == [theirs])
    desk.go("ajustes").get_by_role("button", name="Bloquear ahora").click()
    page.get_by_role("button", name=username_of(OTHER_CENTRE), exact=True).click()
    page.get_by_label(f"PIN de {username_of(OTHER_CENTRE)}").fill("1379")
    page.keyboard.press("Enter")
    desk.wait_until_sent()
    assert advisor_of(system, mine) != advisor_of(system, theirs)


def test_a_pin_of_an_older_desk_still_opens_it_and_now_seals_the_tokens(desk: Advisor) -> None:
    """The machine's one PIN becomes that of whoever was signed in; no token lies open any more."""
    desk.page.evaluate(_OLDER_PIN, "2580")
    desk.page.reload()
    expect(desk.page.locator("h1")).to_have_text("Puesto bloqueado")
    desk.page.get_by_label("PIN de").fill("2580")
    desk.page.keyboard.press("Enter")
    desk.page.get_by_label("¿Qué trámite?").wait_for()
    account = with_sources(desk.page, _ACCOUNT)
    assert "tokens" not in account
    assert set(account["pin"]) == {"salt", "rounds", "failures", "until"}
