/** The programme's report of a month: seen here, printed, and kept as a workbook. */

import { button, field, form, h } from "../../desk/elements.js";
import { limaDay } from "../../scripts/lima.js";
import { place } from "../address.js";
import { monthPlus } from "../spans.js";

/** @type {import("../main.js").View} */
export async function report(main, asked, { api, go }) {
  const now = limaDay(api.now()).slice(0, 7);
  const month = asked.mes || monthPlus(now, -1);
  const chosen = h("input", { id: "mes", type: "month", value: month, max: now, placeholder: "2026-07" });
  const status = h("p", { role: "status", class: "screen" }, "Haciendo el informe…");
  const result = h("section", { "aria-busy": true }, status);
  main.replaceChildren(
    h("h1", { class: "screen" }, "Informe"),
    form(
      () => go(place("informe", { mes: chosen.value })),
      h("p", {}, "El informe mensual del programa, tabla por tabla, con cifras exactas. Es para la oficina."),
      field("Mes", chosen),
      h("div", { class: "actions" }, h("button", { class: "main" }, "Ver")),
    ),
    result,
  );
  const html = await (await api.file("report", { month })).text();
  const keep = () => api.download("report", { month, format: "xlsx" }, `mac-express-${month}.xlsx`);
  result.removeAttribute("aria-busy");
  status.textContent = "Al final, el informe dice qué cuadra y qué no.";
  result.append(
    h(
      "div",
      { class: "actions" },
      button("Imprimir o guardar PDF", () => print(), { class: "second" }),
      button("Descargar Excel", keep, { class: "second" }),
    ),
    drawn(html),
  );
}

const SHEET = /<style>(.*?)<\/style>/s;

/**
 * The page as it was made, apart from the styles of this one. A sheet that a script adds needs no other policy; one that
 * is parsed would be refused.
 * @param {string} html
 */
function drawn(html) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(SHEET.exec(html)?.[1] ?? "");
  const page = new DOMParser().parseFromString(html.replace(SHEET, ""), "text/html");
  const shown = h("article", { class: "report", "aria-label": page.title });
  const inside = shown.attachShadow({ mode: "open" });
  inside.adoptedStyleSheets = [sheet];
  inside.append(...page.body.childNodes);
  return shown;
}
