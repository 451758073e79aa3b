/** The office's part of the API. */

import { contentOf } from "../desk/core/answers.js";
import { SessionError } from "../desk/core/cognito.js";

/** @typedef {{field: string, code: string, message: string}} FieldError */
/** @typedef {Record<string, string>} Asked what is empty is left out */

const TIMEOUT = 40_000;
/** What a session is where whoever asked is not here any more. */
const GONE = new Set(["ended", "overtaken"]);

/** The API refused, or did not answer. `title` and `detail` are Spanish; `code` is the API's, or "offline". */
export class OfficeError extends Error {
  /**
   * @param {{code: string, title: string, detail: string, status?: number, errors?: FieldError[]}} problem
   */
  constructor({ code, title, detail, status = 0, errors = [] }) {
    super(title);
    this.code = code;
    this.title = title;
    this.detail = detail;
    this.status = status;
    this.errors = errors;
  }
}

const OFFLINE = { code: "offline", title: "No hay conexión", detail: "Revise la conexión e intente otra vez." };
const STRANGE = {
  code: "strange",
  title: "El sistema no respondió",
  detail: "Puede estar ocupado. Intente otra vez en un minuto.",
};

/** For whoever is here when it is made, and for nobody who comes after them: work in parts goes on while people change. */
export class Api {
  /** @param {import("./session.js").Session} session */
  constructor(session) {
    this.session = session;
    this.holder = session.holder;
    /** Milliseconds by which this computer's clock is ahead of the system's. */
    this.ahead = 0;
  }

  /** The system's time in milliseconds, as far as its answers gave it. */
  now() {
    return Date.now() - this.ahead;
  }

  /**
   * @param {string} path below /api/v1/office/
   * @param {Asked} [asked]
   * @returns {Promise<any>}
   */
  get(path, asked = {}) {
    return this.ask(`${path}${query(asked)}`);
  }

  /**
   * @param {string} path
   * @param {object} body
   * @returns {Promise<any>}
   */
  post(path, body) {
    return this.ask(path, { method: "POST", body: JSON.stringify(body) });
  }

  /**
   * Everything that comes in pages.
   * @param {string} path
   * @param {string} list the name of what is paged
   * @param {Asked} [asked]
   * @returns {Promise<any[]>}
   */
  async all(path, list, asked = {}) {
    const found = [];
    for await (const page of this.pages(path, list, asked)) found.push(...page);
    return found;
  }

  /**
   * The same page by page, as they come.
   * @param {string} path
   * @param {string} list
   * @param {Asked} [asked]
   * @returns {AsyncGenerator<any[]>}
   */
  async *pages(path, list, asked = {}) {
    let after = "";
    do {
      const page = await this.get(path, { ...asked, after });
      yield page[list];
      after = page.after ?? "";
    } while (after);
  }

  /**
   * Give the person a file.
   * @param {string} path
   * @param {Asked} asked
   * @param {string} name of the file
   */
  async download(path, asked, name) {
    const answer = await this.file(path, asked);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  /**
   * An answer that is a file. The system gives each a name; what else answers, as the page of a café's gateway, does not.
   * @param {string} path
   * @param {Asked} asked
   */
  async file(path, asked) {
    const answer = await this.fetch(`${path}${query(asked)}`);
    if (!answer.ok || !answer.headers.has("Content-Disposition")) throw await refusal(answer);
    return answer;
  }

  /**
   * @param {string} path
   * @param {RequestInit} [request]
   */
  async ask(path, request) {
    const answer = await this.fetch(path, request);
    const content = answer.ok ? await contentOf(answer) : null;
    if (content === null) throw await refusal(answer);
    return content;
  }

  /**
   * @param {string} path
   * @param {RequestInit} [request]
   */
  async fetch(path, request = {}) {
    const token = await this.session.token(this.holder).catch((error) => {
      throw error instanceof SessionError && GONE.has(error.code) ? error : new OfficeError(OFFLINE);
    });
    const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
    const answer = await fetch(`/api/v1/office/${path}`, {
      ...request,
      headers,
      signal: AbortSignal.timeout(TIMEOUT),
    }).catch(() => {
      throw new OfficeError(OFFLINE);
    });
    // The first of them: whoever passes an answer on may add one.
    const date = Date.parse((answer.headers.get("Date") ?? "").slice(0, "Fri, 27 Nov 2026 11:42:43 GMT".length));
    if (date) this.ahead = Date.now() - date;
    if (answer.status === 401) this.session.refused(token, this.holder);
    return answer;
  }
}

/** @param {Response} answer */
async function refusal(answer) {
  const content = await contentOf(answer);
  return new OfficeError(content?.status === answer.status && content.title ? content : STRANGE);
}

/** @param {Asked} asked */
function query(asked) {
  const given = Object.entries(asked).filter(([, value]) => value);
  return given.length ? `?${new URLSearchParams(given)}` : "";
}
