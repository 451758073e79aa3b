/** What must hold at the end of a day: the facts are what was saved, once each, by whoever saved it. */

import { Broken } from "./broken.js";
import { PEOPLE } from "./people.js";

export const sameItem = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** At the end of a day on which everything works again, the facts are what was saved. */
export async function checkAtEnd(day) {
  const facts = await day.cloud.facts();
  const replacing = new Map();
  const stored = new Map();
  for (const fact of facts) {
    if (fact.kind === "rating") continue;
    stored.set(fact.id, fact);
    const saved = day.saved.get(fact.id);
    if (!saved) throw new Broken("a fact that nobody saved", fact.id);
    if (saved.foreign) continue;
    const { PK, SK, received_at: received, advisor, tail, ...content } = fact;
    const versions = [saved.item, ...(saved.twin ? [saved.twin] : [])];
    if (!versions.some((item) => sameItem(sorted(content), sorted(withoutNulls(item)))))
      throw new Broken("a fact is not what was saved", fact.id);
    if (advisor !== PEOPLE[saved.author]?.sub) {
      throw new Broken("a fact is signed by another", `${saved.author}'s is stored under ${advisor}`);
    }
  }
  for (const device of day.devices) {
    countedOnce(stored, device.stored(), replacing);
    if (device.evicted) continue;
    for (const { id } of device.stored().outbox) {
      const saved = day.saved.get(id);
      if (!saved?.foreign) throw new Broken("an item is never sent", `${id} of ${saved?.author}`);
    }
    for (const { id, verdict } of device.stored().verdicts) {
      if (/registered|duplicate/.test(verdict) && !stored.has(id)) throw new Broken("a registered item is no fact", id);
    }
  }
}

/**
 * What was refused and registered again is not a fact beside the new one, wherever it was sent from. Known and left:
 * registered again twice at one machine and once, otherwise, at another, it counts twice.
 */
function countedOnce(facts, { items }, replacing) {
  const replaced = new Set(items.filter(({ instead }) => instead).map(({ id }) => id));
  for (const { id, instead } of items) {
    if (!instead || !facts.has(id)) continue;
    if (facts.has(instead) && !replaced.has(instead)) throw new Broken("one attention is counted twice", id);
    if ((replacing.get(instead) ?? id) !== id) throw new Broken("one attention is registered again twice", id);
    replacing.set(instead, id);
  }
}

const withoutNulls = (value) =>
  Object.fromEntries(
    Object.entries(value).filter(([, v]) => v !== null && !(v && typeof v === "object" && !Object.keys(v).length)),
  );
const sorted = (value) =>
  value && typeof value === "object" && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([k, v]) => [k, sorted(v)]),
      )
    : value;
