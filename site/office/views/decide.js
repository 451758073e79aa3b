/** What changes figures: annul what an account registered, past counts, a closed month, counting a month again. */

import { field, form, h } from "../../desk/elements.js";
import { showProblems } from "../../desk/problems.js";
import { limaDay } from "../../scripts/lima.js";
import { readList, textOf } from "../csv.js";
import { propose } from "../decision.js";
import { isName } from "../holders.js";
import { centreName } from "../names.js";
import { firstOfMonth, monthPlus } from "../spans.js";
import { longTable } from "../table.js";
import { attentionsWords, count, counted, dayWords, monthWords } from "../words.js";

/** @typedef {import("../main.js").Parts} Parts */

const COLUMNS = /** @type {const} */ (["centro", "mes", "tramite", "atenciones", "fuente"]);

/** As many as the API takes at once. */
const MOST = 500;

const ACCOUNT_HINT = "El usuario. A una cuenta borrada, o a un archivo, se llega desde el día del centro.";
const FORMER_ACCOUNT =
  "Se buscó la cuenta como es ahora. Si se borró y se hizo otra vez, antes tenía otro número: lo de entonces se anula " +
  "desde el día del centro, donde cada atención lleva a la cuenta que la registró.";

/** @type {import("../main.js").View} */
export async function decide(main, asked, parts) {
  main.replaceChildren(
    h("h1", {}, "Decidir"),
    h("p", {}, "Nada cambia antes de confirmar. Cada decisión queda anotada: quién, cuándo, qué y por qué."),
    withdrawal(parts, asked),
    revision(parts),
    history(parts),
    repair(parts),
  );
}

/**
 * @param {Parts} parts
 * @param {Record<string, string>} asked an account and its days, where another screen led here
 */
function withdrawal({ api }, { cuenta = "", desde, hasta }) {
  const today = limaDay(Date.now());
  const account = text("cuenta", { autocapitalize: "none", spellcheck: "false", value: cuenta });
  const first = h("input", { id: "anular-desde", type: "date", value: desde ?? firstOfMonth(today), max: today });
  const last = h("input", { id: "anular-hasta", type: "date", value: hasta ?? today, max: today });
  return part({
    title: "Anular lo que registró una cuenta",
    isOpen: Boolean(cuenta),
    note: "Por ejemplo, si otra persona la usó. Nada se borra: cada atención recibe una anulación.",
    fields: [field("Cuenta", account, ACCOUNT_HINT), field("Desde", first), field("Hasta", last)],
    check: () => [
      ...(account.value.trim() ? [] : [missing(account, "Escriba el usuario de la cuenta.")]),
      ...(last.value < first.value ? [missing(last, "El tramo termina antes de empezar.")] : []),
    ],
    decision: (name = account.value.trim()) => ({
      kind: "withdrawal",
      what: { account: name, from: first.value, to: last.value },
      action: "Anularlas",
      foretell: ({ attentions, by_day }) => [
        h(
          "p",
          {},
          `${attentions ? attentionsWords(attentions) : "No hay atenciones"} de ${name} sin anular en ese tramo.`,
        ),
        attentions || !isName(name) ? "" : h("p", { class: "note" }, FORMER_ACCOUNT),
        attentions
          ? longTable(
              "Por día",
              ["Día", "Atenciones"],
              Object.entries(by_day)
                .sort()
                .map(([day, number]) => [dayWords(dashed(day)), Number(number)]),
            )
          : "",
      ],
      isNothing: ({ attentions }) => !attentions,
      tell: ({ attentions }) => [
        h(
          "p",
          {},
          `${counted(attentions, "atención anulada", "atenciones anuladas")}. ` +
            "Las cifras de la oficina y los totales del país cambian en unos minutos.",
        ),
        h(
          "p",
          {},
          "Un mes ya publicado por lugar y trámite las sigue contando. Cuando se cierre, puede corregirlo aquí.",
        ),
      ],
    }),
    api,
  });
}

/** @param {Parts} parts */
function revision({ api }) {
  const month = monthInput("mes-cerrado");
  return part({
    title: "Corregir un mes cerrado",
    note: "El mes recibe una edición nueva, sin lo que se anuló. El porqué se publica junto a las cifras.",
    fields: [field("Mes", month)],
    check: () => (month.value ? [] : [missing(month, "Elija el mes.")]),
    decision: (of = month.value) => ({
      kind: "revision",
      what: { month: of },
      action: "Publicar otra edición",
      foretell: () => [
        h("p", {}, `El mes de ${monthWords(of)} recibe una edición nueva. La anterior queda a la vista.`),
        h("p", {}, "Lo anulado se resta de 5 en 5: menos de cinco atenciones no cambian ninguna cifra."),
      ],
      tell: () => [h("p", {}, "La edición nueva sale el día 1 del mes que viene.")],
    }),
    api,
  });
}

/** @param {Parts} parts */
function history({ api, names }) {
  const file = h("input", { id: "historia", type: "file", accept: ".csv,text/csv" });
  /** @type {ReturnType<typeof readList>} */
  let list = { rows: [], numbers: [] };
  return part({
    title: "Conteos de años anteriores",
    note: `Una lista CSV con las columnas ${COLUMNS.join(", ")}. El mes se escribe así: 2019-03. La fuente es una dirección web.`,
    fields: [field("La lista", file)],
    check: async () => {
      const [chosen] = file.files ?? [];
      if (!chosen) return [missing(file, "Elija la lista.")];
      try {
        list = readList(await textOf(chosen), COLUMNS);
      } catch (error) {
        return [missing(file, /** @type {Error} */ (error).message)];
      }
      if (!list.rows.length) return [missing(file, "La lista no tiene filas.")];
      return list.rows.length > MOST ? [missing(file, `La lista tiene más de ${MOST} filas. Divídala en varias.`)] : [];
    },
    decision: ({ rows, numbers } = list) => ({
      kind: "history",
      numbers,
      what: {
        rows: rows.map((row) => ({
          centre: row.centro,
          month: row.mes,
          procedure: row.tramite,
          attentions: row.atenciones,
          source: row.fuente,
        })),
      },
      action: "Guardar los conteos",
      foretell: ({ rows: number, attentions }) => [
        h("p", {}, `${counted(number, "fila", "filas")} con ${attentionsWords(attentions)}, sin errores.`),
        longTable(
          "La lista",
          ["Centro", "Mes", "Trámite", "Atenciones"],
          rows.map((row) => [centreName(names, row.centro ?? ""), row.mes, row.tramite, row.atenciones]),
          undefined,
          5,
        ),
      ],
      tell: ({ stored, refused = [] }) => [
        h(
          "p",
          {},
          `${counted(stored, "fila guardada", "filas guardadas")}. No coinciden con lo que ya había: ${count(refused.length)}.`,
        ),
        h("ul", {}, ...refused.map((/** @type {string} */ line) => h("li", {}, line))),
      ],
    }),
    api,
  });
}

/** @param {Parts} parts */
function repair({ api, names }) {
  const month = monthInput("mes-revisar");
  return part({
    title: "Revisar y contar un mes otra vez",
    note: "Compara lo publicado con cada atención. Lo que difiera se cuenta otra vez.",
    fields: [field("Mes", month)],
    check: () => (month.value ? [] : [missing(month, "Elija el mes.")]),
    decision: (of = month.value) => ({
      kind: "repair",
      what: { month: of },
      action: "Contarlas otra vez",
      foretell: ({ differences, found = [] }) => [
        h(
          "p",
          {},
          differences
            ? `No coinciden ${counted(differences, "cifra", "cifras")} de ${monthWords(of)}.`
            : "Todo coincide: no hace falta nada.",
        ),
        found.length ? longTable("Qué no coincide", ...differenceRows(found, names)) : "",
      ],
      isNothing: ({ differences }) => !differences,
      tell: ({ differences = 0 }) => [
        h(
          "p",
          {},
          differences
            ? `No coincidían ${counted(differences, "cifra", "cifras")}: se cuentan otra vez en unos minutos.`
            : "Todo coincide.",
        ),
      ],
    }),
    api,
  });
}

/**
 * One kind of decision: what is asked, and below it what would happen.
 * @param {object} content
 * @param {string} content.title
 * @param {string} content.note
 * @param {HTMLElement[]} content.fields
 * @param {() => [string, string][] | Promise<[string, string][]>} content.check
 * @param {() => import("../decision.js").Decision} content.decision
 * @param {import("../api.js").Api} content.api
 * @param {boolean} [content.isOpen] whether it is what the person came for
 */
function part({ title, note, fields, check, decision, api, isOpen = false }) {
  const placed = h("div");
  const submit = async () => {
    const problems = await check();
    showProblems(box, problems);
    if (!problems.length) await propose(placed, api, decision());
  };
  const box = h(
    "details",
    { class: "part", open: isOpen },
    h("summary", {}, title),
    h("p", { class: "note" }, note),
    form(() => void submit(), h("div", { class: "fields" }, ...fields), h("button", { class: "second" }, "Revisar")),
    placed,
  );
  return box;
}

/**
 * @param {{id: string}} control
 * @param {string} words
 * @returns {[string, string]}
 */
const missing = ({ id }, words) => [id, words];

/**
 * @param {string} id
 * @param {Record<string, string>} [attributes]
 */
const text = (id, attributes = {}) => h("input", { id, type: "text", autocomplete: "off", ...attributes });

/** @param {string} id */
function monthInput(id) {
  const before = monthPlus(limaDay(Date.now()).slice(0, 7), -1);
  return h("input", { id, type: "month", max: before, placeholder: "2026-07" });
}

/** @param {string} day perhaps `20261124` */
const dashed = (day) => (day.includes("-") ? day : `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`);

/**
 * Heads and rows of what a month's figures and its facts do not agree about.
 * @param {{centre: string, when: string, stored: number | null, true: number}[]} found
 * @param {import("../names.js").Names} names
 * @returns {[string[], import("../table.js").Cell[][]]}
 */
const differenceRows = (found, names) => [
  ["Centro", "Cuándo", "Está", "Debe estar"],
  found.map((one) => [
    one.centre ? centreName(names, one.centre) : "El país",
    one.when.length === 8 ? dayWords(dashed(one.when)) : monthWords(`${one.when.slice(0, 4)}-${one.when.slice(4)}`),
    one.stored,
    one.true,
  ]),
];
