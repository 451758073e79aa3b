/** Which screen is due: what must be done first, or what the address asks for. */

/** The screen without a name in the address. */
export const REGISTER = "";
/** Screens that no address opens: they are shown where they are due. */
const ONLY_REQUIRED = ["centro", "pin", "bloqueo", "kiosco"];

/**
 * The name of the screen that is due.
 * @param {Pick<import("./main.js").Parts, "session" | "pin" | "lock" | "kioskMode" | "clock" | "drafts">} parts
 * @param {string} asked
 */
export function due({ session, pin, lock, kioskMode, clock, drafts }, asked) {
  // An open form is never interrupted: the other screens wait until it is finished.
  const formIsOpen = drafts.read() !== null && asked === REGISTER;
  // A kiosk whose centre was taken from its person has nothing to file under: they choose one first.
  if (kioskMode.on && session.active && session.centre) return "kiosco";
  if (session.signedIn && lock.covers) return "bloqueo";
  // Nobody is locked out by a wrong clock, nor kept from carrying away what waits.
  if (asked === "hora" || (session.signedIn && clock.wentBack && asked === REGISTER)) return "hora";
  if (!session.signedIn) return "ingreso";
  if (!session.active && !formIsOpen) return "ingreso";
  // A password takes a PIN away, which may be forgotten: another one is chosen.
  if ((session.others.length || session.signedIn.pinned) && !pin.isSet && !formIsOpen) return "pin";
  if (!session.centre) return asked === "envios" ? asked : "centro";
  return ONLY_REQUIRED.includes(asked) ? REGISTER : asked;
}
