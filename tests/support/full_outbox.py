"""A desk with many waiting attentions, and how long each action takes until the screen shows it."""

from playwright.sync_api import Page

from advisor import CENTRE

_FILL = """async ([count, centre]) => {
  const {openDatabase} = await import("/asesor/database.js"), {takeIn} = await import("/asesor/items.js");
  const {begin, finished} = await import("/asesor/draft.js");
  const db = await openDatabase(), procedures = ["copia-certificada-acta-nacimiento", "duplicado-dni-azul"];
  const items = Array.from({length: count}, (_, i) =>
    finished(begin(Date.now() - 1000, {procedure: procedures[i % 2], outcome: "completed"}), centre, Date.now()));
  await takeIn(db, items);
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
    """Put attentions into the outbox of an open desk, and reopen it."""
    page.evaluate(_FILL, [count, CENTRE])
    page.reload()
    page.get_by_label("¿Qué trámite?").wait_for()


def action_times(page: Page, queued: int) -> dict[str, float]:
    """Register one more attention and visit the screens; return the milliseconds of each action by name.

    queued: how many attentions of today are waiting.
    """
    heading = "document.querySelector('h1')?.textContent.startsWith('{}')"
    press = "document.dispatchEvent(new KeyboardEvent('keydown', {{key: '{}', bubbles: true}}))"
    actions = {
        "procedure": ("document.activeElement.blur();" + press.format(2), heading.format("Antecedentes")),
        "outcome": (press.format(1), "document.querySelector('input:checked')"),
        "save": ("document.querySelector('form').requestSubmit()", heading.format("Registrada")),
        "day": ("location.hash = 'hoy'", heading.format(f"Hoy: {queued + 1}")),
        "outbox": ("location.hash = 'envios'", heading.format(f"{queued + 1} por enviar")),
        "next": ("location.hash = ''", heading.format("¿Qué trámite")),
    }
    return {name: float(page.evaluate(_TIMED, list(steps))) for name, steps in actions.items()}
