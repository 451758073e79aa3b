/** What was decided: who, when, what and why. Nothing here can be changed. */

import { button, h } from "../../desk/elements.js";
import { carryOut } from "../decision.js";
import { GONE, passwordsOf, SHOWS_PASSWORDS } from "../passwords.js";
import { table } from "../table.js";
import { count, dayWords, momentWords } from "../words.js";

/** @type {Record<string, string>} */
const KINDS = {
  accounts: "Cuentas",
  password: "Otra clave",
  second_factor: "Quitar el código de un teléfono",
  withdrawal: "Anular lo de una cuenta",
  history: "Conteos de años anteriores",
  revision: "Corregir un mes cerrado",
  repair: "Revisar y contar un mes",
};
/** What an earlier line says already, or what is shown once and stored nowhere. */
const UNSAID = new Set(["done", "of", "password"]);

/** @type {import("../main.js").View} */
export async function decisions(main, _asked, { api }) {
  const list = h("div");
  const more = h("div");
  /** @param {string} after */
  const load = async (after) => {
    const page = await api.get("decisions", { after });
    list.append(...page.decisions.map((/** @type {any} */ one) => shown(one, api)));
    more.replaceChildren(page.after ? button("Ver anteriores", () => void load(page.after), { class: "second" }) : "");
    if (!list.childElementCount) list.append(h("p", {}, "Todavía no se decidió nada aquí."));
  };
  await load("");
  main.replaceChildren(
    h("h1", {}, "Lo decidido"),
    h("p", { class: "note" }, "Del más reciente al más antiguo. No se puede cambiar ni borrar."),
    list,
    more,
  );
}

/**
 * @param {any} decision
 * @param {import("../api.js").Api} api
 */
function shown(decision, api) {
  const { id, kind, who, when, why, what, state, result, yours } = decision;
  const placed = h("div");
  const hasPasswords = SHOWS_PASSWORDS.has(kind);
  /** @param {any} found */
  const tell = (found) => [
    hasPasswords ? passwordsOf(kind, found) : h("p", {}, found.gone ? `Terminó: ${GONE}.` : "Terminó."),
  ];
  const resume = () => carryOut(placed, api, { id, kind, what, why, tell });
  const begun =
    hasPasswords && !yours
      ? h("p", { class: "note" }, `Solo ${who} puede seguir: las claves las ve quien decidió.`)
      : button("Seguir", () => void resume(), { class: "second" });
  return h(
    "details",
    { class: "part" },
    h(
      "summary",
      {},
      `${momentWords(when)} · ${KINDS[kind] ?? kind} · ${who}`,
      state === "done" ? "" : " · sin terminar",
    ),
    h("p", {}, why),
    table("Qué", ["Dato", "Valor"], lines({ ...what, ...result })),
    state === "done" ? "" : begun,
    placed,
  );
}

/** @type {Record<string, string>} */
const WORDS = {
  account: "Cuenta",
  from: "Desde",
  to: "Hasta",
  month: "Mes",
  username: "Cuenta",
  gone: "Qué pasó",
  rows: "Filas",
  accounts: "Cuentas",
  attentions: "Atenciones",
  by_day: "Por día",
  found: "Qué no coincidía",
  stored: "Guardadas",
  refused: "No coinciden",
  differences: "Diferencias",
};

/**
 * @param {Record<string, unknown>} values
 * @returns {import("../table.js").Cell[][]}
 */
const lines = (values) =>
  Object.entries(values)
    .filter(([name, value]) => !UNSAID.has(name) && value !== false)
    .map(([name, value]) => [WORDS[name] ?? name, written(value)]);

/** @param {unknown} value */
function written(value) {
  if (value === true) return GONE;
  if (Array.isArray(value)) {
    const named = value.map((one) =>
      typeof one === "object" ? [one.username ?? (one.centre || "el país"), one.done].filter(Boolean).join(": ") : one,
    );
    return `${count(value.length)}: ${named.slice(0, 10).join(", ")}${named.length > 10 ? "…" : ""}`;
  }
  if (value && typeof value === "object")
    return Object.entries(value)
      .sort()
      .map(([day, number]) => `${dayWords(day)}: ${count(number)}`)
      .join("; ");
  return typeof value === "number" ? count(value) : String(value);
}
