/** On the page about this device: what it holds, load it now, bring it from a file, and whether it is a public kiosk. */

import { byId } from "./dom.js";
import { _, fill } from "./words.js";

/** @typedef {{version: string, partly: boolean, summary: string, failed?: string}} State see worker/pack.js */

const workers = navigator.serviceWorker;
/** @type {HTMLElement} */
const held = byId("held");
/** @type {HTMLElement} */
const box = byId("device");
/** @type {HTMLButtonElement} */
const button = byId("load");
/** @type {HTMLInputElement} */
const file = byId("file");
/** @type {HTMLInputElement} */
const kiosk = byId("kiosk");

/** @param {string} text */
function show(text) {
  held.textContent = text;
}

/** @param {{wanted: string, region?: string, file?: unknown}} message */
function ask(message) {
  workers.ready.then((registration) => /** @type {ServiceWorker} */ (registration.active).postMessage(message));
}

/** @param {State} state */
function words(state) {
  if (state.failed) {
    return /foreign|hash|JSON/.test(state.failed)
      ? _("Ese archivo está dañado o no es del portal. No se cambió nada. Copie el archivo otra vez.")
      : _("No se pudo cargar ahora. Lo que ya estaba guardado sigue igual. Pruebe otra vez con mejor conexión.");
  }
  if (state.version) return fill(_("El portal está guardado en este equipo. %(content)s"), [state.summary]);
  return state.partly ? _("El portal está guardado en parte.") : _("El portal aún no está guardado en este equipo.");
}

function takeFile() {
  const [chosen] = /** @type {FileList} */ (file.files);
  if (!chosen) return;
  const reader = new FileReader();
  show(_("Leyendo el archivo…"));
  reader.onload = () => ask({ wanted: "import", file: reader.result });
  reader.readAsText(chosen);
}

/**
 * @param {string} rel
 * @param {string} href
 */
function addLink(rel, href) {
  const link = document.createElement("link");
  link.rel = rel;
  link.href = href;
  document.head.appendChild(link);
}

function setKiosk() {
  if (kiosk.checked) localStorage.kiosco = "1";
  else localStorage.removeItem("kiosco");
  location.reload();
}

if (!workers) {
  show(_("Este navegador no puede guardar el portal. Use uno más nuevo, o lleve el archivo en una memoria."));
} else {
  box.hidden = false;
  workers.register(`${ROOT}/sw.js`).catch(() => {
    button.disabled = true;
    file.disabled = true;
    show(
      _("Este navegador no permite guardar el portal. Salga del modo privado, o permita guardar datos de este sitio."),
    );
  });
  workers.addEventListener("message", (event) => show(words(event.data)));
  if (workers.startMessages) workers.startMessages();
  ask({ wanted: "state" });
  button.onclick = () => {
    show(_("Guardando…"));
    ask({ wanted: "pack", region: "" });
  };
  file.onchange = takeFile;
  try {
    kiosk.checked = !!localStorage.kiosco;
    // A kiosk can be installed as an application, which then fills the screen.
    if (kiosk.checked) addLink("manifest", "/kiosk.webmanifest");
    kiosk.onchange = setKiosk;
  } catch {
    kiosk.disabled = true;
  }
}
