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
 *   "database" | "catalogue" | "clock" | "notifier">} needs
 */
export async function closedDesk(main, needs) {
  const { session, clock } = needs;
  const { signedIn } = session;
  const form = h("div");
  const now = clock.now();
  const others = withPin(session, signedIn?.sub ?? "").map((account) =>
    h(
      "li",
      {},
      button(account.username, () => askForPin(main, needs, account), { class: "second" }),
    ),
  );
  const files = exportButtons(needs);
  main.append(
    form,
    others.length ? h("h2", {}, "Con su PIN, también sin conexión") : "",
    h("ul", { class: "plain-list" }, ...others),
    files.element,
    h("h2", {}, "Fecha y hora"),
    h("p", {}, `Este equipo cree que es ${dayWords(limaDay(now))}, ${timeOfDay(now)}.`),
    h("p", {}, h("a", { href: "#hora" }, "No es correcta")),
  );
  askForName(form, needs, signedIn?.username ?? "");
  await files.draw();
}
