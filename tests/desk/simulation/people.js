/** Who comes to the desks. All invented. */

export const CENTRES = ["mac-express-cura-mori", "mac-express-inapari"];

/** @type {Record<string, {sub: string, password: string, pin: string, centres: string[]}>} */
export const PEOPLE = {
  ana: { sub: "sub-ana", password: "una frase de ana 26", pin: "2580", centres: [CENTRES[0]] },
  beto: { sub: "sub-beto", password: "una frase de beto 26", pin: "1379", centres: [CENTRES[0]] },
  carla: { sub: "sub-carla", password: "una frase de carla 26", pin: "4826", centres: [CENTRES[1]] },
  dora: { sub: "sub-dora", password: "una frase de dora 26", pin: "7913", centres: CENTRES },
};
