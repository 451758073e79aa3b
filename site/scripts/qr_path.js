/** A QR code as the path of an SVG: no request, no picture. */

import { generate } from "lean-qr/nano";

/** Empty squares around the code, which a camera needs. */
const QUIET = 4;

/**
 * The dark squares of a text's code, and the view box with the quiet squares around it.
 * @param {string} text
 */
export function qrPath(text) {
  const code = generate(text);
  let path = "";
  for (let y = 0; y < code.size; y++) {
    for (let x = 0; x < code.size; x++) if (code.get(x, y)) path += `M${x} ${y}h1v1h-1z`;
  }
  const side = code.size + 2 * QUIET;
  return { path, start: -QUIET, side };
}
