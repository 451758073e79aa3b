/** What a person is shown when something is missing or went wrong. */

import { h } from "./elements.js";

/** @typedef {[field: string, words: string]} Problem id of the field (or "") and what to do */

/**
 * Show problems at the top of the screen; the list takes the focus and leads to each field. None removes it.
 * @param {Element} main
 * @param {Problem[]} problems
 */
export function showProblems(main, problems) {
  main.querySelector(".problems")?.remove();
  for (const marked of main.querySelectorAll("[aria-invalid]")) marked.removeAttribute("aria-invalid");
  if (!problems.length) return;
  const summary = h(
    "div",
    { class: "problems", tabindex: -1, role: "alert", "aria-labelledby": "problems" },
    h("h2", { id: "problems" }, "Revise esto"),
    h("ul", {}, ...problems.map(row)),
  );
  main.prepend(summary);
  summary.focus();
}

/** @param {Problem} problem */
function row([id, words]) {
  const target = id ? document.getElementById(id) : null;
  if (!target) return h("li", {}, words);
  target.setAttribute("aria-invalid", "true");
  const onclick = (/** @type {Event} */ event) => {
    event.preventDefault();
    focusOn(target);
  };
  return h("li", {}, h("a", { href: `#${id}`, onclick }, words));
}

/** @param {HTMLElement} target */
function focusOn(target) {
  const first = target.matches("fieldset") ? target.querySelector("input") : null;
  (first ?? target).focus();
  target.scrollIntoView({ block: "center" });
}
