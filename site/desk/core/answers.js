/**
 * What is believed of an answer. Between the desk and the API stand login pages, proxies and gateways, with any status
 * and any content: only what has the form of the contract is the API's. All else says that the link is bad.
 */

/** @typedef {import("./world.js").Answer} Answer */

const JSON_TYPE = /^application\/(problem\+|x-amz-)?json/;

/**
 * The content of an answer that says it is JSON, and is; null for any other.
 * @param {Answer} answer
 * @returns {Promise<any>}
 */
export async function contentOf(answer) {
  if (!JSON_TYPE.test(answer.headers.get("Content-Type") ?? "")) return null;
  return answer.json().catch(() => null);
}

/**
 * The code of a problem that the API itself named; "" where something else answered.
 * @param {Answer} answer
 */
export async function problemCode(answer) {
  const content = answer.ok ? null : await contentOf(answer);
  return content?.status === answer.status && typeof content.code === "string" ? content.code : "";
}
