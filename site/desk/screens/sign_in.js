/** Sign in, and choose a password of one's own at the first time. */

import { field, form, h } from "../elements.js";
import { showProblems } from "../problems.js";
import { signInProblem } from "../words.js";

/**
 * @typedef {import("../problems.js").Problem} Problem
 * @typedef {Pick<import("../main.js").Parts, "session" | "afterSignIn"> & {back?: () => HTMLElement}} SignInNeeds back:
 *   makes the button that leads to where this form was opened from
 */

const SHORTEST_PASSWORD = 12;

/**
 * @param {HTMLElement} main
 * @param {SignInNeeds} needs
 * @param {string} known
 * @param {import("../begun.js").Begun | null} [begun] where somebody may have begun to write
 */
export function askForName(main, needs, known, begun) {
  const name = begun?.name ?? usernameInput();
  const password = begun?.password ?? passwordInput();
  name.value ||= known;
  const submit = async () => {
    const username = name.value.trim();
    /** @type {Problem[]} */
    const problems = [];
    if (!username) problems.push(["usuario", "Escriba su usuario."]);
    if (!password.value) problems.push(["clave", "Escriba su contraseña."]);
    if (problems.length) return problems;
    const asked = await needs.session.signIn(username, password.value);
    if (asked) askForFirstPassword(main, needs, username, asked.challenge);
    else await needs.afterSignIn();
    return [];
  };
  // Accounts have no address to which a code could go (template.yaml): only the office gives another password.
  const forgot = h(
    "p",
    { class: "quiet" },
    "¿La olvidó, o venció la que le dieron? Pida otra a la oficina del programa.",
  );
  const fields = [field("Usuario", name), field("Contraseña", password)];
  const below = h("div", {}, forgot, needs.back?.());
  const send = drawForm(main, { title: "Iniciar sesión", action: "Entrar", fields, submit, below });
  // Who was writing the password goes on there, and not in the field that everybody can read.
  if (begun?.noted.at === password.id) password.focus();
  if (begun?.noted.pressed) send.click();
}

/**
 * @param {HTMLElement} main
 * @param {SignInNeeds} needs
 * @param {string} username
 * @param {string} challenge
 */
function askForFirstPassword(main, needs, username, challenge) {
  const password = newPasswordInput();
  const hint = "12 letras o más, con alguna cifra. Una frase corta es fácil de recordar.";
  const fields = [
    h("p", {}, "Es la primera vez que entra. Cambie la contraseña que le dieron."),
    field("Contraseña nueva", password, hint),
  ];
  /** @returns {Promise<Problem[]>} */
  const submit = async () => {
    if (password.value.length < SHORTEST_PASSWORD) return [["nueva", "Use 12 letras o más."]];
    try {
      await needs.session.newPassword(username, password.value, challenge);
    } catch (error) {
      // Nobody wrote a wrong password here: more than the template's AuthSessionValidity has passed.
      if (/** @type {any} */ (error).code !== "NotAuthorizedException") throw error;
      askForName(main, needs, username);
      return [["", "Pasó mucho tiempo. Escriba su usuario y su contraseña otra vez."]];
    }
    await needs.afterSignIn();
    return [];
  };
  drawForm(main, { title: "Elija su contraseña", action: "Guardar y entrar", fields, submit });
}

// These two as in index.html, where they stand before the desk has come.
const usernameInput = () =>
  h("input", { id: "usuario", type: "text", autocomplete: "username", autocapitalize: "none", spellcheck: "false" });

const passwordInput = () => h("input", { id: "clave", type: "password", autocomplete: "current-password" });

const newPasswordInput = () => h("input", { id: "nueva", type: "password", autocomplete: "new-password" });

/**
 * @param {HTMLElement} main
 * @param {object} content
 * @param {string} content.title
 * @param {string} content.action
 * @param {Node[]} content.fields
 * @param {() => Promise<Problem[]>} content.submit
 * @param {Node} [content.below]
 */
function drawForm(main, { title, action, fields, submit, below }) {
  const send = h("button", { class: "main" }, action);
  const onsubmit = async () => {
    send.disabled = true;
    send.textContent = "Un momento…";
    const problems = await submit().catch((error) => /** @type {Problem[]} */ ([["", signInProblem(error)]]));
    send.disabled = false;
    send.textContent = action;
    // Whoever comes next finds no password in the form.
    for (const typed of main.querySelectorAll("input[type=password]")) {
      if (typed instanceof HTMLInputElement) typed.value = "";
    }
    showProblems(main, problems);
  };
  main.replaceChildren(
    h("h1", {}, title),
    form(() => void onsubmit(), ...fields, send),
    below ?? "",
  );
  main.querySelector("input")?.focus();
  return send;
}
