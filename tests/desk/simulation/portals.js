/** Answers that are not the API's. */

const HTML = { "content-type": "text/html" };
const LOGIN_PAGE = "<!DOCTYPE html><title>Wi-Fi</title><p>Inicie sesión en la red.</p>";
/** What a café's gateway, a proxy or a future server may answer in place of the API. */
export const PORTALS = [
  ...[200, 302, 400, 401, 403, 413, 429, 503].map((status) => ({ status, headers: HTML, body: LOGIN_PAGE })),
  { status: 503, headers: { ...HTML, "retry-after": "3600" }, body: LOGIN_PAGE },
  { status: 429, headers: { ...HTML, "retry-after": "Fri, 31 Dec 2099 23:59:59 GMT" }, body: LOGIN_PAGE },
  { status: 200, headers: { "content-type": "application/json" }, body: '{"login": "http://wifi.example/"}' },
  { status: 400, headers: { "content-type": "application/json" }, body: '{"message": "Bad Request"}' },
  { status: 403, headers: { "content-type": "application/json" }, body: '{"message": "Forbidden"}' },
  { status: 200, headers: { "content-type": "application/json" }, body: "null" },
];
