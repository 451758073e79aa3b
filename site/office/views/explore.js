/** Any span, by anything that is known: what is asked, and below it the answer. The address carries all of it. */

import { field, form, h } from "../../desk/elements.js";
import { limaDay } from "../../scripts/lima.js";
import { place } from "../address.js";
import { comparedWith, FILTERS, parameters } from "../asked.js";
import { select } from "../names.js";
import { usualSpans } from "../spans.js";
import { HOSTS, OUTCOMES, REASONS, VIEWS } from "../words.js";
import { explored } from "./explored.js";

/**
 * @typedef {import("../asked.js").Asked} Asked
 * @typedef {import("./explored.js").Found} Found
 */

/** @type {import("../main.js").View} */
export async function explore(main, written, parts) {
  const { api, names, go } = parts;
  const asked = withDefaults(written);
  const result = h("section", { "aria-live": "polite", "aria-busy": true }, h("p", {}, "Contando…"));
  main.replaceChildren(h("h1", {}, "Explorar"), questions(asked, names, go), result);
  const [found, other] = await answers(api, asked);
  result.removeAttribute("aria-busy");
  result.replaceChildren(...explored(asked, found, other, parts));
}

/** @param {Asked} written */
function withDefaults(written) {
  const month = usualSpans(limaDay(Date.now()))[1];
  return { por: "department", desde: month?.[1] ?? "", hasta: month?.[2] ?? "", ...written };
}

/**
 * @param {import("../api.js").Api} api
 * @param {Asked} asked
 * @returns {Promise<[Found, Found | null]>}
 */
async function answers(api, asked) {
  const second = comparedWith(asked);
  return Promise.all([api.get("explore", parameters(asked)), second && api.get("explore", parameters(second))]);
}

/**
 * @param {Asked} asked
 * @param {import("../names.js").Names} names
 * @param {(address: string) => void} go
 */
function questions(asked, names, go) {
  const day = (/** @type {string} */ id) => h("input", { id, type: "date", value: asked[id], required: true });
  const provinces = (/** @type {string} */ of) =>
    names.departments.flatMap(([code, , own]) => (code === of ? own : []));
  const centres = (/** @type {string} */ of) => names.centres.filter(([, , department]) => !of || department === of);
  const procedures = (/** @type {string} */ of) => names.procedures.filter(([, , entity]) => !of || entity === of);
  const departments = names.departments.map(([code, name]) => /** @type {const} */ ([code, name]));
  const others = departments.map(([code, name]) => /** @type {const} */ ([code, `con ${name}`]));
  /** @type {Record<string, HTMLElement & {id: string, value: string}>} */
  const controls = {
    desde: day("desde"),
    hasta: day("hasta"),
    por: select("por", Object.entries(VIEWS), asked.por, null),
    con: select(
      "con",
      [["before", "con el tramo anterior"], ["year", "con un año antes"], ...others],
      asked.con,
      "No comparar",
    ),
    departamento: select("departamento", departments, asked.departamento),
    provincia: select("provincia", provinces(asked.departamento ?? ""), asked.provincia, "Todas"),
    centro: select("centro", centres(asked.departamento ?? ""), asked.centro),
    local: select("local", Object.entries(HOSTS), asked.local),
    entidad: select("entidad", names.entities, asked.entidad, "Todas"),
    tramite: select("tramite", procedures(asked.entidad ?? ""), asked.tramite),
    resultado: select("resultado", Object.entries(OUTCOMES), asked.resultado),
    motivo: select("motivo", Object.entries(REASONS), asked.motivo),
  };
  const words = {
    desde: "Desde",
    hasta: "Hasta",
    por: "Ver por",
    con: "Comparar",
    departamento: "Departamento",
    provincia: "Provincia",
    centro: "Centro",
    local: "Tipo de local",
    entidad: "Entidad",
    tramite: "Trámite",
    resultado: "Resultado",
    motivo: "Motivo",
  };
  const fields = Object.entries(words).map(([id, text]) => field(text, /** @type {HTMLElement} */ (controls[id])));
  const show = () =>
    go(place("explorar", Object.fromEntries(Object.entries(controls).map(([id, { value }]) => [id, value]))));
  // What is chosen from depends on what was chosen before; the figures wait for «Ver».
  /** @type {[of: string, id: string, options: (of: string) => (readonly [string, string, ...unknown[]])[], nothing: string][]} */
  const dependent = [
    ["departamento", "provincia", provinces, "Todas"],
    ["departamento", "centro", centres, "Todos"],
    ["entidad", "tramite", procedures, "Todos"],
  ];
  for (const [of, id, options, nothing] of dependent)
    controls[of]?.addEventListener("change", () => {
      const [from, to] = [controls[of], controls[id]];
      if (from && to) to.replaceChildren(...select(id, options(from.value), to.value, nothing).children);
    });
  const isFiltered = Object.keys(FILTERS).some((name) => asked[name]);
  const spans = usualSpans(limaDay(Date.now())).map(([text, desde, hasta]) =>
    h("a", { href: place("explorar", { ...asked, desde, hasta }) }, text),
  );
  return form(
    show,
    h("p", { class: "links" }, ...spans),
    h("div", { class: "fields" }, ...fields.slice(0, 4)),
    h(
      "details",
      { open: isFiltered },
      h("summary", {}, "Solo una parte"),
      h("div", { class: "fields" }, ...fields.slice(4)),
    ),
    h(
      "div",
      { class: "actions" },
      h("button", { class: "main" }, "Ver"),
      h("a", { href: place("explorar") }, "Empezar de nuevo"),
    ),
  );
}
