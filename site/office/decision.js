/**
 * A decision: what it would do is shown, then it is done once, however often it is sent. Long work goes on in parts, and
 * can be left: it is taken up again from the list of decisions.
 */

import { button, field, h } from "../desk/elements.js";
import { showProblems } from "../desk/problems.js";
import { ulid } from "../scripts/identifiers.js";
import { place } from "./address.js";
import { OfficeError } from "./api.js";
import { count } from "./words.js";

/**
 * @typedef {import("./api.js").Api} Api
 * @typedef {[field: string, words: string][]} Problems
 *
 * @typedef {object} Decision
 * @property {string} kind
 * @property {Record<string, unknown>} what as the API takes it
 * @property {(preview: any) => (Node | string)[]} foretell what it would do
 * @property {(result: any) => (Node | string)[]} tell what it did
 * @property {string} action words of the button that does it
 * @property {string} [why] a reason that is known already: then none is asked for
 */

const SHORTEST_WHY = 10;
const LONGEST_WHY = 300;

/**
 * Show in a place what a decision would do, with the button that does it.
 * @param {HTMLElement} placed
 * @param {Api} api
 * @param {Decision} decision
 */
export async function propose(placed, api, decision) {
  const { kind, what, foretell, action } = decision;
  placed.replaceChildren(h("p", { role: "status" }, "Revisando…"));
  const id = newId();
  const why = decision.why ?? "Solo se revisa, todavía no se decide.";
  const body = { id, kind, why, preview: true, ...what };
  const preview = await foreseen(placed, api, body).catch(explained(placed));
  if (!preview) return;
  const reason = h("textarea", { id: "por-que", rows: 2, maxlength: LONGEST_WHY });
  const send = button(action, () => void confirm(), { class: "main" });
  const confirm = async () => {
    const words = decision.why ?? reason.value.trim().replace(/\s+/g, " ");
    if (words.length < SHORTEST_WHY) {
      return showProblems(placed, [["por-que", `Diga por qué, con ${SHORTEST_WHY} letras o más: queda anotado.`]]);
    }
    send.disabled = true;
    await carryOut(placed, api, { ...decision, id, why: words });
  };
  const asked = field("Por qué se decide", reason, "Queda anotado con su usuario y la hora.");
  placed.replaceChildren(
    h("h2", {}, "Antes de confirmar"),
    ...foretell(preview),
    decision.why ? "" : asked,
    h(
      "div",
      { class: "actions" },
      send,
      button("No hacerlo", () => placed.replaceChildren(), { class: "plain" }),
    ),
  );
  placed.querySelector("textarea")?.focus();
}

/**
 * What a decision would do; of long work the sum of its parts.
 * @param {HTMLElement} placed
 * @param {Api} api
 * @param {object} body
 */
async function foreseen(placed, api, body) {
  /** @type {Record<string, any>} */
  let sum = {};
  let after = "";
  do {
    const part = await api.post("decisions", { ...body, after });
    sum = added(sum, part.preview);
    ({ after } = part);
    if (after) placed.replaceChildren(...progressOf(part.preview));
  } while (after);
  return sum;
}

/**
 * @param {Record<string, any>} sum
 * @param {Record<string, any>} part
 * @returns {Record<string, any>}
 */
function added(sum, part) {
  const both = { ...sum };
  for (const [name, value] of Object.entries(part)) {
    const before = sum[name];
    if (before === undefined) both[name] = value;
    else if (Array.isArray(value)) both[name] = [...before, ...value];
    else if (typeof value === "number") both[name] = before + value;
    else if (value && typeof value === "object") both[name] = added(before, value);
  }
  return both;
}

/** @param {{done?: number, of?: number}} progress */
function progressOf({ done = 0, of = 0 }) {
  return [
    h("p", { role: "status" }, `${count(done)} de ${count(of)} pasos.`),
    h("progress", { value: done, max: of || 1 }),
  ];
}

/**
 * Do it, part after part.
 * @param {HTMLElement} placed
 * @param {Api} api
 * @param {Omit<Decision, "foretell" | "action"> & {id: string, why: string}} decision
 */
export async function carryOut(placed, api, { id, kind, what, why, tell }) {
  placed.replaceChildren(h("p", { role: "status" }, "Un momento…"));
  const body = { id, kind, why, preview: false, ...what };
  while (true) {
    const answer = await api
      .post("decisions", body)
      .catch(explained(placed, () => carryOut(placed, api, { id, kind, what, why, tell })));
    if (!answer) return;
    if (answer.state === "done") {
      const trace = h(
        "p",
        { class: "note" },
        "Quedó anotado en ",
        h("a", { href: place("decisiones") }, "lo decidido"),
        ".",
      );
      placed.replaceChildren(h("div", { class: "notice", role: "status" }, ...tell(answer.result)), trace);
      return;
    }
    placed.replaceChildren(
      ...progressOf(answer.result),
      h("p", { class: "note" }, "Puede dejar esta página: sigue desde «Lo decidido»."),
    );
  }
}

/** An id of a decision: the same id is carried out once. */
export const newId = () => ulid(Date.now(), (length) => crypto.getRandomValues(new Uint8Array(length)));

/**
 * What shows why a decision was refused, with all its errors, and lets it be sent again where only the link failed.
 * @param {HTMLElement} placed
 * @param {() => void} [again]
 */
function explained(placed, again) {
  return (/** @type {unknown} */ error) => {
    if (!(error instanceof OfficeError)) throw error;
    const temporary = error.status === 0 || error.status >= 500;
    placed.replaceChildren(
      h(
        "div",
        { class: "problems", role: "alert", tabindex: -1 },
        h("h2", {}, error.title),
        h("p", {}, error.detail),
        h("ul", {}, ...error.errors.map((one) => h("li", {}, where(one.field), one.message))),
        temporary && again && button("Seguir", again),
      ),
    );
    /** @type {HTMLElement | null} */ (placed.querySelector(".problems"))?.focus();
    return null;
  };
}

/**
 * The row that an error is of, as a person counts: the heads are row 1.
 * @param {string} path `rows.3.centre`
 */
function where(path) {
  const [, row] = /^(?:rows|accounts)\.(\d+)/.exec(path) ?? [];
  return row === undefined ? "" : `Fila ${Number(row) + 2}: `;
}
