/** A portal in several versions, small and made up: pages, lists, and the pack's files as portal.pack.files writes them. */

import { BETWEEN, FRAME, PACK_FORMAT, PAIR, PART } from "../../site/scripts/contract.js";
import { digest } from "./browser.js";

export const PIECE = 400;
const hashOf = (text) => digest(text).toString("hex").slice(0, 32);
const textOf = (entries) =>
  Object.keys(entries)
    .sort()
    .map((key) => key + PAIR + entries[key])
    .join(BETWEEN);

/** Every so many characters, as the build does by bytes. */
function endsOf(text) {
  const ends = [];
  for (let end = PIECE; end < text.length; end += PIECE) ends.push(end);
  return [...ends, text.length];
}

const FILL = "x".repeat(90);

/** A version's entries by part; page n was last changed in the newest version that n divides. */
function partsOf(version) {
  const last = (n) => version - (version % n);
  const page = (path, n) => [path, `title\u0002about\u0002${path} changed in ${last(n)} ${FILL}`];
  const common = Object.fromEntries([1, 2, 3, 4].map((n) => page(`/tramites/${n}/`, n)));
  const places = (region) => [1, 2, 3].map((n) => page(`/cerca/${region}0${n}/`, n));
  const frame = `<frame ${version}>\u00042<footer><div class="frame">`;
  const home = `title\u0002about\u0002home of ${version}`;
  const tools = { "/actions.js": `tools of ${version}`, "/sin-conexion/": "title\u0002about\u0002offline page" };
  const country = Object.fromEntries(["01", "02", "03"].flatMap(places));
  return { "": { ...common, [FRAME]: frame, "/": home, ...tools }, pe: country };
}

/** A version's entries, its files by their names below /pack/, and its size in characters. */
function made(version) {
  const parts = partsOf(version);
  const files = {};
  const named = (part, text) => {
    const hash = hashOf(text);
    const ends = endsOf(text);
    files[`${hash}.txt`] = text;
    for (const [n, end] of ends.entries()) files[`${hash}.${n}.txt`] = text.slice(ends[n - 1] || 0, end);
    return [part, hash, ends];
  };
  const list = Object.entries(parts).map(([part, own]) => named(part, textOf(own)));
  const former = [version - 1, version - 2].filter((other) => other > 0);
  const latest = {
    portal: PACK_FORMAT,
    version: `v${version}`,
    date: "2026-10-01",
    parts: list,
    former: former.map((older) => `v${older}`),
  };
  const ofRegion = ([path]) => path.startsWith("/cerca/02");
  const quick = [named("02", textOf(Object.fromEntries(Object.entries(parts.pe).filter(ofRegion))))];
  files[`quick-v${version}.json`] = JSON.stringify(quick);
  for (const other of former) files[`v${other}-v${version}.txt`] = changes(partsOf(other), parts);
  files["latest.json"] = JSON.stringify(latest);
  const entries = { ...parts[""], ...parts.pe };
  return { files, entries, latest, size: list.reduce((sum, [, hash]) => sum + files[`${hash}.txt`].length, 0) };
}

export class Server {
  constructor() {
    this.version = 1;
    this.packs = new Map();
  }

  /** A version's entries and the pack's files. */
  pack(version = this.version) {
    if (!this.packs.has(version)) this.packs.set(version, made(version));
    return this.packs.get(version);
  }

  /** What a page reads as in a version; undefined where it has none. */
  page(path, version = this.version) {
    const { entries } = this.pack(version);
    if (entries[path] === undefined) return;
    if (path.endsWith(".js")) return entries[path];
    const [, , main] = entries[path].split("\u0002");
    return entries[FRAME].replace("\u00042", main);
  }

  /** The body of an address now; undefined for a missing one. */
  answer(path) {
    if (path.startsWith("/pack/")) return this.pack().files[path.slice("/pack/".length)];
    if (path.startsWith("/lugares/")) return `list ${path} of ${this.version}`;
    if (["/estadisticas/", "/hoy/", "/data/v1/today.json", "/constancia/"].includes(path)) return `online page ${path}`;
    return this.page(path);
  }
}

function changes(before, after) {
  return Object.entries(after)
    .map(([name, entries]) => {
      const old = before[name] || {};
      const lines = Object.keys(entries)
        .filter((key) => old[key] !== entries[key])
        .sort()
        .map((key) => key + PAIR + entries[key]);
      const gone = Object.keys(old).filter((key) => entries[key] === undefined);
      return [name, ...lines, ...gone];
    })
    .filter((group) => group.length > 1)
    .map((group) => group.join(BETWEEN))
    .join(PART);
}
