/**
 * Makes what browsers get of our scripts and sheets. The sources are for people; this is where they become small.
 *
 * One program for all of it, since Node takes longer to start than a script to build. It reads a job (JSON) from standard
 * input and writes the outputs (JSON) to standard output: by name, for each language and for all of them together. The
 * same job gives the same bytes.
 *
 * esbuild puts the modules of a script into one without what it does not use, and minifies sheets; SWC lowers the scripts
 * of citizen pages to ECMAScript 5, for browsers of 2016, and minifies every script.
 *
 * @typedef {object} Language
 * @property {string} root what its addresses begin with
 * @property {Record<string, string> | null} words by the Spanish text; null for Spanish itself
 *
 * @typedef {object} Script
 * @property {string} name of the output
 * @property {string} entry a module, from the root of the repository
 * @property {"page" | "worker" | "module" | "library"} kind for which browsers: those of 2016 (page), or newer ones; a
 *   library of others is minified by esbuild alone, in a twentieth of the time
 * @property {string} [notice] the licence notice of other people's code in it
 *
 * @typedef {object} Job
 * @property {Record<string, Language>} languages
 * @property {Script[]} translated scripts that each language has
 * @property {Script[]} scripts those that are in Spanish alone
 * @property {Record<string, string>} sheets sources by the name of the output
 */

import { readFile } from "node:fs/promises";
import { json } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import swc from "@swc/core";
import { parse } from "acorn";
import { simple } from "acorn-walk";
import * as esbuild from "esbuild";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** What lowered code need not care about, since our sources do without it: it costs bytes. */
const ASSUMPTIONS = {
  ignoreFunctionLength: true,
  ignoreToPrimitiveHint: true,
  iterableIsArray: true,
  noDocumentAll: true,
};

/** The syntax that each kind of script may keep; citizen pages must also run where ECMAScript 5 is all there is. */
const SYNTAX = { page: "es2022", worker: "es2020", module: "es2022", library: "es2022" };

/**
 * Put a language's words where a module marks a text, and numbers for its values, in the order of the Spanish text.
 * @param {string} source
 * @param {Language["words"]} words
 */
function translated(source, words) {
  /** @type {[start: number, end: number, text: string][]} */
  const texts = [];
  simple(parse(source, { ecmaVersion: "latest", sourceType: "module" }), {
    CallExpression({ callee, arguments: [argument] }) {
      if (callee.type !== "Identifier" || callee.name !== "_") return;
      if (argument?.type !== "Literal" || typeof argument.value !== "string")
        throw new Error("_() takes a text written out");
      const spanish = argument.value;
      const names = [...spanish.matchAll(/%\((\w+)\)s/g)].map(([, name]) => name);
      const word = words ? words[spanish] : spanish;
      // Only complete languages are published: the list of texts lacks this one.
      if (word === undefined) throw new Error(`"${spanish}" has no translation`);
      const numbered = word.replace(/%\((\w+)\)s/g, (_mark, name) => `%${names.indexOf(name)}`);
      texts.push([argument.start, argument.end, JSON.stringify(numbered)]);
    },
  });
  // From the last to the first, so that the places of the others stay.
  texts.sort(([a], [b]) => b - a);
  return texts.reduce((result, [start, end, word]) => result.slice(0, start) + word + result.slice(end), source);
}

/**
 * @param {Language["words"]} words
 * @returns {esbuild.Plugin}
 */
const translation = (words) => ({
  name: "translation",
  setup(build) {
    build.onLoad({ filter: /site\/scripts\/.*\.js$/ }, async ({ path }) => ({
      contents: translated(await readFile(path, "utf8"), words),
    }));
  },
});

/**
 * @param {Script} script
 * @param {Language} language
 */
async function built({ entry, kind, notice }, { root, words }) {
  const old = kind === "page";
  const isLibrary = kind === "library";
  const isModule = kind === "module" || isLibrary;
  const bundle = await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: isModule ? "esm" : "iife",
    target: SYNTAX[kind],
    charset: "utf8",
    // Only so that `_` is gone: SWC does the rest, since it knows what the lowering left.
    minifySyntax: true,
    minifyWhitespace: isLibrary,
    minifyIdentifiers: isLibrary,
    legalComments: "none",
    logLevel: "silent",
    define: { ROOT: JSON.stringify(root) },
    // Not tsconfig.json's: "strict" would write "use strict" into each script.
    tsconfigRaw: {},
    plugins: [translation(words)],
  });
  const source = bundle.outputFiles[0].text;
  const named = (/** @type {string} */ text) => (notice ? `/*! ${notice} */\n` : "") + text;
  if (isLibrary) return named(source);
  const { code } = await swc.minify(old ? await lowered(source) : source, {
    // How it is printed: for ECMAScript 5 SWC would write each accent as four characters.
    ecma: 2015,
    compress: { ecma: old ? 5 : 2020, passes: 3, pure_getters: true, keep_fargs: false, toplevel: true },
    mangle: { toplevel: true },
    module: isModule,
    format: { comments: false },
  });
  return named(code);
}

/**
 * @param {string} source
 * @returns {Promise<string>} in ECMAScript 5
 */
async function lowered(source) {
  const { code } = await swc.transform(source, {
    swcrc: false,
    configFile: false,
    isModule: false,
    jsc: { parser: { syntax: "ecmascript" }, target: "es5", loose: true, assumptions: ASSUMPTIONS },
  });
  return code;
}

/**
 * A sheet of the same rules without their spaces. Shorter forms of them would be more bytes: pages compress worse then.
 * @param {string} file
 */
async function sheet(file) {
  const source = await readFile(ROOT + file, "utf8");
  const { code } = await esbuild.transform(source, { loader: "css", minifyWhitespace: true, charset: "utf8" });
  return code.trim();
}

/**
 * @template Value, Result
 * @param {Record<string, Value>} record
 * @param {(value: Value) => Promise<Result>} make
 */
async function each(record, make) {
  const made = Object.entries(record).map(async ([name, value]) => /** @type {const} */ ([name, await make(value)]));
  return Object.fromEntries(await Promise.all(made));
}

/** @param {Script[]} list */
const byName = (list) => Object.fromEntries(list.map((script) => [script.name, script]));

/** @param {Job} job */
async function outputs(job) {
  const spanish = { root: "", words: null };
  const [languages, scripts, sheets] = await Promise.all([
    each(job.languages, (language) => each(byName(job.translated), (script) => built(script, language))),
    each(byName(job.scripts), (script) => built(script, spanish)),
    each(job.sheets, sheet),
  ]);
  return { languages, shared: { ...scripts, ...sheets } };
}

try {
  process.stdout.write(JSON.stringify(await outputs(/** @type {Job} */ (await json(process.stdin)))));
} catch (error) {
  // A fault of a source, with its place; where it was found in here says nothing to whoever wrote it.
  process.stderr.write(String(/** @type {Error} */ (error).message));
  process.exitCode = 1;
}
