/** What the worker says of the pack that this browser holds. */

import { MONTHS } from "../contract.js";
import { _, fill } from "../words.js";
import { isOffline } from "./link.js";
import { current } from "./pack.js";

/**
 * When the content is from, and whether there is a link.
 * @param {import("./pack.js").Pack} pack
 */
export function summary({ version }) {
  const [year, month, day] = version.date.split("-").map(Number);
  const offline = isOffline() ? _("; sin conexión") : "";
  return fill(_("Contenido del %(day)s de %(month)s de %(year)s%(offline)s."), [day, MONTHS[month - 1], year, offline]);
}

/** The answer to a page that asks what this device holds. */
export async function state() {
  const pack = await current();
  if (!pack) return { version: "", partly: false, summary: "" };
  const { version } = pack.version;
  return { version, partly: !version, summary: summary(pack) };
}
