"""A desk with many waiting attentions, and how long each action takes until the screen shows it."""

from playwright.sync_api import Page

from advisor import CENTRE, with_sources

_FILL = """async ([count, centre]) => {
  const {openDB} = await import("/fuentes/idb.js"), {takeIn} = await import("/fuentes/desk/core/items.js");
  const {attentionFrom} = await import("/fuentes/desk/core/new_items.js");
  const {ulid} = await import("/fuentes/scripts/identifiers.js");
  const procedures = ["copia-certificada-acta-nacimiento", "duplicado-dni-azul"];
  const now = Date.now(), own = () => ulid(now, count => crypto.getRandomValues(new Uint8Array(count)));
  const drafts = Array.from({length: count}, (_, i) => ({ulid: own(), visit: own(), started: now - 1000,
    procedure: procedures[i % 2], outcome: "completed", reason: null, citizen: {}}));
  const db = await openDB("mac-express");
  const author = await db.get("settings", "current");
  await takeIn(db, drafts.map(draft => ({item: attentionFrom(draft, centre, now), author})));
  db.close();
}"""
# From the event to the next frame after the screen shows the result.
_TIMED = """([action, done]) => new Promise(resolve => {
  const started = performance.now(), until = new Function("return " + done);
  new Function(action)();
  const look = () => until() ? requestAnimationFrame(() => resolve(performance.now() - started)) : setTimeout(look, 1);
  look();
})"""


def fill(page: Page, count: int) -> None:
    """Put attentions into the outbox of an open desk, and open it again."""
    with_sources(page, _FILL, [count, CENTRE])
    page.reload()
    page.get_by_label("¿Qué trámite?").wait_for()


def action_times(page: Page, queued: int) -> dict[str, float]:
    """Register one more attention and visit the screens; return the milliseconds of each action by name.

    queued: how many attentions of today are waiting.
    """
    heading = "document.querySelector('h1')?.textContent.startsWith('{}')"
    press = "document.dispatchEvent(new KeyboardEvent('keydown', {{key: '{}', bubbles: true}}))"
    actions = {
        "procedure": ("document.activeElement.blur();" + press.format(2), heading.format("Pago de tasas")),
        "outcome": (press.format(1), "document.querySelector('input:checked')"),
        "save": ("document.querySelector('form').requestSubmit()", heading.format("Registrada")),
        "day": ("location.hash = 'hoy'", heading.format(f"Hoy: {queued + 1}")),
        "outbox": ("location.hash = 'envios'", heading.format(f"{queued + 1} por enviar")),
        "next": ("location.hash = ''", heading.format("¿Qué trámite")),
    }
    return {name: float(page.evaluate(_TIMED, list(steps))) for name, steps in actions.items()}
