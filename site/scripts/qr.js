/** Draws the QR of a page's address where actions.js left a place for it. Loaded at the first tap. */

import { generate } from "lean-qr/nano";
import { byId } from "./dom.js";
import { _ } from "./words.js";

const QUIET = 4;

window.drawQr = () => {
  const place = byId("qr");
  if (!place) return;
  const code = generate(/** @type {string} */ (place.dataset.text));
  let path = "";
  for (let y = 0; y < code.size; y++) {
    for (let x = 0; x < code.size; x++) if (code.get(x, y)) path += `M${x} ${y}h1v1h-1z`;
  }
  const side = code.size + 2 * QUIET;
  const start = -QUIET;
  place.innerHTML = `<svg viewBox="${start} ${start} ${side} ${side}" width="216" height="216" role="img"><path fill="#fff" d="M${start} ${start}h${side}v${side}h-${side}z"/><path d="${path}"/></svg>`;
  /** @type {Element} */ (place.firstChild).setAttribute("aria-label", _("Código QR de esta página"));
};
window.drawQr();
