/** What a person does at a window: only what is seen is pressed, and only what a person knows is typed. */

import { Broken } from "./broken.js";
import { eventOf, isVisible } from "./dom.js";
import { CENTRES, PEOPLE } from "./people.js";

const SECOND = 1000;
const TYPING = 300;
/** Screens that need somebody's password or PIN before anything else. */
const COVERED = /^(Iniciar sesión|Ponga su PIN|Puesto bloqueado|¿Hizo un trámite|¿Pudo hacerlo|Gracias|¿Quién)/;

/** Whether a PIN or a password is needed here first. */
export const isShut = ({ title, text }) =>
  title === "Puesto bloqueado" || (title === "Iniciar sesión" && text.includes("podía registrar"));

/** Whether somebody's desk lies open here. */
export function isOpen({ title, document }) {
  const nav = document.querySelector("nav");
  return nav !== null && isVisible(nav) && !COVERED.test(title);
}

export class Hands {
  /**
   * @param {import("./window.js").Window} window
   * @param {import("./chance.js").Chance} chance
   */
  constructor(window, chance) {
    this.window = window;
    this.device = window.device;
    this.world = window.device.world;
    this.chance = chance;
    /** Whether the last PIN was not looked at, after too many tries. */
    this.mustWait = false;
  }

  /** Press what reads so; false where it is not there. */
  async press(words, wait = TYPING) {
    const found = this.window.find(words);
    if (!found) return false;
    this.window.act(() => found.click());
    await this.world.pass(wait);
    return true;
  }

  fill(id, text) {
    const element = this.window.document.getElementById(id);
    if (!element) return false;
    this.window.act(() => element.fill(text));
    return true;
  }

  choose(name, value) {
    const found = this.window.document.querySelector(`input[name=${name}][value=${value}]`);
    if (found) this.window.act(() => found.click());
    return found !== null;
  }

  key(key) {
    this.window.act(() => this.window.document.activeElement.bubble(eventOf("keydown", { key })));
  }

  async go(place) {
    this.window.location.hash = place;
    await this.world.pass(TYPING);
  }

  // Who is at the desk.

  /** Sign in with a password; whoever does is at this machine from then on. */
  async signIn(name) {
    if (!this.window.document.getElementById("clave")) return false;
    this.window.letIn = name;
    this.fill("usuario", name);
    this.fill("clave", PEOPLE[name].password);
    // While somebody's answer is waited for, nobody else can begin.
    if (!(await this.press("Entrar", 3 * SECOND))) return false;
    // On a slow link the answer comes when the person has long looked away; what was wrong before is still shown.
    const { text } = this.window;
    if (text.includes("Un momento") || !text.includes("Revise esto")) this.device.trying.add(name);
    if (this.window.document.getElementById("clave") || this.device.current !== name) return false;
    this.device.arrived(name);
    if (this.window.title === "Ponga su PIN") await this.typeNewPin();
    if (this.window.title.startsWith("¿En qué centro"))
      await this.chooseCentre(this.chance.pick(this.device.cloud.centresOf(name)));
    return true;
  }

  async enterPin(name) {
    const { window, device } = this;
    if (!this.fill("pin", PEOPLE[name].pin)) return false;
    window.letIn = name;
    const before = window.text;
    const pressed = await this.press(/^(Abrir|Entrar)$/, SECOND);
    // A disk that is still full says the same again.
    if (pressed && window.text === before && !before.includes("Revise esto"))
      throw new Broken("a press does nothing", `a PIN was entered: ${before}`);
    this.mustWait = window.text.includes("Hubo muchos intentos");
    // Whatever failed meanwhile: a PIN opens its owner's desk, and no other.
    if (!isOpen(window)) await this.go(this.chance.pick(["hoy", "ajustes"]));
    if (isOpen(window)) device.trying.delete(name);
    if (isOpen(window) && device.current !== name) {
      throw new Broken("a PIN opens somebody else's desk", `${name}'s opens ${device.current}'s`);
    }
    return true;
  }

  /** Take the machine over: whoever was here before signs out or leaves with a PIN. */
  async become(name) {
    const { device, window } = this;
    if (device.person === name && isOpen(window)) return true;
    if (window.title === "Ponga su PIN") {
      if (device.current === name) await this.typeNewPin();
      else await this.press(/^No soy/, SECOND);
      if (device.current === name) return isOpen(window);
      device.person = null;
    }
    if (window.title === "Puesto bloqueado" && device.pinned?.has(name)) {
      await this.press(new RegExp(`^${name}$`));
      await this.enterPin(name);
      if (!isOpen(window)) return false;
      device.person = name;
      return true;
    }
    if (isOpen(window) && device.person && device.person !== name) {
      if (this.chance.next() < 0.6) await this.setPin();
      else await this.go("ajustes");
      if (!(await this.press("Bloquear ahora"))) await this.signOut();
    }
    if (isOpen(window)) return false;
    if (device.pinned?.has(name) && (await this.press(new RegExp(`^${name}$`)))) {
      await this.enterPin(name);
      if (device.current === name) device.person = name;
      return isOpen(window);
    }
    await this.press("Entrar con contraseña");
    return this.signIn(name);
  }

  async signOut() {
    await this.go("ajustes");
    if (!(await this.press("Cerrar sesión", SECOND))) return;
    const { device } = this;
    if (device.person) this.fill("pin-salida", PEOPLE[device.person].pin);
    await this.press("Sí, cerrar sesión", SECOND);
    if (isOpen(this.window)) return;
    device.pinned?.delete(device.person);
    device.owesPin.delete(device.person);
    device.person = null;
  }

  async setPin() {
    await this.go("ajustes");
    await this.typeNewPin();
  }

  async typeNewPin() {
    const { device, window } = this;
    if (!device.current || !window.find("Poner PIN")) return;
    // A sign-in that was begun long ago may have come to its end just now.
    if (device.current !== device.person) device.arrived(device.current);
    this.fill("pin", PEOPLE[device.person].pin);
    await this.press("Poner PIN", SECOND);
    if (window.find("Poner PIN")) return;
    device.pinned ??= new Set();
    device.pinned.add(device.person);
    device.owesPin.delete(device.person);
  }

  async chooseCentre(centre) {
    if (!this.window.title.startsWith("¿En qué centro")) {
      await this.go("ajustes");
      if (!(await this.press("Cambiar de centro"))) return;
    }
    if (await this.press(`Centro ${CENTRES.indexOf(centre) + 1}`)) this.device.centre = centre;
  }

  // Attentions.

  /** To the list of procedures, for somebody new: a form that is still open is left. */
  async nextCitizen() {
    this.window.citizen = `citizen ${this.world.time}`;
    await this.go("");
    if (!this.window.title.startsWith("¿Qué trámite")) {
      this.key("Escape");
      await this.world.pass(TYPING);
      await this.press(/^(Sí, dejarla|Descartar|Sí, descartar)/);
    }
    await this.press("Es otra persona");
    return this.window.title.startsWith("¿Qué trámite");
  }

  async fillForm() {
    const { chance } = this;
    const procedures = this.window.controls("button").filter(({ textContent }) => /PJ|SIS/.test(textContent));
    if (!procedures.length) return false;
    this.window.act(() => chance.pick(procedures).click());
    await this.world.pass(2 * SECOND);
    const outcome = chance.pick(["completed", "completed", "pending", "not_completed"]);
    if (!this.choose("resultado", outcome)) return false;
    if (outcome === "not_completed") this.choose("motivo", "citizen_left");
    if (chance.next() < 0.3) {
      await this.press("Más sobre la persona (opcional)");
      this.fill("sexo", "f");
    }
    return true;
  }

  async save(wait = 2 * SECOND) {
    await this.press("Guardar", wait);
    await this.press(/^(Sí, guardar|Sí, es de|Guardar así)/, wait);
  }
}
