/** What a person takes along from a page: on paper, on a slip, to a phone, or read aloud. Loaded at the first tap. */

import { all, byId } from "./dom.js";
import { limaDay } from "./lima.js";
import { _, fill } from "./words.js";

/**
 * A slip printer's paper is 80 mm wide, 72 of them printable. In the page's own sheet: the content security policy
 * knows no style that a script makes.
 */
const SLIP =
  "html{font-size:11pt}body{width:72mm}h1{font-size:14pt}h2{font-size:12pt;margin:12px 0 4px}.frame{padding:0}" +
  ".columns,.facts{display:block}";
const MARGIN_MM = 4;
/** Printed lines are not as high as those that are measured to the point. */
const SPARE_MM = 8;
const PIXELS_PER_MM = 96 / 25.4;
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

/** @param {string} rule */
function addRule(rule) {
  const sheet = document.styleSheets[0];
  sheet.insertRule(rule, sheet.cssRules.length);
}

/**
 * Put on paper what the page itself has not: its address, the day, and the code of the address where this browser can
 * draw it. The screen does not show it.
 * @param {() => void} then
 */
function withOrigin(then) {
  show([]);
  if (!byId("paper")) {
    const [year, month, day] = limaDay(Date.now()).split("-");
    const paper = element("div", "", { id: "paper" });
    paper.appendChild(element("p", address(), {}));
    paper.appendChild(element("p", fill(_("Impreso el %(day)s/%(month)s/%(year)s."), [day, month, year]), {}));
    paper.appendChild(element("div", "", { id: "qr", "data-text": address() }));
    /** @type {HTMLElement} */ (document.querySelector("footer .frame")).appendChild(paper);
    addRule("@media screen{#paper{display:none}}");
    addRule("@media print{#paper svg{width:28mm;height:28mm}}");
  }
  drawCode(then);
}

/** A roll of paper ends where the text does: its length is measured as it will be printed. */
function slip() {
  const sheet = document.styleSheets[0];
  const media = /** @type {CSSMediaRule[]} */ ([].slice.call(sheet.cssRules)).filter((rule) => rule.media);
  const printed = media.filter((rule) => /print/.test(rule.media.mediaText));
  const onScreen = media.filter((rule) => /screen/.test(rule.media.mediaText));
  const setMedia = (/** @type {CSSMediaRule[]} */ rules, /** @type {string} */ text) =>
    rules.forEach((rule) => {
      rule.media.mediaText = text;
    });
  addRule(`@media all{${SLIP}}`);
  setMedia(printed, "all");
  setMedia(onScreen, "print");
  const length = Math.ceil(document.body.offsetHeight / PIXELS_PER_MM) + 2 * MARGIN_MM + SPARE_MM;
  setMedia(printed, "print");
  setMedia(onScreen, "screen");
  sheet.deleteRule(sheet.cssRules.length - 1);
  addRule(`@page{size:80mm ${length}mm;margin:${MARGIN_MM}mm}`);
  addRule(`@media print{${SLIP}}`);
  print();
  setTimeout(() => {
    sheet.deleteRule(sheet.cssRules.length - 1);
    sheet.deleteRule(sheet.cssRules.length - 1);
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

/**
 * Draw the code where there is a place for it.
 * @param {() => void} then also where this browser cannot
 */
function drawCode(then) {
  const module = document.createElement("script");
  if (window.drawQr) window.drawQr();
  if (window.drawQr || !("noModule" in module)) return then();
  module.type = "module";
  module.src = `${ROOT}/qr.js`;
  module.onload = then;
  module.onerror = then;
  document.body.appendChild(module);
}

function code() {
  if (!("noModule" in document.createElement("script"))) {
    return showText(_("Este navegador no puede dibujar el código."));
  }
  const paper = byId("paper");
  if (paper) paper.parentNode.removeChild(paper);
  const place = element("div", "", { id: "qr", "data-text": address() });
  show([element("p", _("Apunte la cámara de su teléfono:"), {}), place]);
  drawCode(() => {});
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
const ACTIONS = { print: () => withOrigin(() => print()), slip: () => withOrigin(slip), send, code, listen };

window.take = (action) => ACTIONS[action]();
