/** A person enters the time: the machine's clock went back, or is not right. */

import { iso } from "../../scripts/lima.js";
import { button, field, form, h } from "../elements.js";
import { showProblems } from "../problems.js";

/**
 * @param {HTMLElement} main
 * @param {Pick<import("../main.js").Parts, "clock" | "notifier" | "go">} needs
 */
export function time(main, { clock, notifier, go }) {
  const proposed = iso(clock.wentBack ? clock.lastSeen : clock.now());
  const day = h("input", { id: "dia", type: "date", value: proposed.slice(0, 10) });
  const hour = h("input", { id: "hora", type: "time", value: proposed.slice(11, 16) });
  const take = async () => {
    /** @type {import("../problems.js").Problem[]} */
    const problems = [];
    if (!day.value) problems.push(["dia", "Diga qué día es."]);
    if (!hour.value) problems.push(["hora", "Diga qué hora es."]);
    if (problems.length) return showProblems(main, problems);
    await clock.setByPerson(Date.parse(`${day.value}T${hour.value}:00-05:00`));
    go("");
    notifier.publish("place");
  };
  const why = clock.wentBack
    ? "El reloj de este equipo retrocedió. Diga la fecha y la hora de Lima para registrar en el día correcto."
    : "Diga la fecha y la hora de Lima. Con conexión, el puesto la aprende solo.";
  const askServer = () => void clock.askServer().then(() => notifier.publish("place"));
  main.append(
    h("h1", {}, "¿Qué día y hora es?"),
    h("p", {}, why),
    form(() => void take(), field("Día", day), field("Hora", hour), h("button", { class: "main" }, "Es correcta")),
    button("Preguntar al sistema", askServer, { class: "plain" }),
  );
}
