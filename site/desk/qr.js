/** A QR code as an SVG, drawn here: no request, no picture. */

import { qrPath } from "../scripts/qr_path.js";

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {string} text
 * @param {string} label
 */
export function qr(text, label) {
  const { path, start, side } = qrPath(text);
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `${start} ${start} ${side} ${side}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  svg.setAttribute("class", "qr");
  const modules = document.createElementNS(SVG, "path");
  modules.setAttribute("d", path);
  svg.append(modules);
  return svg;
}
