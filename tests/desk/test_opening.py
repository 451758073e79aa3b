"""How the desk opens: its page works by itself; catalogue and module come late, half, of another release, or never."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from advisor import CENTRE, Advisor, Desks
from browsing import PATIENCE
from fault_proxy import FaultProxy
from mac.local.people import PASSWORD, username_of

MODULE = "**/asesor/main.js?*"
CATALOGUE = "**/asesor/catalogue.json?*"
_HOLD = """() => new Promise((done) => {
    indexedDB.open("mac-express").onsuccess = ({target}) => done(Boolean(window.held = target.result));
})"""
_IS_HERE = "() => document.getElementById('llegada') === null"
_DAMAGE = """async damage => {
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const {url} of await cache.keys()) {
            if (!url.includes("/main.js?")) continue;
            if (damage === "gone") await cache.delete(url);
            else await cache.put(url, new Response("half of"));
        }
    }
}"""


@pytest.fixture
def page(browser: Browser, link: FaultProxy) -> Iterator[Page]:
    """Give a window of a browser that has nothing stored."""
    del link
    context = browser.new_context(locale="es-PE")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()


@contextmanager
def _held_back(context: BrowserContext, address: str) -> Iterator[None]:
    """Let nothing come from an address until the block ends."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    context.route(address, hold)
    yield
    for route in held:
        route.continue_()
    context.unroute(address)


def _at_first(context: BrowserContext, address: str, answer: Callable[[Route], object]) -> None:
    """Answer the first request for an address in another way."""
    context.route(address, answer, times=1)


def _open(page: Page, link: FaultProxy) -> None:
    page.goto(f"{link.address}/asesor/", wait_until="commit")
    page.get_by_label("Contraseña").wait_for()


@pytest.mark.parametrize("late", [MODULE, CATALOGUE])
def test_who_writes_while_the_desk_is_coming_loses_nothing(page: Page, link: FaultProxy, late: str) -> None:
    """Neither a letter, nor where the next one goes."""
    with _held_back(page.context, late):
        _open(page, link)
        expect(page.get_by_role("status")).to_contain_text("Puede escribir mientras tanto")
        page.keyboard.type(username_of(CENTRE))
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD[:3])
    page.wait_for_function(_IS_HERE)
    page.keyboard.type(PASSWORD[3:])
    expect(page.get_by_label("Usuario")).to_have_value(username_of(CENTRE))
    page.keyboard.press("Enter")
    page.get_by_label("¿Qué trámite?").wait_for()


_FIELDS = """() => [...document.querySelectorAll("main input")].map(
    field => [...field.attributes].map(({name, value}) => `${name}=${value}`).sort().join())"""


def test_the_pages_form_is_the_desks_own(page: Page, link: FaultProxy, desks: Desks) -> None:
    """Field by field: a browser fills in the same name and password, whichever of the two it meets."""
    with _held_back(page.context, MODULE):
        _open(page, link)
        before = page.evaluate(_FIELDS)
    desk = desks()
    desk.sign_out()
    assert desk.page.evaluate(_FIELDS) == before


def test_who_signs_in_before_the_desk_is_here_enters_when_it_is(page: Page, link: FaultProxy) -> None:
    """The button says that it waits."""
    with _held_back(page.context, MODULE):
        _open(page, link)
        page.get_by_label("Usuario").fill(username_of(CENTRE))
        page.get_by_label("Contraseña").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("button")).to_have_text("Un momento…")
        expect(page.get_by_role("status")).to_contain_text("Entra solo")
    page.get_by_label("¿Qué trámite?").wait_for()


@pytest.mark.parametrize("part", [MODULE, CATALOGUE])
@pytest.mark.parametrize(
    "fault",
    [
        lambda route: route.abort(),
        lambda route: route.fulfill(body="export const half", content_type="text/javascript"),
        lambda route: route.fulfill(status=503, body=""),
    ],
    ids=["cut", "half", "busy"],
)
def test_what_did_not_come_comes_by_itself(
    page: Page, link: FaultProxy, part: str, fault: Callable[[Route], None]
) -> None:
    """The page says so, what was typed stays, and after some seconds the file is asked for again."""
    _at_first(page.context, part, fault)
    _open(page, link)
    page.get_by_label("Usuario").fill("rosa")
    expect(page.get_by_role("status")).to_contain_text("no llegó completo")
    page.wait_for_function(_IS_HERE)
    expect(page.get_by_label("Usuario")).to_have_value("rosa")


def test_a_desk_that_did_not_come_at_all_comes_at_the_next_visit(page: Page, link: FaultProxy) -> None:
    """The link is cut after the page: words, a button, and nothing that stays broken."""
    page.context.route(MODULE, lambda route: route.abort())
    _open(page, link)
    page.get_by_label("Usuario").fill("rosa")
    page.get_by_role("button", name="Intentar ahora").click()
    expect(page.get_by_role("button", name="Intentar ahora")).to_be_visible()
    page.context.unroute(MODULE)
    page.goto(f"{link.address}/asesor/")
    page.wait_for_function(_IS_HERE)


@pytest.mark.parametrize("written", [True, False])
def test_a_release_between_page_and_module_never_mixes_them(page: Page, link: FaultProxy, *, written: bool) -> None:
    """The newer module does not run with the older page; the newer page is taken at once, or when a person says so."""
    newer = b"\nself.newer = true; // "
    with _held_back(page.context, MODULE):
        _open(page, link)
        if written:
            page.get_by_label("Usuario").fill("rosa")
        page.evaluate("window.older = true")
        (asked,) = page.evaluate("[document.body.dataset.module]")
        link.faults.added = {asked: newer}
        page.route("**/asesor/", lambda route: route.fulfill(response=route.fetch(), body=_page_of_a_release(route)))
    if written:
        expect(page.get_by_role("status")).to_contain_text("versión nueva")
        assert page.evaluate("[window.older, window.newer]") == [True, None]
        page.get_by_role("button", name="Empezar otra vez").click()
    page.wait_for_function("() => window.older === undefined")
    assert page.evaluate("window.newer") is None


def _page_of_a_release(route: Route) -> str:
    """Return the page as if its module had another hash."""
    text = route.fetch().text()
    return text.replace('data-module="/asesor/main.js?', 'data-module="/asesor/main.js?0')


@pytest.mark.parametrize("damage", ["gone", "damaged"])
def test_a_module_that_the_browser_lost_comes_back(desks: Desks, link: FaultProxy, damage: str) -> None:
    """Without a link the page says so and offers a way on; with one the desk opens, and later also without one."""
    desk = desks(signed_in=False)
    desk.offline_ready()
    desk.page.evaluate(_DAMAGE, damage)
    # The browser's own store has what was loaded in the last minutes.
    desk.context.new_cdp_session(desk.page).send("Network.clearBrowserCache")
    link.faults.cut = True
    desk.page.goto(f"{desk.address}/asesor/")
    expect(desk.page.get_by_role("status")).to_contain_text("no llegó completo")
    link.faults.cut = False
    desk.page.get_by_role("button", name="Intentar ahora").click()
    desk.page.wait_for_function(_IS_HERE)
    desk.open()
    desk.offline_ready()
    _wait_until_whole(desk)
    link.faults.cut = True
    desk.open()


def _wait_until_whole(desk: Advisor) -> None:
    """Wait until the worker has what the browser lost."""
    whole = """async () => {
        const all = await Promise.all((await caches.keys()).map(async name => (await caches.open(name)).keys()));
        return all.flat().some(({url}) => url.includes("/main.js?"));
    }"""
    while not desk.page.evaluate(whole):
        desk.page.wait_for_timeout(100)


def test_a_browser_without_modules_says_so(page: Page, link: FaultProxy) -> None:
    """The page is written for browsers of 2016, and tells them what to do."""
    page.add_init_script("delete HTMLScriptElement.prototype.noModule")
    page.goto(f"{link.address}/asesor/")
    expect(page.get_by_role("status")).to_contain_text("muy antiguo")
    expect(page.get_by_label("Contraseña")).to_be_hidden()


def test_a_browser_that_cannot_read_the_module_says_so(page: Page, link: FaultProxy) -> None:
    """One with modules, and without what this one is written in."""
    strange = "window.dispatchEvent(new ErrorEvent('error', {filename: location.origin + '/asesor/main.js?1'}))"
    with _held_back(page.context, MODULE):
        _open(page, link)
        page.evaluate(strange)
        expect(page.get_by_role("status")).to_contain_text("muy antiguo")


def test_a_desk_that_waits_for_another_window_says_so(page: Page, link: FaultProxy) -> None:
    """Where what is stored is being deleted and a window holds it, no event comes; when that closes, the desk opens."""
    holder = page.context.new_page()
    holder.goto(f"{link.address}/ayuda/")
    holder.evaluate(_HOLD)
    holder.evaluate("() => void indexedDB.deleteDatabase('mac-express')")
    page.goto(f"{link.address}/asesor/", wait_until="commit")
    expect(page.locator("main")).to_contain_text("El puesto tarda en abrir")
    expect(page.get_by_role("button", name="Recargar")).to_be_visible()
    page.get_by_label("Usuario").fill(username_of(CENTRE))
    holder.close()
    page.wait_for_function(_IS_HERE)
    expect(page.get_by_label("Usuario")).to_have_value(username_of(CENTRE))
    expect(page.locator("main")).not_to_contain_text("tarda en abrir")
