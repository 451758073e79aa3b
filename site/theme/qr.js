/** Draws the QR of a page's address where acciones.js left a place for it. Loaded at the first tap. */
import { generate } from "@/lean-qr.js";

const QUIET = 4;

window.drawQr = () => {
  const place = document.getElementById("qr");
  if (!place) return;
  const code = generate(place.dataset.text);
  let path = "";
  for (let y = 0; y < code.size; y++) for (let x = 0; x < code.size; x++) if (code.get(x, y)) path += `M${x} ${y}h1v1h-1z`;
  const side = code.size + 2 * QUIET;
  place.innerHTML = `<svg viewBox="${-QUIET} ${-QUIET} ${side} ${side}" width="216" height="216" role="img"
    aria-label="${_(`Código QR de esta página`)}"><path fill="#fff" d="M-4-4h${side}v${side}h-${side}z"/><path d="${path}"/></svg>`;
};
window.drawQr();
