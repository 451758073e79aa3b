/** What a person takes along from a page: on paper, on a slip, to a phone, or read aloud. Loaded at the first tap. */

import { all, byId } from "./dom.js";
import { _ } from "./words.js";

/**
 * A slip printer's paper is 80 mm wide, 72 of them printable. In the page's own sheet: the content security policy
 * knows no style that a script makes.
 */
const SLIP = [
  "@page{size:80mm 297mm;margin:4mm}",
  "@media print{html{font-size:11pt}body{width:72mm}h1{font-size:14pt}h2{font-size:12pt;margin:12px 0 4px}" +
    ".columns,.facts{display:block}.sources{margin-top:16px}}",
];
/** A voice that has not begun after so long is none: some browsers never say so. */
const NO_VOICE = 4000;
const NOT_READ = "form,#tools,nav,.back";
const READ_ALOUD = "main h1,main h2,main p,main li,main dt,main dd,.figure";

/** @type {HTMLElement} */
const panel = byId("taken");
const voice = /** @type {SpeechSynthesis | undefined} */ (window.speechSynthesis);

/**
 * @param {string} name
 * @param {string} text
 * @param {Record<string, string>} attributes
 */
function element(name, text, attributes) {
  const made = document.createElement(name);
  made.textContent = text;
  Object.keys(attributes).forEach((key) => {
    made.setAttribute(key, attributes[key]);
  });
  return made;
}

/** @param {HTMLElement[]} parts */
function show(parts) {
  panel.innerHTML = "";
  parts.forEach((part) => {
    panel.appendChild(part);
  });
}

/** @param {string} text */
const showText = (text) => show([element("p", text, {})]);

const address = () => location.origin + location.pathname;

function slip() {
  const sheet = document.styleSheets[0];
  SLIP.forEach((rule) => {
    sheet.insertRule(rule, sheet.cssRules.length);
  });
  print();
  setTimeout(() => {
    SLIP.forEach(() => {
      sheet.deleteRule(sheet.cssRules.length - 1);
    });
  }, 1000);
}

function send() {
  const heading = /** @type {HTMLElement} */ (document.querySelector("h1"));
  const text = encodeURIComponent(`${heading.textContent}: ${address()}`);
  const parts = [
    element("a", _("Por WhatsApp"), { href: `https://wa.me/?text=${text}`, class: "more" }),
    element("a", _("Por mensaje de texto"), { href: `sms:?body=${text}`, class: "more" }),
  ];
  if (navigator.share) {
    const other = element("button", _("Por otro medio"), { type: "button" });
    other.onclick = () => {
      navigator.share({ title: document.title, url: address() }).catch(() => {});
    };
    parts.push(other);
  }
  show(parts);
}

function code() {
  const module = document.createElement("script");
  if (!("noModule" in module)) return showText(_("Este navegador no puede dibujar el código."));
  module.type = "module";
  module.src = `${ROOT}/qr.js`;
  const place = element("div", "", { id: "qr", "data-text": address() });
  show([element("p", _("Apunte la cámara de su teléfono:"), {}), place]);
  document.body.appendChild(module);
  if (window.drawQr) window.drawQr();
}

const showNoVoice = () => showText(_("Este equipo no tiene voz para leer."));

/** Piece by piece: some voices stop in the middle of a long text. */
function listen() {
  if (!voice) return showNoVoice();
  if (voice.speaking) {
    voice.cancel();
    return show([]);
  }
  let begun = false;
  /** @type {SpeechSynthesisUtterance | null} */
  let last = null;
  all(document, READ_ALOUD).forEach((part) => {
    if (!part.offsetParent || part.querySelector("p,li") || part.closest(NOT_READ)) return;
    const text = /** @type {string} */ (part.textContent);
    const piece = new SpeechSynthesisUtterance(text.replace(/S\/\s*(\d+)\.(\d\d)/g, _("$1 soles con $2 céntimos")));
    piece.lang = "es-PE";
    piece.rate = 0.9;
    piece.onstart = () => {
      begun = true;
    };
    voice.speak(piece);
    last = piece;
  });
  if (last) {
    /** @type {SpeechSynthesisUtterance} */ (last).onend = () => show([]);
  }
  setTimeout(() => {
    if (begun) return;
    voice.cancel();
    showNoVoice();
  }, NO_VOICE);
  showText(_("Leyendo. Toque otra vez «Escuchar» para parar."));
}

/** @type {Record<string, () => void>} */
const ACTIONS = { print: () => print(), slip, send, code, listen };

window.take = (action) => ACTIONS[action]();
