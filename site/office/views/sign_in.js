/** Signing in: name and password, a first password of one's own, the phone's code, and the phone at the first time. */

import { field, form, h } from "../../desk/elements.js";
import { showProblems } from "../../desk/problems.js";
import { qrPath } from "../../scripts/qr_path.js";
import { signInProblem } from "../words.js";

/**
 * @typedef {import("../session.js").Session} Session
 * @typedef {Exclude<import("../session.js").Step, {next: "in"}>} Challenge
 */

const SHORTEST_PASSWORD = 12;
/** Where nothing helps but to begin with name and password. */
const FROM_THE_BEGINNING = new Set(["too_late", "ended"]);
const ISSUER = "MAC Express";

/**
 * @param {HTMLElement} main
 * @param {Session} session
 * @param {() => void} done
 * @param {string} [news] why this is asked
 */
export function signIn(main, session, done, news) {
  const name = input("usuario", { autocomplete: "username", autocapitalize: "none", spellcheck: "false" });
  const password = input("clave", { type: "password", autocomplete: "current-password" });
  const submit = async () => {
    next(main, session, done, await session.signIn(name.value.trim(), password.value));
  };
  draw(main, {
    title: "Oficina: iniciar sesión",
    above: news ? [h("p", { role: "status" }, news)] : [],
    fields: [field("Usuario", name), field("Contraseña", password)],
    action: "Entrar",
    submit,
    below: h(
      "p",
      { class: "note" },
      "¿La olvidó, o cambió de teléfono? Otra persona de la oficina le da una clave nueva.",
    ),
  });
}

/**
 * @param {HTMLElement} main
 * @param {Session} session
 * @param {() => void} done
 * @param {import("../session.js").Step} step
 */
function next(main, session, done, step) {
  if (step.next === "in") done();
  else if (step.next === "code") askForCode(main, session, done, step);
  else askForPassword(main, session, done, step);
}

/**
 * @param {HTMLElement} main
 * @param {Session} session
 * @param {() => void} done
 * @param {Challenge} step
 */
function askForPassword(main, session, done, step) {
  const password = input("nueva", { type: "password", autocomplete: "new-password" });
  draw(main, {
    title: "Elija su contraseña",
    above: [h("p", {}, "Es la primera vez que entra. Cambie la contraseña que le dieron.")],
    fields: [
      field("Contraseña nueva", password, "12 letras o más, con alguna cifra. Una frase corta es fácil de recordar."),
    ],
    action: "Guardar y seguir",
    again: (news) => signIn(main, session, done, news),
    submit: async () => {
      if (password.value.length < SHORTEST_PASSWORD) return [["nueva", "Use 12 letras o más."]];
      next(main, session, done, await session.newPassword(step, password.value));
      return [];
    },
  });
}

/**
 * @param {HTMLElement} main
 * @param {Session} session
 * @param {() => void} done
 * @param {Challenge} step
 */
function askForCode(main, session, done, step) {
  const code = codeInput();
  draw(main, {
    title: "El código de su teléfono",
    fields: [field("Código de 6 cifras", code, "El que muestra ahora la aplicación de códigos, junto a MAC Express.")],
    action: "Entrar",
    again: (news) => signIn(main, session, done, news),
    submit: async () => next(main, session, done, await session.answerCode(step, code.value.replaceAll(" ", ""))),
    below: h(
      "p",
      { class: "note" },
      "¿Perdió el teléfono? Otra persona de la oficina le quita el código, y usted pone otro.",
    ),
  });
}

/**
 * The first time: a secret goes to the phone by its camera, and a code of it comes back.
 * @param {HTMLElement} main
 * @param {Session} session
 * @param {() => void} done
 */
export async function enrol(main, session, done) {
  const { holder } = session;
  const secret = await session.newSecret();
  if (session.holder !== holder) return; // it is nobody else's
  const label = encodeURIComponent(`${ISSUER}:${session.username}`);
  const address = `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(ISSUER)}`;
  const code = codeInput();
  draw(main, {
    title: "Ponga el código en su teléfono",
    above: [
      h(
        "p",
        {},
        "Las cifras de la oficina son exactas. Por eso se entra con dos claves: la suya y una de su teléfono.",
      ),
      h(
        "ol",
        {},
        h(
          "li",
          {},
          "Instale una aplicación de códigos, si no tiene: Aegis, Google Authenticator o Microsoft Authenticator.",
        ),
        h("li", {}, "En ella, agregue una cuenta y apunte la cámara a este cuadro."),
        h("li", {}, "Escriba abajo las 6 cifras que muestra."),
      ),
      qr(address),
      h(
        "p",
        {},
        "Sin cámara, escriba esta clave en la aplicación: ",
        h("code", {}, secret.replace(/(.{4})/g, "$1 ").trim()),
      ),
    ],
    fields: [field("Código de 6 cifras", code)],
    action: "Comprobar y entrar",
    again: (news) => signIn(main, session, done, news),
    submit: async () => {
      await session.confirmSecondFactor(code.value.replaceAll(" ", ""));
      done();
    },
  });
}

/** @param {string} text */
function qr(text) {
  const { path, start, side } = qrPath(text);
  const place = h("div", { class: "qr", role: "img", "aria-label": "Código QR para la aplicación de su teléfono" });
  place.innerHTML = `<svg viewBox="${start} ${start} ${side} ${side}"><path d="${path}"/></svg>`;
  return place;
}

/**
 * @param {string} id
 * @param {Record<string, string>} attributes
 */
const input = (id, attributes) => h("input", { id, type: "text", required: true, ...attributes });

const codeInput = () => input("codigo", { inputmode: "numeric", autocomplete: "one-time-code", maxlength: "7" });

/**
 * @param {HTMLElement} main
 * @param {object} content
 * @param {string} content.title
 * @param {Node[]} [content.above]
 * @param {Node[]} content.fields
 * @param {string} content.action
 * @param {() => Promise<void | [field: string, words: string][]>} content.submit
 * @param {(news: string) => void} [content.again] begin again, where this step came too late
 * @param {Node} [content.below]
 */
function draw(main, { title, above = [], fields, action, submit, again, below }) {
  const send = h("button", { class: "main" }, action);
  const onsubmit = async () => {
    const empty = [...main.querySelectorAll("input")].filter((control) => !control.value.trim());
    if (empty.length)
      return showProblems(
        main,
        empty.map(({ id }) => [id, "Falta esto."]),
      );
    send.disabled = true;
    const problems = await submit().catch((error) => {
      if (again && FROM_THE_BEGINNING.has(error.code) && send.isConnected) again(signInProblem(error));
      return /** @type {[string, string][]} */ ([["", signInProblem(error)]]);
    });
    send.disabled = false;
    if (problems && send.isConnected) showProblems(main, problems);
  };
  main.replaceChildren(
    h("h1", {}, title),
    ...above,
    form(() => void onsubmit(), ...fields, send),
    below ?? "",
  );
  main.querySelector("input")?.focus();
}
