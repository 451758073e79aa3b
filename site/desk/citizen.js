/** What may be noted of the person: nothing here says who they are, and nothing is required. */

import { field, h } from "./elements.js";
import { AGES, LANGUAGES, SEXES } from "./words.js";

/** @typedef {import("./types.js").Citizen} Citizen */
/** @typedef {[string, [string, string, [string, string][]][]][]} Departments */

/**
 * @param {import("./desk.js").Desk} desk
 * @param {Citizen} known
 * @param {(citizen: Citizen) => void} onchange
 */
export function citizenFields(desk, known, onchange) {
  let citizen = known;
  /** @param {Citizen} change @param {(keyof Citizen)[]} gone */
  const set = (change, gone = []) => {
    citizen = { ...citizen, ...change };
    for (const name of gone) delete citizen[name];
    onchange(citizen);
  };
  /** @param {string} id @param {"sex" | "age_band" | "language"} name @param {[string, string][]} choices */
  const select = (id, name, choices) => options(id, choices, citizen[name] ?? "", (value) => (value ? set({ [name]: value }) : set({}, [name])));
  const disability = options("discapacidad", [["no", "No"], ["si", "Sí"]], known.disability === undefined ? "" : known.disability ? "si" : "no", (value) =>
    value ? set({ disability: value === "si" }) : set({}, ["disability"]));
  const place = h("div", { class: "field" });
  const details = h("details", { ontoggle: () => void (details.open && !place.children.length && drawDistricts(desk, place, citizen.home_district, (ubigeo) => (ubigeo ? set({ home_district: ubigeo }) : set({}, ["home_district"])))) },
    h("summary", {}, "Más sobre la persona (opcional)"),
    h("p", {}, "Nunca nombre, documento ni teléfono."),
    h("div", { class: "facts" },
      field("Sexo", select("sexo", "sex", SEXES)),
      field("Edad", select("edad", "age_band", AGES)),
      field("Lengua", select("lengua", "language", LANGUAGES)),
      field("¿Tiene discapacidad?", disability),
    ),
    place,
  );
  if (Object.keys(known).length) details.open = true;
  return details;
}

/**
 * @param {string} id
 * @param {[string, string][]} choices
 * @param {string} chosen
 * @param {(value: string) => void} onchange
 */
function options(id, choices, chosen, onchange) {
  const select = h("select", { id, onchange: () => onchange(select.value) }, h("option", { value: "" }, "Sin anotar"), ...choices.map(([value, words]) => h("option", { value, selected: value === chosen }, words)));
  return select;
}

/**
 * Department, province, district, starting from the centre's own.
 * @param {import("./desk.js").Desk} desk
 * @param {HTMLElement} place
 * @param {string | undefined} chosen
 * @param {(ubigeo: string) => void} onchange
 */
async function drawDistricts(desk, place, chosen, onchange) {
  /** @type {Departments} */
  const departments = await fetch("/asesor/districts.json").then((answer) => answer.json()).catch(() => []);
  if (!departments.length || place.children.length) return;
  const at = chosen ?? desk.catalogue.centres[desk.centre]?.[2] ?? "";
  const provinces = departments.flatMap(([department, rows]) => rows.map(([code, name]) => /** @type {[string, string]} */ ([code, `${department}, ${name}`])));
  const here = (/** @type {string} */ code) => departments.flatMap(([, rows]) => rows).find(([other]) => other === code)?.[2] ?? [];
  const holder = h("div", { class: "field" });
  const draw = (/** @type {string} */ code) => {
    const rows = here(code).map(([last, name]) => /** @type {[string, string]} */ ([code + last, name]));
    holder.replaceChildren(field("Distrito donde vive", options("distrito", rows, chosen ?? "", onchange)));
  };
  place.append(field("Provincia donde vive", options("provincia", provinces, at.slice(0, 4), (code) => { onchange(""); draw(code); })), holder);
  draw(at.slice(0, 4));
}
