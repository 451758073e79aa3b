/** A desk that somebody signed in to, with nothing saved. */

import { Server } from "./server.js";
import { Machine } from "./world.js";

export async function signedIn() {
  const machine = new Machine();
  const server = new Server(machine);
  const desk = await machine.open(server);
  await desk.session.signIn("ana", "a short phrase 26");
  return { machine, server, desk };
}
