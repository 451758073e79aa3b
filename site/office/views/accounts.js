/** The accounts of advisors and of the office: who has one, for which centres, and whether it is used. */

import { SessionError } from "../../desk/core/cognito.js";
import { button, field, form, h, redraw } from "../../desk/elements.js";
import { showProblems } from "../../desk/problems.js";
import { readAccounts } from "../account_list.js";
import { textOf } from "../csv.js";
import { propose } from "../decision.js";
import { centreName, select } from "../names.js";
import { GONE, passwordsOf } from "../passwords.js";
import { longTable, table } from "../table.js";
import { counted, momentWords } from "../words.js";

/**
 * @typedef {object} Account
 * @property {string} username
 * @property {string[]} centres
 * @property {boolean} office
 * @property {boolean} active
 * @property {"never_used" | "in_use" | "new_password"} status
 * @property {string} created
 * @property {string} changed
 * @property {boolean} second_factor
 * @property {boolean} yourself
 */

/** What is done to an account that is as the list says. */
const UNCHANGED = "sin cambios";

/** @type {Record<string, string>} */
const STATES = { never_used: "sin usar", in_use: "en uso", new_password: "debe elegir contraseña", off: "apagada" };

/** @type {import("../main.js").View} */
export async function accounts(main, asked, { api, names }) {
  /** @type {Account[]} */
  const all = [];
  let isWhole = false;
  const placed = h("section", { id: "decision" });
  const state = select("estado", Object.entries(STATES), asked.estado);
  const wanted = h("input", { id: "buscar", type: "search", value: asked.buscar ?? "", autocomplete: "off" });
  const list = h("div");
  const draw = () => {
    const words = wanted.value.trim().toLowerCase();
    const rows = all.filter(
      (account) =>
        (!state.value || stateOf(account) === state.value) &&
        (!words ||
          account.username.includes(words) ||
          account.centres.some((id) => centreName(names, id).toLowerCase().includes(words))),
    );
    redraw(list, [rows.length, all.length, isWhole, words, state.value], () => [
      h("p", { role: "status" }, `${counted(rows.length, "cuenta", "cuentas")}${isWhole ? "." : ", y llegan más…"}`),
      rows.length === 0
        ? ""
        : longTable(
            "Cuentas",
            ["Usuario", "Centros", "Estado", "Creada", "Último cambio", "Teléfono", "Cambiar"],
            rows.map((account) => cells(account, names, api, placed)),
          ),
    ]);
  };
  state.addEventListener("change", draw);
  wanted.addEventListener("input", draw);
  draw();
  main.replaceChildren(
    h("h1", {}, "Cuentas"),
    h("div", { class: "fields" }, field("Usuario o centro", wanted), field("Estado", state)),
    placed,
    list,
    h("h2", {}, "Agregar o cambiar"),
    one(api, names, placed),
    many(api, names, placed),
    h("p", { class: "note" }, "La fecha de la última entrada no se guarda: el servicio de cuentas no la da."),
  );
  for await (const page of api.pages("accounts", "accounts")) {
    all.push(...page);
    if (!main.isConnected) return;
    draw();
  }
  isWhole = true;
  draw();
}

/** @param {Account} account */
const stateOf = (account) => (account.active ? account.status : "off");

/**
 * @param {Account} account
 * @param {import("../names.js").Names} names
 * @param {import("../api.js").Api} api
 * @param {HTMLElement} placed
 */
function cells(account, names, api, placed) {
  const { username } = account;
  const password = () =>
    proposed(placed, api, {
      kind: "password",
      what: { username },
      action: "Dar otra clave",
      foretell: () => [
        h("p", {}, `${username} sale de todos sus puestos y recibe una clave temporal, que vale 90 días.`),
      ],
      tell: (result) => [passwordsOf("password", result)],
    });
  const phone = () =>
    proposed(placed, api, {
      kind: "second_factor",
      what: { username },
      action: "Quitar el código",
      foretell: () => [
        h("p", {}, `${username} pone otro teléfono la próxima vez que entre. Hágalo solo si sabe que es esa persona.`),
      ],
      tell: ({ gone }) => [h("p", {}, `${username}: ${gone ? GONE : "pone otro teléfono la próxima vez que entre"}.`)],
    });
  return [
    username,
    account.office ? "Oficina" : account.centres.map((id) => centreName(names, id)).join(", ") || "ninguno",
    STATES[stateOf(account)] ?? account.status,
    momentWords(account.created),
    momentWords(account.changed),
    account.office ? (account.second_factor ? "con código" : "sin código") : "",
    h(
      "span",
      { class: "ways" },
      button("Otra clave", password, { class: "plain", "aria-label": `Otra clave para ${username}` }),
      account.office && account.second_factor && !account.yourself
        ? button("Quitar código", phone, { class: "plain", "aria-label": `Quitar el código de ${username}` })
        : "",
    ),
  ];
}

/**
 * @param {HTMLElement} placed
 * @param {import("../api.js").Api} api
 * @param {import("../decision.js").Decision} decision
 */
function proposed(placed, api, decision) {
  placed.scrollIntoView({ block: "nearest" });
  return propose(placed, api, decision);
}

/**
 * @param {import("../api.js").Api} api
 * @param {import("../names.js").Names} names
 * @param {HTMLElement} placed
 */
function one(api, names, placed) {
  const username = h("input", {
    id: "usuario-nuevo",
    type: "text",
    autocapitalize: "none",
    spellcheck: "false",
    autocomplete: "off",
  });
  const centre = select(
    "centro-nuevo",
    [["oficina", "Oficina del programa"], ...names.centres],
    undefined,
    "Elija uno",
  );
  const active = select(
    "activo-nuevo",
    [
      ["si", "Sí"],
      ["no", "No: se apaga"],
    ],
    "si",
    null,
  );
  const submit = () => {
    /** @type {[string, string][]} */
    const problems = [];
    if (!username.value.trim()) problems.push([username.id, "Escriba el usuario: ana.quispe"]);
    if (!centre.value) problems.push([centre.id, "Elija el centro, o la oficina."]);
    showProblems(box, problems);
    if (problems.length) return;
    void apply(placed, api, [
      { username: username.value.trim(), centres: [centre.value], active: active.value === "si" },
    ]);
  };
  const box = h(
    "div",
    {},
    form(
      submit,
      h("div", { class: "fields" }, field("Usuario", username), field("Para", centre), field("Activa", active)),
      h("button", { class: "second" }, "Revisar"),
    ),
  );
  return box;
}

/**
 * @param {import("../api.js").Api} api
 * @param {import("../names.js").Names} names
 * @param {HTMLElement} placed
 */
function many(api, names, placed) {
  const file = h("input", { id: "lista", type: "file", accept: ".csv,text/csv" });
  file.addEventListener("change", async () => {
    const [chosen] = file.files ?? [];
    if (!chosen) return;
    try {
      const { accounts: list, numbers, problems } = readAccounts(await textOf(chosen));
      showProblems(
        box,
        problems.map((problem) => [file.id, problem]),
      );
      if (!problems.length) await apply(placed, api, list, numbers);
    } catch (error) {
      if (error instanceof SessionError) throw error;
      showProblems(box, [[file.id, /** @type {Error} */ (error).message]]);
    } finally {
      // The same file, mended, can be chosen again.
      file.value = "";
    }
  });
  const example = names.centres[0]?.[0] ?? "";
  const hint = `Con las columnas usuario, centros y activo. Por ejemplo: ana.quispe, ${example}, sí`;
  const box = h("details", {}, h("summary", {}, "Varias a la vez, con una lista CSV"), field("La lista", file, hint));
  return box;
}

/**
 * @param {HTMLElement} placed
 * @param {import("../api.js").Api} api
 * @param {object[]} list
 * @param {number[]} [numbers] see Decision
 */
const apply = (placed, api, list, numbers) =>
  proposed(placed, api, {
    kind: "accounts",
    ...(numbers ? { numbers } : {}),
    what: { accounts: list },
    action: list.length === 1 ? "Guardar la cuenta" : `Guardar ${list.length} cuentas`,
    foretell: ({ accounts: found }) => [
      table(
        "Qué cambia",
        ["Usuario", "Cambio"],
        found.map((/** @type {any} */ row) => [row.username, row.done]),
      ),
    ],
    isNothing: ({ accounts: found }) => found.every((/** @type {any} */ { done }) => done === UNCHANGED),
    tell: (result) => [passwordsOf("accounts", result)],
  });
