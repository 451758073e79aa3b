/** A QR code as an SVG, drawn here: no request, no picture. */

import { generate } from "./vendor/lean-qr.js";

const SVG = "http://www.w3.org/2000/svg";
/** Empty modules around the code, as its standard asks. */
const QUIET = 4;

/**
 * @param {string} text
 * @param {string} label
 */
export function qr(text, label) {
  const code = generate(text);
  let path = "";
  for (let y = 0; y < code.size; y++) {
    for (let x = 0; x < code.size; x++) if (code.get(x, y)) path += `M${x} ${y}h1v1h-1z`;
  }
  const side = code.size + 2 * QUIET;
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `${-QUIET} ${-QUIET} ${side} ${side}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  svg.setAttribute("class", "qr");
  const modules = document.createElementNS(SVG, "path");
  modules.setAttribute("d", path);
  svg.append(modules);
  return svg;
}
