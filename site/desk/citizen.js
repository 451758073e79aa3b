/** What may be noted of the person: nothing here says who they are, and nothing is required. */

import { AGE_BANDS, LANGUAGES, SEXES } from "./citizen_words.js";
import { field, h } from "./elements.js";

/**
 * @typedef {import("./core/types.js").Citizen} Citizen
 * @typedef {[value: string, words: string][]} Choices
 * @typedef {[code: string, name: string, districts: Choices][]} Provinces districts by the last two digits
 * @typedef {[name: string, provinces: Provinces][]} Departments
 * @typedef {{departments: Departments, centres: Record<string, string>}} Districts centres: the province of each
 */

/** @type {Districts} */
const NO_DISTRICTS = { departments: [], centres: {} };

/**
 * @param {string} centre the list of districts begins with its own
 * @param {Citizen} known
 * @param {(citizen: Citizen) => void} onchange
 */
export function citizenFields(centre, known, onchange) {
  let citizen = known;
  /**
   * @template {keyof Citizen} K
   * @param {K} name
   * @param {Citizen[K]} value undefined where it is not noted
   */
  const set = (name, value) => {
    citizen = { ...citizen, [name]: value };
    if (value === undefined) delete citizen[name];
    onchange(citizen);
  };
  const select = (
    /** @type {string} */ id,
    /** @type {"sex" | "age_band" | "language"} */ name,
    /** @type {Record<string, string>} */ words,
  ) => options(id, Object.entries(words), citizen[name] ?? "", (value) => set(name, value || undefined));
  const home = h("div", { class: "field" });
  const showHome = () => {
    if (!details.open || home.children.length) return;
    void drawDistricts(home, citizen.home_district, centre, (ubigeo) => set("home_district", ubigeo || undefined));
  };
  const details = h(
    "details",
    { ontoggle: showHome },
    h("summary", {}, "Más sobre la persona (opcional)"),
    h("p", {}, "Nunca nombre, documento ni teléfono."),
    h(
      "div",
      { class: "facts" },
      field("Sexo", select("sexo", "sex", SEXES)),
      field("Edad", select("edad", "age_band", AGE_BANDS)),
      field("Lengua", select("lengua", "language", LANGUAGES)),
      field(
        "¿Tiene discapacidad?",
        disability(known, (value) => set("disability", value)),
      ),
    ),
    home,
  );
  if (Object.keys(known).length) details.open = true;
  return details;
}

/**
 * @param {Citizen} known
 * @param {(value: boolean | undefined) => void} onchange
 */
function disability(known, onchange) {
  /** @type {Choices} */
  const choices = [
    ["no", "No"],
    ["si", "Sí"],
  ];
  const chosen = known.disability === undefined ? "" : known.disability ? "si" : "no";
  return options("discapacidad", choices, chosen, (value) => onchange(value ? value === "si" : undefined));
}

/**
 * @param {string} id
 * @param {Choices} choices
 * @param {string} chosen
 * @param {(value: string) => void} onchange
 */
function options(id, choices, chosen, onchange) {
  const rows = choices.map(([value, words]) => h("option", { value, selected: value === chosen }, words));
  const none = h("option", { value: "" }, "Sin anotar");
  const select = h("select", { id, onchange: () => onchange(select.value) }, none, ...rows);
  return select;
}

/**
 * Province and district, starting from the person's or the centre's own.
 * @param {HTMLElement} home
 * @param {string | undefined} chosen
 * @param {string} centre
 * @param {(ubigeo: string) => void} onchange
 */
async function drawDistricts(home, chosen, centre, onchange) {
  const { departments, centres } = await loadDistricts();
  if (!departments.length || home.children.length) return;
  const provinces = departments.flatMap(([, rows]) => rows);
  const province = chosen?.slice(0, 4) ?? centres[centre] ?? "";
  const districts = h("div", { class: "field" });
  const draw = (/** @type {string} */ code) => {
    const found = provinces.find(([other]) => other === code)?.[2] ?? [];
    /** @type {Choices} */
    const choices = found.map(([last, name]) => [code + last, name]);
    districts.replaceChildren(field("Distrito donde vive", options("distrito", choices, chosen ?? "", onchange)));
  };
  const change = (/** @type {string} */ code) => {
    onchange("");
    draw(code);
  };
  home.append(
    field("Provincia donde vive", options("provincia", provinceChoices(departments), province, change)),
    districts,
  );
  draw(province);
}

/** @returns {Promise<Districts>} empty where they cannot be had */
const loadDistricts = () =>
  fetch("/asesor/districts.json")
    .then((answer) => answer.json())
    .then((found) => (found.departments && found.centres ? found : NO_DISTRICTS))
    .catch(() => NO_DISTRICTS);

/**
 * @param {Departments} departments
 * @returns {Choices}
 */
const provinceChoices = (departments) =>
  departments.flatMap(([department, rows]) =>
    rows.map(([code, name]) => /** @type {[string, string]} */ ([code, `${department}, ${name}`])),
  );
