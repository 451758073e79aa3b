/** A centre's day, attention by attention: what every figure is counted from. Nothing about the citizen is here. */

import { h } from "../../desk/elements.js";
import { timeOfDay } from "../../scripts/lima.js";
import { place } from "../address.js";
import { authorOf, holderWords, namesOf } from "../holders.js";
import { centreName } from "../names.js";
import { longTable } from "../table.js";
import { counted, dayWords, momentWords, OUTCOMES, REASONS } from "../words.js";

/** @type {import("../main.js").View} */
export async function day(main, { centro = "", dia = "" }, { api, names }) {
  const rows = await api.all("attentions", "attentions", { centre: centro, day: dia });
  const holders = await namesOf(
    api,
    rows.map(({ advisor }) => advisor),
  );
  const holder = (/** @type {string} */ id) =>
    h(
      "a",
      { href: place("decidir", { cuenta: authorOf(holders, id), desde: dia, hasta: dia }) },
      holderWords(holders, id),
    );
  const annulled = rows.filter((row) => row.annulled).length;
  const registered = counted(rows.length, "atención registrada", "atenciones registradas");
  main.replaceChildren(
    h("h1", {}, centreName(names, centro)),
    h("p", {}, `${dayWords(dia)}: ${registered}, ${counted(annulled, "anulada", "anuladas")}.`),
    h(
      "p",
      {},
      h(
        "a",
        { href: place("explorar", { desde: dia, hasta: dia, por: "procedure", centro }) },
        "Ver el día por trámite",
      ),
    ),
    longTable(
      "Atenciones",
      ["Empezó", "Duró", "Trámite", "Resultado", "Llegó", "Cuenta"],
      rows.map((row) => [
        timeOfDay(Date.parse(row.started_at)),
        `${Math.round((Date.parse(row.ended_at) - Date.parse(row.started_at)) / 60_000)} min`,
        row.procedure_name ?? "Sin trámite en la lista",
        `${OUTCOMES[row.outcome]}${row.reason ? `: ${REASONS[row.reason]}` : ""}${row.annulled ? " (anulada)" : ""}`,
        momentWords(row.received_at),
        holder(row.advisor),
      ]),
    ),
    rows.length ? h("p", { class: "note" }, "La cuenta, o el archivo, lleva a anular lo que registró este día.") : "",
  );
}
