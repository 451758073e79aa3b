/** A person enters the time: the machine's clock went back, or is not right. */

import { iso, limaDay, timeOfDay } from "../../scripts/lima.js";
import { button, field, form, h } from "../elements.js";
import { showProblems } from "../problems.js";
import { dayWords } from "../words.js";

/** @typedef {import("../problems.js").Problem} Problem */

/**
 * @param {HTMLElement} main
 * @param {Pick<import("../main.js").Parts, "clock" | "notifier" | "go">} needs
 */
export function time(main, { clock, notifier, go }) {
  const { wentBack } = clock;
  // After an empty battery the desk knows no time worth proposing: a hasty tap would file days back.
  const proposed = wentBack ? "" : iso(clock.now());
  const day = h("input", { id: "dia", type: "date", value: proposed.slice(0, 10) });
  const hour = h("input", { id: "hora", type: "time", value: proposed.slice(11, 16) });
  const why = wentBack
    ? "El reloj de este equipo puede estar mal. Diga la fecha y la hora de Lima."
    : "Diga la fecha y la hora de Lima. Con conexión, el puesto la aprende solo.";
  const place = h("div");

  const leave = () => {
    go("");
    notifier.publish("place");
  };
  const take = async () => {
    // The server named the time meanwhile.
    if (wentBack && !clock.wentBack) return leave();
    const moment = Date.parse(`${day.value}T${hour.value}:00-05:00`);
    /** @type {Problem[]} */
    const problems = [];
    if (!day.value) problems.push(["dia", "Diga qué día es."]);
    if (!hour.value) problems.push(["hora", "Diga qué hora es."]);
    const problem = problems.length ? null : clock.problemWith(moment);
    if (problem === "unreadable")
      problems.push(["dia", "Revise el día: el año tiene cuatro cifras y es de este siglo."]);
    if (problem === "past") {
      const latest = `${dayWords(limaDay(clock.lastNamed))}, ${timeOfDay(clock.lastNamed)}`;
      problems.push(["dia", `El sistema ya dio una hora posterior: ${latest}. Escriba esa o una más tarde.`]);
    }
    showProblems(main, problems);
    if (problems.length) return;
    if (problem === "far") return askIfSure(moment);
    await store(moment);
  };
  const store = async (/** @type {number} */ moment) => {
    try {
      await clock.setByPerson(moment);
    } catch {
      return showProblems(main, [["", "No se pudo guardar. Intente otra vez."]]);
    }
    leave();
  };
  const askIfSure = (/** @type {number} */ moment) => {
    const title = h("h2", { tabindex: -1 }, `¿Seguro que hoy es ${dayWords(limaDay(moment))}?`);
    place.replaceChildren(
      title,
      h("p", {}, "Está a varios días de lo que este equipo sabía."),
      h(
        "div",
        { class: "actions" },
        button("Sí, es ese día", () => void store(moment), { class: "main" }),
        button("No, corregir", () => place.replaceChildren(), { class: "second" }),
      ),
    );
    title.focus();
  };
  const askServer = () => void clock.askServer().then(() => notifier.publish("place"));
  main.append(
    h("h1", {}, "¿Qué día y hora es?"),
    h("p", {}, why),
    form(() => void take(), field("Día", day), field("Hora", hour), h("button", { class: "main" }, "Es correcta")),
    place,
    button("Preguntar al sistema", askServer, { class: "plain" }),
    wentBack ? "" : button("Volver", leave, { class: "plain" }),
  );
}
