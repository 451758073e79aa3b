/** Register an attention: which procedure, how it ended, save. Three keys for the nine most used. */

import { matching, nameOf, price } from "../catalogue.js";
import { citizenFields } from "../citizen.js";
import { begin, finished, keepDraft, keptDraft } from "../draft.js";
import { button, choice, field, h, redraw, sayProblems, typing } from "../elements.js";
import { hour } from "../identifiers.js";
import { save, SavedBeforeError } from "../items.js";
import { elapsed, OUTCOMES, REASONS } from "../words.js";

/**
 * @typedef {import("../desk.js").Desk} Desk
 * @typedef {import("../types.js").Draft} Draft
 * @typedef {import("../types.js").Outcome} Outcome
 */

const NUMBERED = 9;

/**
 * @param {Desk} desk
 * @param {HTMLElement} main
 */
export function register(desk, main) {
  let draft = keptDraft();
  /** @type {(event: KeyboardEvent) => void} */
  let onKey = () => {};
  const keys = (/** @type {KeyboardEvent} */ event) => {
    if (!event.ctrlKey && !event.altKey && !event.metaKey && !event.isComposing) onKey(event);
  };
  document.addEventListener("keydown", keys);
  const ticking = setInterval(tick, 1000);
  const forget = desk.onChange((what) => {
    if (what === "around" && !draft?.procedure && !draft?.outcome) drawList();
  });

  /** @param {Partial<Draft>} change */
  function set(change) {
    draft = { ...(draft ?? begin(desk.clock.now())), ...change };
    keepDraft(draft);
  }

  function tick() {
    const shown = document.getElementById("tiempo");
    if (shown && draft) shown.textContent = elapsed((draft.ended ?? desk.clock.now()) - draft.started);
  }

  let typed = "";
  let all = false;

  function askForProcedure() {
    const search = h("input", { id: "buscar", type: "search", autocomplete: "off", "aria-controls": "tramites", oninput: () => { typed = search.value; drawList(); } });
    search.value = typed;
    main.replaceChildren(
      h("h1", {}, h("label", { for: "buscar" }, draft?.instead ? "¿Qué trámite era?" : "¿Qué trámite?")),
      search,
      h("div", { id: "tramites" }),
      button("Pide algo que aquí no se ofrece", notOffered, { class: "second" }),
    );
    drawList();
    // On a touch screen the keyboard would cover the list.
    if (matchMedia("(hover: hover)").matches) search.focus();
    onKey = (event) => {
      const digit = /^[1-9]$/.test(event.key) ? Number(event.key) : 0;
      if (digit && desk.preferences.keys && !typing()) {
        const chosen = list()[digit - 1];
        if (chosen) { event.preventDefault(); chooseProcedure(chosen.id); }
      } else if (event.key === "Enter" && document.activeElement === search && typed) {
        const [first] = list();
        if (first) { event.preventDefault(); chooseProcedure(first.id); }
      } else if (event.key === "Escape" && typed) {
        typed = search.value = "";
        drawList();
      }
    };
  }

  const list = () => (typed.trim() ? matching(desk.catalogue, desk.procedures, typed) : desk.procedures);

  function drawList() {
    const place = document.getElementById("tramites");
    if (!place) return;
    const found = list();
    const shown = typed || all ? found : found.slice(0, NUMBERED);
    const row = (/** @type {typeof shown[number]} */ procedure, /** @type {number} */ i) => {
      const down = desk.down.get(procedure.entity);
      const [entity] = desk.catalogue.entities[procedure.entity] ?? [procedure.entity];
      return h("li", {}, h("button", { type: "button", onclick: () => chooseProcedure(procedure.id) },
        i < NUMBERED && desk.preferences.keys && h("kbd", { "aria-hidden": "true" }, i + 1),
        h("span", {}, procedure.name, h("small", {}, entity, down && h("b", { class: "down" }, ` Sistema caído, aviso de las ${hour(down.last)}`)))));
    };
    redraw(place, [typed, all, shown.map(({ id, entity }) => [id, desk.down.get(entity)?.last])], () => [
      h("ol", { class: "rows numbered", role: "list" }, ...shown.map(row)),
      ...(!typed && !all && found.length > NUMBERED ? [button(`Ver los ${found.length} trámites`, () => { all = true; drawList(); }, { class: "plain" })] : []),
      h("p", { role: "status" }, typed && !found.length ? "No está en la lista. Pruebe otra palabra, o regístrelo como no ofrecido." : ""),
    ]);
  }

  /** @param {string} procedure */
  function chooseProcedure(procedure) {
    set({ procedure, ...(draft?.outcome === "not_offered" ? { outcome: null, reason: null } : {}) });
    askForOutcome();
  }

  function askForOutcome() {
    const procedure = desk.catalogue.procedures.find(({ id }) => id === draft?.procedure);
    const [entity = "", website = null] = (procedure && desk.catalogue.entities[procedure.entity]) ?? [];
    const site = procedure?.site ?? website;
    const down = procedure && desk.down.get(procedure.entity);
    const reasons = h("div");
    const drawReasons = () => {
      reasons.replaceChildren(...(draft?.outcome === "not_completed" ? [choice("motivo", "¿Por qué no se pudo?", REASONS, draft.reason, (reason) => set({ reason }), { keys: desk.preferences.keys })] : []));
    };
    const chooseOutcome = (/** @type {string} */ outcome) => {
      set({ outcome: /** @type {Outcome} */ (outcome), reason: outcome === "not_completed" ? (draft?.reason ?? null) : null });
      drawReasons();
    };
    const title = h("h1", { tabindex: -1 }, nameOf(desk.catalogue, draft?.procedure ?? null));
    const form = h("form", { novalidate: true, onsubmit: submit },
      choice("resultado", "¿Cómo terminó?", OUTCOMES, draft?.outcome ?? null, chooseOutcome, { keys: desk.preferences.keys }),
      reasons,
      citizenFields(desk, draft?.citizen ?? {}, (citizen) => set({ citizen })),
      h("button", { class: "main" }, "Guardar"),
    );
    main.replaceChildren(
      h("div", { class: "chosen" },
        h("div", {},
          h("p", { class: "over" }, entity, procedure && price(procedure.soles) && ` · ${price(procedure.soles)}`),
          title,
          down && h("p", { class: "down" }, `Sistema caído: ${down.reports} avisos en otros centros, el último a las ${hour(down.last)}.`),
        ),
        h("p", { class: "clock" }, h("span", { id: "tiempo", role: "timer", "aria-label": "Tiempo de esta atención" })),
      ),
      h("div", { class: "ways" },
        site && h("a", { class: "site", href: site, target: "_blank", rel: "noopener noreferrer", onclick: beside }, "Abrir la página oficial", h("small", {}, new URL(site).hostname)),
        button("Cambiar trámite", () => { set({ procedure: null }); askForProcedure(); }, { class: "second" }),
      ),
      h("div", { class: "pair" }, form, procedure?.requirements.length ? h("section", { class: "requirements" }, h("h2", {}, "Necesita"), h("ul", {}, ...procedure.requirements.map((text) => h("li", {}, text)))) : ""),
    );
    drawReasons();
    tick();
    title.focus();
    onKey = (event) => {
      if (event.key === "Escape") return cancel();
      if (typing()) return;
      if (event.key === "Enter" && document.activeElement === title) form.requestSubmit();
      if (!desk.preferences.keys || !/^[1-9]$/.test(event.key)) return;
      const group = draft?.outcome === "not_completed" && !draft.reason ? "motivo" : "resultado";
      const option = /** @type {HTMLInputElement | undefined} */ (form.querySelectorAll(`input[name=${group}]`)[Number(event.key) - 1]);
      if (!option) return;
      event.preventDefault();
      option.focus();
      option.click();
    };
  }

  function notOffered() {
    set({ outcome: "not_offered", reason: "not_offered_here", procedure: null });
    const title = h("h1", { tabindex: -1 }, "Aquí no se ofrece");
    const what = h("select", { id: "que", onchange: () => set({ procedure: what.value || null }) }, h("option", { value: "" }, "Otro, no está en la lista"), ...desk.catalogue.procedures.map(({ id, name }) => h("option", { value: id }, name)));
    const form = h("form", { novalidate: true, onsubmit: submit },
      h("p", {}, "Se anota que alguien lo pidió, para que el programa lo sepa."),
      field("¿Qué pidió? (opcional)", what),
      h("button", { class: "main" }, "Guardar"));
    main.replaceChildren(title, form, button("Volver", cancel, { class: "second" }));
    title.focus();
    onKey = (event) => {
      if (event.key === "Escape") cancel();
      if (event.key === "Enter" && document.activeElement === title) form.requestSubmit();
    };
  }

  function cancel() {
    draft = null;
    keepDraft(null);
    typed = "";
    askForProcedure();
  }

  let saving = false;

  /** @param {Event} event */
  async function submit(event) {
    event.preventDefault();
    if (!draft || saving) return;
    /** @type {[string, string][]} */
    const problems = [];
    if (!draft.outcome) problems.push(["resultado", "Diga cómo terminó."]);
    if (draft.outcome === "not_completed" && !draft.reason) problems.push(["motivo", "Diga por qué no se pudo."]);
    sayProblems(main, problems);
    if (problems.length) return;
    const item = finished(draft, desk.centre, desk.clock.now());
    saving = true;
    try {
      await save(desk.db, item, { instead: draft.instead });
      await desk.clock.keep();
    } catch (error) {
      if (!(error instanceof SavedBeforeError)) {
        saving = false;
        const full = error instanceof DOMException && error.name === "QuotaExceededError";
        return sayProblems(main, [["", full ? "No hay espacio en este equipo y no se guardó. Libere espacio y guarde otra vez; esta pantalla espera." : "No se pudo guardar. Guarde otra vez; si sigue igual, recargue la página: esta atención se conserva."]]);
      }
      // Another window finished this draft: what it saved is what counts.
      const kept = await desk.db.getFromIndex("items", "ulid", draft.ulid);
      keepDraft(null);
      return desk.go(`guardada=${kept?.id ?? ""}&otra`);
    }
    keepDraft(null);
    await desk.used(item.procedure);
    void desk.sender.wake("saved");
    desk.tell("items");
    desk.go(`guardada=${item.id}`);
  }

  if (draft?.procedure && draft.outcome !== "not_offered") askForOutcome();
  else askForProcedure();

  return () => {
    clearInterval(ticking);
    document.removeEventListener("keydown", keys);
    forget();
  };
}

/**
 * On a wide screen the entity's site opens in a window at the right half, beside the desk.
 * @param {MouseEvent} event
 */
function beside(event) {
  const wide = screen.availWidth >= 1024;
  const link = /** @type {HTMLAnchorElement} */ (event.currentTarget);
  if (!wide) return;
  event.preventDefault();
  const half = Math.floor(screen.availWidth / 2);
  open(link.href, "_blank", `noopener,noreferrer,popup,left=${half},top=0,width=${half},height=${screen.availHeight}`);
}
