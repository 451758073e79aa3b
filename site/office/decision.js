/**
 * A decision: what it would do is shown, then it is done once, however often it is sent. Long work goes on in parts, and
 * can be left: it is taken up again from the list of decisions.
 */

import { button, field, h } from "../desk/elements.js";
import { showProblems } from "../desk/problems.js";
import { ulid } from "../scripts/identifiers.js";
import { place } from "./address.js";
import { OfficeError } from "./api.js";
import { SHOWS_PASSWORDS } from "./passwords.js";
import { count, counted } from "./words.js";

/**
 * @typedef {import("./api.js").Api} Api
 * @typedef {[field: string, words: string][]} Problems
 *
 * @typedef {object} Decision
 * @property {string} kind
 * @property {Record<string, unknown>} what as the API takes it
 * @property {(preview: any) => (Node | string)[]} foretell what it would do
 * @property {(result: any) => (Node | string)[]} tell what it did
 * @property {(preview: any) => boolean} [isNothing] whether it would change nothing: then it is not offered
 * @property {string} action words of the button that does it
 * @property {number[]} [numbers] in which row of the person's list each row stood
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
  const { kind, what, foretell, isNothing, action } = decision;
  const back = document.activeElement;
  // What was asked for last stands in the place: what comes late for another is not drawn over it.
  const own = h("div", {}, h("p", { role: "status" }, "Revisando…"));
  placed.replaceChildren(own);
  const why = decision.why ?? "Solo se revisa, todavía no se decide.";
  const body = { id: newId(api.now()), kind, why, preview: true, ...what };
  const preview = await foreseen(own, api, body).catch(explained(own, decision));
  if (!preview || !own.isConnected) return;
  const id = newId(api.now()); // an answer has come: now the system's time is known
  const reason = h("textarea", { id: `por-que-${id}`, rows: 2, maxlength: LONGEST_WHY });
  const send = button(action, () => void confirm(), { class: "main" });
  const confirm = async () => {
    const words = decision.why ?? reason.value.trim().replace(/\s+/g, " ");
    if (words.length < SHORTEST_WHY) {
      return showProblems(own, [[reason.id, `Diga por qué, con ${SHORTEST_WHY} letras o más: queda anotado.`]]);
    }
    send.disabled = true;
    await carryOut(own, api, { ...decision, id, why: words });
  };
  const leave = () => {
    own.remove();
    if (back instanceof HTMLElement) back.focus();
  };
  if (isNothing?.(preview)) {
    const close = button("Cerrar", leave, { class: "plain" });
    own.replaceChildren(...foretell(preview), close);
    return close.focus();
  }
  const asked = field("Por qué se decide", reason, "Queda anotado con su usuario y la hora.");
  own.replaceChildren(
    h("h2", {}, "Antes de confirmar"),
    ...foretell(preview),
    decision.why ? "" : asked,
    h("div", { class: "actions" }, send, button("No hacerlo", leave, { class: "plain" })),
  );
  own.querySelector("textarea")?.focus();
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
    h("p", { role: "status" }, `${count(done)} de ${counted(of, "paso", "pasos")}.`),
    h("progress", { value: done, max: of || 1 }),
  ];
}

/** @typedef {Omit<Decision, "foretell" | "isNothing" | "action"> & {id: string, why: string}} Confirmed */

/**
 * Do it, part after part.
 * @param {HTMLElement} placed
 * @param {Api} api
 * @param {Confirmed} decision
 * @param {Map<string, string>} [passwords] that earlier parts made, by account
 */
export async function carryOut(placed, api, decision, passwords = new Map()) {
  const leaving = (/** @type {Event} */ event) => event.preventDefault();
  const staysHere = SHOWS_PASSWORDS.has(decision.kind);
  if (staysHere) addEventListener("beforeunload", leaving);
  try {
    await inParts(placed, api, decision, passwords);
  } finally {
    removeEventListener("beforeunload", leaving);
  }
}

/**
 * @param {HTMLElement} placed
 * @param {Api} api
 * @param {Confirmed} decision
 * @param {Map<string, string>} passwords
 */
async function inParts(placed, api, decision, passwords) {
  const { id, kind, what, why, tell, numbers } = decision;
  const staysHere = SHOWS_PASSWORDS.has(kind);
  const note = staysHere
    ? "No deje esta página hasta que termine: cada clave se ve una sola vez, aquí."
    : "Puede dejar esta página: sigue desde «Lo decidido».";
  placed.replaceChildren(h("p", { role: "status" }, "Un momento…"), staysHere ? h("p", { class: "note" }, note) : "");
  const body = { id, kind, why, preview: false, ...what };
  while (true) {
    const answer = await api
      .post("decisions", body)
      .catch(explained(placed, { numbers }, () => carryOut(placed, api, decision, passwords)));
    if (!answer) return;
    // Each part has the passwords that it made, and no others: they are stored nowhere.
    const rows = answer.result.accounts ?? [];
    for (const { username, password } of rows) if (password) passwords.set(username, password);
    for (const row of rows) row.password = passwords.get(row.username) ?? null;
    if (answer.state === "done") {
      const trace = h(
        "p",
        { class: "note" },
        "Quedó anotado en ",
        h("a", { href: place("decisiones") }, "lo decidido"),
        ".",
      );
      const notice = h("div", { class: "notice", role: "status", tabindex: -1 }, ...tell(answer.result));
      placed.replaceChildren(notice, trace);
      notice.focus();
      return;
    }
    // Nobody would see the passwords of what is left: it waits until who decided goes on with it.
    if (staysHere && !placed.isConnected) return;
    placed.replaceChildren(...progressOf(answer.result), h("p", { class: "note" }, note));
  }
}

/** An id of a decision: the same id is carried out once. @param {number} now milliseconds, by the system's clock */
const newId = (now) => ulid(now, (length) => crypto.getRandomValues(new Uint8Array(length)));

/**
 * What shows why a decision was refused, with all its errors, and lets it be sent again where only the link failed.
 * @param {HTMLElement} placed
 * @param {{numbers?: number[] | undefined}} decision
 * @param {() => void} [again]
 */
function explained(placed, { numbers }, again) {
  return (/** @type {unknown} */ error) => {
    if (!(error instanceof OfficeError)) throw error;
    const temporary = error.status === 0 || error.status >= 500;
    // What the system itself answers says what became of the decision; where no answer comes, nobody knows.
    const unknown = again && error.status === 0;
    placed.replaceChildren(
      h(
        "div",
        { class: "problems", role: "alert", tabindex: -1 },
        h("h2", {}, error.title),
        h("p", {}, error.detail),
        unknown &&
          h("p", {}, "La decisión puede estar anotada y a medias. Pulse «Seguir», o retómela en «Lo decidido»."),
        h("ul", {}, ...error.errors.map((one) => h("li", {}, where(one.field, numbers), one.message))),
        temporary && again && button("Seguir", again),
      ),
    );
    /** @type {HTMLElement | null} */ (placed.querySelector(".problems"))?.focus();
    return null;
  };
}

/**
 * The row of the person's list that an error is of; nothing where there is no list.
 * @param {string} path `rows.3.centre`
 * @param {number[]} [numbers]
 */
function where(path, numbers) {
  const [, row] = /^(?:rows|accounts)\.(\d+)/.exec(path) ?? [];
  const number = numbers?.[Number(row)];
  return number === undefined ? "" : `Fila ${number}: `;
}
