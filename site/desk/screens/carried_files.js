/** What waits as a file to carry by hand, and files that others carried here. */

import { MAX_OUTBOX_BYTES } from "../../scripts/contract.js";
import { iso } from "../../scripts/lima.js";
import { centreName } from "../catalogue.js";
import { isOfTheCentre, notTaken, notTakenByCentre } from "../core/item_queries.js";
import { markCarried } from "../core/items.js";
import { exportOutbox, FileRefusedError, importOutbox } from "../core/outbox_file.js";
import { button, field, h, redraw } from "../elements.js";
import { showProblems } from "../problems.js";
import { FILE_REFUSED, NOT_STORED } from "../words.js";

const LINK_LASTS = 60_000;

/**
 * Give a file to the person.
 * @param {{text: string, name: string}} file
 */
export function download({ text, name }) {
  const href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  h("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), LINK_LASTS);
}

/**
 * What another desk or the office may send, a button for each centre: what waits, and what was refused because of the
 * centre. Whatever else was refused is registered again here, and would count twice.
 * @param {Pick<import("../main.js").Parts, "database" | "catalogue" | "clock" | "session">} needs
 */
export function exportButtons({ database, catalogue, clock, session }) {
  const place = h("div");
  const result = h("p", { role: "status" });

  /** @param {string} centre */
  async function exportFile(centre) {
    const stored = await notTaken(database, centre, isOfTheCentre);
    const file = exportOutbox(stored, centre, iso(clock.now()));
    // A disk that takes nothing more keeps nobody from carrying.
    await markCarried(database, stored).catch(() => {});
    download(file);
    result.textContent = `${file.count} guardadas en ${file.name}. Aquí siguen por enviar.`;
  }

  /** @param {[centre: string, count: number]} waiting */
  function exportButton([centre, count]) {
    const own = centre === session.centre;
    const words = `Guardar ${count} en un archivo${own ? "" : `: ${centreName(catalogue, centre)}`}`;
    return h(
      "li",
      {},
      button(words, () => void exportFile(centre)),
    );
  }

  return {
    element: h("div", {}, place, result),
    async draw() {
      const waiting = await notTakenByCentre(database, isOfTheCentre);
      redraw(place, waiting, () =>
        waiting.length
          ? [h("h2", {}, "Lo que falta enviar"), h("ul", { class: "plain-list" }, ...waiting.map(exportButton))]
          : [],
      );
    },
  };
}

/**
 * @param {HTMLElement} main
 * @param {import("./outbox.js").OutboxNeeds} needs
 */
export function carriedFiles(main, needs) {
  const { database, session, sender, notifier } = needs;
  const files = exportButtons(needs);
  const result = h("p", { role: "status" });
  const chooser = h("input", {
    id: "archivo",
    type: "file",
    accept: ".json,application/json",
    onchange: () => void takeIn(),
  });

  async function takeIn() {
    const file = chooser.files?.[0];
    if (!file) return;
    try {
      // Before it is read: what is too large would take the tablet's memory.
      if (file.size > MAX_OUTBOX_BYTES) throw new FileRefusedError("too_large");
      const { total, added } = await importOutbox(database, await file.text(), session);
      result.textContent = `${total} en el archivo: ${added} nuevas por enviar, ${total - added} ya estaban aquí.`;
      showProblems(main, []);
      void sender.wake("person");
      notifier.announce("items");
    } catch (error) {
      const words = error instanceof FileRefusedError ? FILE_REFUSED[error.refusal] : NOT_STORED;
      showProblems(main, [["archivo", words]]);
    } finally {
      chooser.value = "";
    }
  }

  const explanation =
    "Guarde lo que falta enviar en una memoria USB y llévelo a otro puesto o a la oficina. " +
    "Enviarlo por los dos caminos cuenta una sola vez. Lo de cada persona se envía con su sesión.";
  return {
    elements: [
      h("h2", {}, "Sin conexión por semanas"),
      h("p", {}, explanation),
      files.element,
      field("Tomar el archivo de otro puesto", chooser),
      result,
    ],
    draw: files.draw,
  };
}
