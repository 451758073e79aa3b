/** Sign in, choose a first password, or a new one when it was forgotten. */

import { button, field, form, h } from "../elements.js";
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
 */
export function askForName(main, needs, known) {
  const name = usernameInput(known);
  const password = h("input", { id: "clave", type: "password", autocomplete: "current-password" });
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
  const forgot = button("Olvidé mi contraseña", () => askForReset(main, needs, name.value.trim()), { class: "plain" });
  const fields = [field("Usuario", name), field("Contraseña", password)];
  const below = h("div", {}, forgot, needs.back?.());
  drawForm(main, { title: "Iniciar sesión", action: "Entrar", fields, submit, below });
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
  const submit = async () => {
    const problems = shortPassword(password.value);
    if (problems.length) return problems;
    await needs.session.newPassword(username, password.value, challenge);
    await needs.afterSignIn();
    return [];
  };
  drawForm(main, { title: "Elija su contraseña", action: "Guardar y entrar", fields, submit });
}

/**
 * @param {HTMLElement} main
 * @param {SignInNeeds} needs
 * @param {string} known
 */
function askForReset(main, needs, known) {
  const name = usernameInput(known);
  const explanation =
    "Le llegará un código. Si su cuenta no tiene a dónde enviarlo, pida a la oficina del programa una contraseña nueva.";
  const fields = [h("p", {}, explanation), field("Usuario", name)];
  /** @returns {Promise<Problem[]>} */
  const submit = async () => {
    const username = name.value.trim();
    if (!username) return [["usuario", "Escriba su usuario."]];
    await needs.session.forgotPassword(username);
    askForCode(main, needs, username);
    return [];
  };
  const below = backButton(() => askForName(main, needs, name.value));
  drawForm(main, { title: "Olvidé mi contraseña", action: "Pedir un código", fields, submit, below });
}

/**
 * @param {HTMLElement} main
 * @param {SignInNeeds} needs
 * @param {string} username
 */
function askForCode(main, needs, username) {
  const { session, afterSignIn } = needs;
  const code = h("input", { id: "codigo", inputmode: "numeric", autocomplete: "one-time-code" });
  const password = newPasswordInput();
  const fields = [
    field("Código que le llegó", code),
    field("Contraseña nueva", password, "12 letras o más, con alguna cifra."),
  ];
  const submit = async () => {
    const problems = shortPassword(password.value);
    if (!code.value.trim()) problems.unshift(["codigo", "Escriba el código que le llegó."]);
    if (problems.length) return problems;
    await session.confirmForgotPassword(username, code.value.trim(), password.value);
    await session.signIn(username, password.value);
    await afterSignIn();
    return [];
  };
  const below = backButton(() => askForName(main, needs, username));
  drawForm(main, { title: "Escriba el código", action: "Cambiar y entrar", fields, submit, below });
}

/** @param {string} value */
const usernameInput = (value) =>
  h("input", { id: "usuario", autocomplete: "username", autocapitalize: "none", spellcheck: "false", value });

const newPasswordInput = () => h("input", { id: "nueva", type: "password", autocomplete: "new-password" });

/** @param {() => void} onclick */
const backButton = (onclick) => button("Volver", onclick, { class: "plain" });

/**
 * @param {string} password
 * @returns {Problem[]}
 */
const shortPassword = (password) => (password.length < SHORTEST_PASSWORD ? [["nueva", "Use 12 letras o más."]] : []);

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
}
