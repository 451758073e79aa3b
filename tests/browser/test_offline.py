"""Everything works without a link after one visit: the pack, its updates, what may go wrong, a file on a stick."""

import json
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from built_page import offline_pages
from chromium import launch_options
from portal.build import publish
from portal.catalogue.reading import Catalogue
from portal_server import served
from pseudo_language import CODE, written
from stored_pack import CURRENT, HELD, filled, requests_of, stop_worker, until, update

PENALES = "certificado-antecedentes-penales"


def _updated(page: Page) -> None:
    """Ask until the complete pack is stored: an update that the page itself started may be running."""
    for _ in range(100):
        if update(page).get("version"):
            return
        page.wait_for_timeout(100)
    pytest.fail("never up to date")


def test_after_one_visit_every_page_is_there_without_a_link(context: BrowserContext, copied: Path) -> None:
    """Offline each page is as it was built, to the byte, except the line with its date and that there is no link."""
    page = context.new_page()
    with served(copied) as address:
        filled(page, address)
    # The server is stopped: nothing can come from it.
    page.goto(f"{address}/tramites/{PENALES}/")
    expect(page.locator("#state")).to_have_text(re.compile(r"Contenido del \d+ de [a-z]+ de 20\d\d; sin conexión."))
    expected = offline_pages(copied)
    answers = page.evaluate(
        """async paths => {
            const answers = {};
            for (const path of paths) {
                const frame = document.createElement("iframe");
                const answer = new Promise(done => { frame.onload = done });
                frame.src = path;
                frame.sandbox = "allow-same-origin";
                document.body.append(frame);
                await answer;
                answers[path] = frame.contentDocument.querySelector("main").innerHTML;
                frame.remove();
            }
            return answers;
        }""",
        # That page was stored as the network sent it, with a policy against frames.
        [path for path in expected if path != "/estadisticas/"],
    )
    wrong = [path for path, main in answers.items() if main != _main(page, expected[path])]
    assert wrong == []
    assert len(answers) > 340


def _main(page: Page, html: str) -> str:
    return str(
        page.evaluate(
            "html => new DOMParser().parseFromString(html, 'text/html').querySelector('main').innerHTML", html
        )
    )


def test_the_pack_is_there_after_the_browser_was_closed(browser: Browser, copied: Path, tmp_path: Path) -> None:
    """A browser that starts again without a link, weeks later, still opens a page that it never visited."""
    kind, profile = browser.browser_type, str(tmp_path / "profile")
    with served(copied) as address:
        first = kind.launch_persistent_context(profile, **launch_options())
        filled(first.pages[0], address)
        first.close()
    again = kind.launch_persistent_context(profile, **launch_options())
    page = again.pages[0]
    page.clock.install(time="2027-01-20T10:00:00")
    page.goto(f"{address}/cerca/1703/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tahuamanu")
    page.reload()
    expect(page.locator("#state")).to_contain_text("sin conexión")
    again.close()


def test_an_interrupted_load_continues_later(context: BrowserContext, copied: Path) -> None:
    """A part that was loaded before the interruption is not loaded again, and its pages can be read until then."""
    page = context.new_page()
    common, country = [hash_ for _, hash_, _ends in json.loads((copied / "pack" / "latest.json").read_text())["parts"]]
    lost = copied / "pack" / f"{country}.txt"
    content = lost.read_bytes()
    lost.unlink()
    with served(copied) as address:
        page.goto(address)
        page.wait_for_function("() => navigator.serviceWorker.controller")
        until(page, "async () => !!await caches.match('/pack/current')")
        assert page.evaluate(HELD) == ""
        page.goto(f"{address}/tramites/")
        expect(page.locator("#state")).to_be_visible()
        lost.write_bytes(content)
        asked = requests_of(context)
        _updated(page)
        assert f"{address}/pack/{country}.txt" in asked
        assert f"{address}/pack/{common}.txt" not in asked


def test_a_departments_pages_are_there_before_the_countrys(context: BrowserContext, copied: Path) -> None:
    """Who reads of one department holds its pages without a link before the country's part has come."""
    _common, country = [hash_ for _, hash_, _ends in json.loads((copied / "pack" / "latest.json").read_text())["parts"]]
    (copied / "pack" / f"{country}.txt").unlink()
    page = context.new_page()
    with served(copied) as address:
        page.goto(f"{address}/cerca/1601/")
        page.wait_for_function("() => navigator.serviceWorker.controller")
        until(page, f"async () => ({CURRENT})?.parts.some(([name]) => name === '16')")
        until(page, "async () => (await (await caches.open('pack')).keys()).length >= 3")
    # The server is stopped.
    for path, words in (("/cerca/16/", "MAC Express en Loreto"), ("/centros/mac-express-tambo-pantoja/", "Pantoja")):
        page.goto(address + path)
        expect(page.locator("h1")).to_contain_text(words)


def test_a_damaged_part_is_loaded_again(context: BrowserContext, copied: Path) -> None:
    """Stored parts are checked too: a part that does not match its hash is refused and replaced."""
    page = context.new_page()
    with served(copied) as address:
        version = filled(page, address)
        page.evaluate(
            """async () => { const cache = await caches.open("pack"); for (const key of await cache.keys())
                if (key.url.endsWith(".txt")) await cache.put(key, new Response("frame\x1ffalso")) }"""
        )
        stop_worker(page)
        page.goto(f"{address}/ayuda/")
        assert "falso" not in page.content()
        assert update(page)["version"] == version
        page.goto(f"{address}/ayuda/")
        expect(page.locator("#state")).to_be_visible()


def test_nothing_is_loaded_under_save_data(context: BrowserContext, copied: Path) -> None:
    """Under Save-Data a visit does not load the pack; the person can still ask for it."""
    context.add_init_script("Object.defineProperty(navigator, 'connection', {value: {saveData: true}})")
    page = context.new_page()
    with served(copied) as address:
        page.goto(f"{address}/sin-conexion/")
        page.wait_for_function("() => navigator.serviceWorker.controller")
        page.wait_for_timeout(4000)
        assert page.evaluate(HELD) == ""
        expect(page.locator("#held")).to_contain_text("aún no está guardado")
        page.get_by_role("button", name="Guardar ahora").click()
        expect(page.locator("#held")).to_contain_text("está guardado en este equipo")


def test_a_machine_without_a_link_takes_the_pack_from_a_stick(
    context: BrowserContext, copied: Path, tmp_path: Path
) -> None:
    """The file gives every page; a damaged or foreign one changes nothing, and the page says what to do."""
    stick = Path(shutil.copy(copied / "pack" / "mac-express.pack", tmp_path / "mac-express.pack"))
    content = stick.read_bytes()
    for part in copied.glob("pack/*.txt"):
        part.unlink()
    page = context.new_page()
    with served(copied) as address:
        page.goto(f"{address}/sin-conexion/")
        page.wait_for_function("() => navigator.serviceWorker.controller")
        damaged, another = content.replace(b"S/", b"S?"), content.replace(b"mac-express", b"otro", 1)
        for bad in (damaged, content[:100_000], b"{}", another):
            stick.write_bytes(bad)
            page.get_by_label("Archivo del portal").set_input_files(stick)
            expect(page.locator("#held")).to_contain_text("dañado o no es del portal")
            page.get_by_label("Archivo del portal").set_input_files([])
            assert page.evaluate(HELD) == ""
            page.evaluate("document.getElementById('held').textContent = ''")
        stick.write_bytes(content)
        page.get_by_label("Archivo del portal").set_input_files(stick)
        expect(page.locator("#held")).to_contain_text("está guardado en este equipo")
    page.goto(f"{address}/cerca/1703/")
    expect(page.locator("#state")).to_contain_text("sin conexión")


def test_a_page_that_is_not_stored_is_reported(context: BrowserContext, copied: Path) -> None:
    """Without a link an unknown address leads to the page about this device, not to the browser's error message."""
    page = context.new_page()
    with served(copied) as address:
        filled(page, address)
    for path in ("/no-existe/", "/estadisticas/centros/", "/manual/"):
        page.goto(f"{address}{path}")
        expect(page.get_by_role("heading", level=1)).to_have_text("Usar sin conexión")
    page.goto(f"{address}/tramites")
    assert page.url == f"{address}/tramites/"


def test_a_receipt_asked_for_without_a_link_says_so_and_can_be_asked_for_again(
    context: BrowserContext, copied: Path
) -> None:
    """The page is in the pack: a kiosk's QR leads to it, with the code already written."""
    page = context.new_page()
    with served(copied) as address:
        filled(page, address)
    page.goto(f"{address}/constancia/#028A74SA72HR3")
    expect(page.get_by_role("heading", level=1)).to_have_text("Consulte su constancia")
    expect(page.get_by_role("status")).to_contain_text("Pruebe otra vez cuando tenga conexión")
    expect(page.get_by_label("Código")).to_have_value("028A74SA72HR3")


def test_a_damaged_note_of_the_version_heals(context: BrowserContext, copied: Path) -> None:
    """A truncated `/pack/current` is no error: pages come from the network, and the next update heals it."""
    page = context.new_page()
    with served(copied) as address:
        version = filled(page, address)
        page.evaluate(
            """async () => { const cache = await caches.open("pack");
                await cache.put("/pack/current", new Response('{"portal":"mac-')) }"""
        )
        stop_worker(page)
        page.goto(f"{address}/ayuda/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Ayuda")
        _updated(page)
        assert page.evaluate(HELD) == version


def test_places_are_found_without_a_link(context: BrowserContext, portal: Path) -> None:
    """The names of the country are in the pack: a town that no visit asked for leads to its district's answer."""
    page = context.new_page()
    with served(portal) as address:
        filled(page, address)
    page.goto(f"{address}/tramites/?q=puerto+maldonado")
    page.locator("#hits").get_by_role("link", name="Puerto Maldonado").click()
    page.wait_for_url("**/cerca/1701/#d170101")
    expect(page.locator("#state")).to_contain_text("sin conexión")


def test_each_language_has_its_own_pack(context: BrowserContext, tmp_path: Path, catalogue: Catalogue) -> None:
    """After a visit in each language both work without a link, each with its own texts; neither removes the other."""
    publish(catalogue, tmp_path / "portal", written(tmp_path))
    page = context.new_page()
    with served(tmp_path / "portal") as address:
        spanish = filled(page, address)
        page.goto(f"{address}/{CODE}/")
        other = until(page, HELD.replace("'pack'", f"'pack/{CODE}'").replace("/pack/", f"/{CODE}/pack/"))
        assert other != spanish
        assert page.evaluate(HELD) == spanish
    page.goto(f"{address}/{CODE}/tramites/{PENALES}/")
    expect(page.locator("#state")).to_have_text(
        re.compile(r"⟦Contenido del \d+ de ⟦[a-z]+⟧ de 20\d\d⟦; sin conexión⟧\.⟧")
    )
    expect(page.get_by_role("heading", level=1)).to_have_text("Sacar antecedentes penales")
    page.get_by_role("button", name="⟦Escuchar⟧").click()
    expect(page.locator("#taken")).to_contain_text("⟦")
    page.goto(f"{address}/{CODE}/no-existe/")
    expect(page.get_by_role("heading", level=1)).to_have_text("⟦Usar sin conexión⟧")
    expect(page.locator("#held")).to_contain_text("⟦El portal está guardado en este equipo.")
    page.goto(f"{address}/tramites/{PENALES}/")
    expect(page.locator("#state")).to_have_text(re.compile(r"Contenido del \d+ de [a-z]+ de 20\d\d; sin conexión\."))
