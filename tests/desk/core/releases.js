/** The real door and worker of the desk, and releases with them, small and made up. */

import { readFile } from "node:fs/promises";
import { Script } from "node:vm";
import * as esbuild from "esbuild";
import { digest } from "../../worker/browser.js";

export const PAGE = "/asesor/";

const hashOf = (text) => digest(text).toString("hex").slice(0, 12);
export const integrityOf = (text) => `sha256-${digest(text).toString("base64")}`;

/**
 * Door and worker as scripts.
 * @param {(path: string, text: string) => string} [planted] changes a source: a fault that the simulation must find
 */
export async function scripts(planted = (_path, text) => text) {
  const plugin = {
    name: "planted",
    setup: ({ onLoad }) =>
      onLoad({ filter: /desk\/\w+\.js$/ }, async ({ path }) => ({
        contents: planted(path.split("/").at(-1), await readFile(path, "utf8")),
      })),
  };
  const bundled = async (entry) => {
    const options = { bundle: true, write: false, format: "iife", target: "es2022", tsconfigRaw: {} };
    const { outputFiles } = await esbuild.build({ entryPoints: [entry], plugins: [plugin], ...options });
    return outputFiles[0].text;
  };
  const door = new Script(await bundled("site/desk/door.js"));
  return { door, worker: await bundled("site/desk/sw.js") };
}

/** What a release answers, by path. */
export function releaseOf(version, worker) {
  // Every other release changes the catalogue alone.
  const module = `module of ${version - (version % 2)}`;
  const catalogue = JSON.stringify({ version });
  const page = JSON.stringify({
    version,
    module: `/asesor/main.js?${hashOf(module)}`,
    moduleIntegrity: integrityOf(module),
    catalogue: `/asesor/catalogue.json?${hashOf(catalogue)}`,
    catalogueIntegrity: integrityOf(catalogue),
  });
  const { module: moduleAt, catalogue: catalogueAt } = JSON.parse(page);
  const first = { [PAGE]: hashOf(page), [moduleAt]: hashOf(module), [catalogueAt]: hashOf(catalogue) };
  const named = worker.replace(/"first"/, JSON.stringify(first)).replace(/"later"/, "{}");
  const files = { [PAGE]: page, "/asesor/main.js": module, "/asesor/catalogue.json": catalogue };
  return { ...files, "/asesor/sw.js": named };
}
