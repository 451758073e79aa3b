/**
 * What an access token says. It is only read here; the API checks it.
 *
 * @typedef {{sub?: string, iat?: number, "cognito:groups"?: string[]}} Claims iat: seconds
 */

/**
 * @param {string} token
 * @returns {Claims}
 */
export function claimsIn(token) {
  const middle = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(middle), (c) => c.charCodeAt(0))));
}

/**
 * The centres that a token names.
 * @param {Claims} claims
 */
export const centresIn = ({ "cognito:groups": groups = [] }) =>
  groups.filter((group) => group.startsWith("centre:")).map((group) => group.slice("centre:".length));
