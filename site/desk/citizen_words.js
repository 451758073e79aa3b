/** How what may be noted of a person reads. The codes are the contract's; the languages are those of the country. */

/** @type {Record<import("../scripts/contract.js").Sex, string>} */
export const SEXES = { f: "Mujer", m: "Hombre", x: "Otro" };

/** @type {Record<import("../scripts/contract.js").AgeBand, string>} */
export const AGE_BANDS = {
  "0-17": "Hasta 17",
  "18-29": "18 a 29",
  "30-44": "30 a 44",
  "45-59": "45 a 59",
  "60+": "60 o más",
};

/** By ISO 639. */
export const LANGUAGES = {
  es: "Castellano",
  qu: "Quechua",
  ay: "Aimara",
  cni: "Asháninka",
  agr: "Awajún",
  shp: "Shipibo-konibo",
  hub: "Wampis",
  mcb: "Matsigenka",
  cpb: "Ashéninka",
  cot: "Kakinte",
  jac: "Jaqaru",
  yad: "Yagua",
  tca: "Ticuna",
  urk: "Urarina",
  not: "Nomatsigenga",
};
