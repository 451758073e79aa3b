/** A person says what time it is: the machine's clock went back, or is not right. */

import { button, field, h, sayProblems } from "../elements.js";
import { iso } from "../identifiers.js";

/**
 * @param {import("../desk.js").Desk} desk
 * @param {HTMLElement} main
 */
export function time(desk, main) {
  const { clock } = desk;
  const known = iso(clock.lost ? clock.seen : clock.now());
  const day = h("input", { id: "dia", type: "date", value: known.slice(0, 10) });
  const hour = h("input", { id: "hora", type: "time", value: known.slice(11, 16) });
  const take = async () => {
    const moment = Date.parse(`${day.value}T${hour.value}:00-05:00`);
    /** @type {[string, string][]} */
    const problems = [];
    if (!day.value) problems.push(["dia", "Diga qué día es."]);
    if (!hour.value) problems.push(["hora", "Diga qué hora es."]);
    if (problems.length) return sayProblems(main, problems);
    await clock.set(moment);
    desk.go("");
    desk.changed("place");
  };
  main.append(
    h("h1", {}, "¿Qué día y hora es?"),
    h("p", {}, clock.lost ? "El reloj de este equipo retrocedió. Diga la fecha y la hora de Lima para registrar en el día correcto." : "Diga la fecha y la hora de Lima. Con conexión, el puesto la aprende solo."),
    h("form", { novalidate: true, onsubmit: (/** @type {Event} */ event) => { event.preventDefault(); void take(); } },
      field("Día", day), field("Hora", hour), h("button", { class: "main" }, "Es correcta")),
    button("Preguntar al sistema", () => void desk.session.askTheTime().then(() => desk.changed("place")), { class: "plain" }),
  );
}
