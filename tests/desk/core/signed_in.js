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

/** Whose token a batch came with. */
export const accountOf = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString()).sub;
