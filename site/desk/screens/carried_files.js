/** What waits as a file to carry by hand, and files that others carried here. */

import { iso } from "../../scripts/lima.js";
import { centreName } from "../catalogue.js";
import { waitingByCentre } from "../core/item_queries.js";
import { exportOutbox, FileRefusedError, importOutbox } from "../core/outbox_file.js";
import { button, field, h, redraw } from "../elements.js";
import { showProblems } from "../problems.js";
import { FILE_REFUSED } from "../words.js";

const LINK_LASTS = 60_000;

/**
 * @param {HTMLElement} main
 * @param {import("./outbox.js").OutboxNeeds} needs
 */
export function carriedFiles(main, { database, catalogue, clock, session, sender, notifier }) {
  const exports = h("div");
  const result = h("p", { role: "status" });
  const chooser = h("input", {
    id: "archivo",
    type: "file",
    accept: ".json,application/json",
    onchange: () => void takeIn(),
  });

  /** @param {string} centre */
  async function exportFile(centre) {
    const { text, name, count } = await exportOutbox(database, centre, iso(clock.now()));
    const href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    h("a", { href, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(href), LINK_LASTS);
    result.textContent = `${count} guardadas en ${name}. Aquí siguen por enviar.`;
  }

  async function takeIn() {
    const file = chooser.files?.[0];
    if (!file) return;
    try {
      const { total, added } = await importOutbox(database, await file.text(), session.centres);
      result.textContent = `${total} en el archivo: ${added} nuevas por enviar, ${total - added} ya estaban aquí.`;
      showProblems(main, []);
      void sender.wake("person");
      notifier.announce("items");
    } catch (error) {
      if (!(error instanceof FileRefusedError)) throw error;
      showProblems(main, [["archivo", FILE_REFUSED[error.refusal]]]);
    } finally {
      chooser.value = "";
    }
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

  const explanation =
    "Guarde lo que falta enviar en una memoria USB y llévelo a otro puesto o a la oficina. " +
    "Enviarlo por los dos caminos cuenta una sola vez.";
  return {
    elements: [
      h("h2", {}, "Sin conexión por semanas"),
      h("p", {}, explanation),
      exports,
      field("Tomar el archivo de otro puesto", chooser),
      result,
    ],
    async draw() {
      const waiting = await waitingByCentre(database);
      redraw(exports, waiting, () => [h("ul", { class: "plain-list" }, ...waiting.map(exportButton))]);
    },
  };
}
