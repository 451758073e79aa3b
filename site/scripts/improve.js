/** On every page: loads the pack and what fails today when the link is at rest, opens the tools, and the kiosk's manners. */

import { byId } from "./dom.js";

const AT_REST = 2000;

const workers = navigator.serviceWorker;
const sparing = navigator.connection && navigator.connection.saveData;
const tools = byId("tools");
/** @type {HTMLScriptElement | null} */
let loading = null;

/** @param {string} address */
function load(address) {
  const script = document.createElement("script");
  script.src = address;
  return document.body.appendChild(script);
}

function loadPack() {
  workers
    .register(`${ROOT}/sw.js`)
    .then(() => workers.ready)
    .then((registration) => {
      // The pages of a region come first where this page is of one.
      const region = /\/cerca\/(\d\d)\d\d\//.exec(location.href + document.body.innerHTML);
      if (sparing) return;
      const active = /** @type {ServiceWorker} */ (registration.active);
      active.postMessage({ wanted: "pack", region: region ? region[1] : "" });
    })
    .catch(() => {});
}

function lookAtToday() {
  if (!/\/(tramites|entidades|cerca)\/./.test(location.pathname)) return;
  fetch("/data/v1/today.json")
    .then((answer) => answer.text())
    .then((text) => {
      window.today = text;
      if (text.indexOf("since") > 0) load(`${ROOT}/today.js`);
    })
    .catch(() => {});
}

/** @param {MouseEvent} event */
function act(event) {
  const action = /** @type {HTMLElement} */ (event.target).getAttribute("data-do");
  if (!action) return;
  if (window.take) window.take(action);
  else if (!loading) {
    loading = load(`${ROOT}/actions.js`);
    loading.onload = () => {
      act(event);
    };
    loading.onerror = () => {
      loading = null;
    };
  }
}

if (workers) {
  workers.onmessage = (event) => {
    const state = byId("state");
    if (state) state.textContent = event.data.summary;
  };
  addEventListener("load", () => {
    setTimeout(() => {
      loadPack();
      if (!sparing) lookAtToday();
    }, AT_REST);
  });
  addEventListener("online", loadPack);
}
if (tools) {
  tools.hidden = false;
  tools.onclick = act;
}
try {
  if (localStorage.kiosco) load(`${ROOT}/kiosk.js`);
} catch {
  // A browser that forbids its store is no kiosk.
}
