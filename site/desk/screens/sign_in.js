/** Sign in, choose a first password, or a new one when it was forgotten. */

import { button, field, h, sayProblems } from "../elements.js";
import { whySignIn } from "../words.js";

/** @typedef {import("../desk.js").Desk} Desk */

/**
 * @param {Desk} desk
 * @param {HTMLElement} main
 */
export function signIn(desk, main) {
  askForName(desk, main, desk.session.now?.username ?? "");
}

/**
 * @param {Desk} desk
 * @param {HTMLElement} main
 * @param {string} known
 */
function askForName(desk, main, known) {
  const name = h("input", { id: "usuario", autocomplete: "username", autocapitalize: "none", spellcheck: "false", value: known });
  const password = h("input", { id: "clave", type: "password", autocomplete: "current-password" });
  form(main, "Iniciar sesión", "Entrar", [field("Usuario", name), field("Contraseña", password)], async () => {
    const username = name.value.trim();
    /** @type {[string, string][]} */
    const problems = [];
    if (!username) problems.push(["usuario", "Escriba su usuario."]);
    if (!password.value) problems.push(["clave", "Escriba su contraseña."]);
    if (problems.length) return problems;
    const asked = await desk.session.signIn(username, password.value);
    if (asked) askForNewPassword(desk, main, username, asked.challenge);
    else done(desk);
    return [];
  }, button("Olvidé mi contraseña", () => askForReset(desk, main, name.value.trim()), { class: "plain" }));
}

/**
 * @param {Desk} desk
 * @param {HTMLElement} main
 * @param {string} username
 * @param {string} challenge
 */
function askForNewPassword(desk, main, username, challenge) {
  const password = newPassword();
  form(main, "Elija su contraseña", "Guardar y entrar", [
    h("p", {}, "Es la primera vez que entra. Cambie la contraseña que le dieron."),
    field("Contraseña nueva", password, "12 letras o más, con alguna cifra. Una frase corta es fácil de recordar."),
  ], async () => {
    if (password.value.length < 12) return [["nueva", "Use 12 letras o más."]];
    await desk.session.newPassword(username, password.value, challenge);
    done(desk);
    return [];
  });
}

/**
 * @param {Desk} desk
 * @param {HTMLElement} main
 * @param {string} known
 */
function askForReset(desk, main, known) {
  const name = h("input", { id: "usuario", autocomplete: "username", autocapitalize: "none", spellcheck: "false", value: known });
  form(main, "Olvidé mi contraseña", "Pedir un código", [
    h("p", {}, "Le llegará un código. Si su cuenta no tiene a dónde enviarlo, pida a la oficina del programa una contraseña nueva."),
    field("Usuario", name),
  ], async () => {
    const username = name.value.trim();
    if (!username) return [["usuario", "Escriba su usuario."]];
    await desk.session.forgot(username);
    askForCode(desk, main, username);
    return [];
  }, button("Volver", () => askForName(desk, main, name.value), { class: "plain" }));
}

/**
 * @param {Desk} desk
 * @param {HTMLElement} main
 * @param {string} username
 */
function askForCode(desk, main, username) {
  const code = h("input", { id: "codigo", inputmode: "numeric", autocomplete: "one-time-code" });
  const password = newPassword();
  form(main, "Escriba el código", "Cambiar y entrar", [
    field("Código que le llegó", code),
    field("Contraseña nueva", password, "12 letras o más, con alguna cifra."),
  ], async () => {
    /** @type {[string, string][]} */
    const problems = [];
    if (!code.value.trim()) problems.push(["codigo", "Escriba el código que le llegó."]);
    if (password.value.length < 12) problems.push(["nueva", "Use 12 letras o más."]);
    if (problems.length) return problems;
    await desk.session.confirmForgot(username, code.value.trim(), password.value);
    await desk.session.signIn(username, password.value);
    done(desk);
    return [];
  }, button("Volver", () => askForName(desk, main, username), { class: "plain" }));
}

/**
 * @param {Desk} desk
 * @param {HTMLElement} main
 */
export function chooseCentre(desk, main) {
  main.append(
    h("h1", {}, "¿En qué centro está?"),
    h("ul", { class: "rows" }, ...desk.session.centres.map((centre) =>
      h("li", {}, button(desk.catalogue.centres[centre]?.[1] ?? centre, () => void desk.session.choose(centre).then(() => desk.go(""))))
    )),
  );
}

const newPassword = () => h("input", { id: "nueva", type: "password", autocomplete: "new-password" });

/** @param {Desk} desk */
function done(desk) {
  desk.locked = false;
  void desk.sender.wake("person");
  void desk.lookAround();
  desk.go("");
}

/**
 * @param {HTMLElement} main
 * @param {string} title
 * @param {string} action
 * @param {Node[]} fields
 * @param {() => Promise<[string, string][]>} submit
 * @param {...Node} more
 */
function form(main, title, action, fields, submit, ...more) {
  const send = h("button", { class: "main" }, action);
  main.replaceChildren(h("h1", {}, title), h("form", {
    novalidate: true,
    onsubmit: (/** @type {Event} */ event) => {
      event.preventDefault();
      send.disabled = true;
      send.textContent = "Un momento…";
      submit().catch((error) => /** @type {[string, string][]} */ ([["", whySignIn(error)]])).then((problems) => {
        send.disabled = false;
        send.textContent = action;
        sayProblems(main, problems);
      });
    },
  }, ...fields, send), ...more);
  main.querySelector("input")?.focus();
}
