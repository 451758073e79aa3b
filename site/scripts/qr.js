/** Draws the QR of a page's address where actions.js left a place for it. Loaded at the first tap. */

import { byId } from "./dom.js";
import { qrPath } from "./qr_path.js";
import { _ } from "./words.js";

window.drawQr = () => {
  /** @type {HTMLElement | null} */
  const place = byId("qr");
  if (!place) return;
  const { path, start, side } = qrPath(/** @type {string} */ (place.dataset.text));
  place.innerHTML =
    `<svg viewBox="${start} ${start} ${side} ${side}" width="216" height="216" role="img">` +
    `<path fill="#fff" d="M${start} ${start}h${side}v${side}h-${side}z"/><path d="${path}"/></svg>`;
  /** @type {Element} */ (place.firstChild).setAttribute("aria-label", _("Código QR de esta página"));
};
window.drawQr();
