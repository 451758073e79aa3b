/**
 * Nobody is at the desk: sign in. Whoever is signed in at this machine needs no link for it, and what waits can be
 * carried away by anybody, since it says nothing of who the citizens are.
 */

import { limaDay, timeOfDay } from "../../scripts/lima.js";
import { button, h } from "../elements.js";
import { dayWords } from "../words.js";
import { exportButtons } from "./carried_files.js";
import { askForPin, withPin } from "./lock.js";
import { askForName } from "./sign_in.js";

/**
 * @param {HTMLElement} main
 * @param {import("./lock.js").LockNeeds & Pick<import("../main.js").Parts,
 *   "database" | "catalogue" | "clock" | "notifier" | "begun">} needs
 */
export async function closedDesk(main, needs) {
  const { session, clock, notifier, go } = needs;
  const { signedIn } = session;
  const form = h("div");
  const now = clock.now();
  const toDesk = () => button("Volver", () => go(""), { class: "plain" });
  const toHere = () => button("Volver", () => notifier.publish("place"), { class: "plain" });
  const others = withPin(session, signedIn?.sub ?? "").map((account) =>
    h(
      "li",
      {},
      button(account.username, () => askForPin(main, { ...needs, back: toHere }, account), { class: "second" }),
    ),
  );
  const files = exportButtons(needs);
  main.append(
    signedIn && !session.active ? h("p", { class: "note" }, endedWords(signedIn)) : "",
    form,
    others.length ? h("h2", {}, "Con su PIN, también sin conexión") : "",
    h("ul", { class: "plain-list" }, ...others),
    files.element,
    h("h2", {}, "Fecha y hora"),
    h("p", {}, `Este equipo cree que es ${dayWords(limaDay(now))}, ${timeOfDay(now)}.`),
    h("p", {}, h("a", { href: "#hora" }, "No es correcta")),
  );
  askForName(form, session.active ? { ...needs, back: toDesk } : needs, signedIn?.username ?? "", needs.begun);
  await files.draw();
}

/** @param {import("../core/types.js").Account} account */
const endedWords = ({ username, until }) =>
  `${username} podía registrar sin volver a entrar hasta el ${dayWords(limaDay(until))}. Lo guardado sigue aquí. ` +
  "Entre con su contraseña; hace falta conexión.";
