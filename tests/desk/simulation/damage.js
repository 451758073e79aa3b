/** A carried file that is not as it was saved. */

/** What time, a bad stick or a clever hand does to a file. */
export function damage(text, chance) {
  const content = JSON.parse(text);
  const { items } = content;
  const [first] = items;
  const ways = [
    () => text.slice(0, text.length / 2),
    () => {
      if (first) delete first.started_at;
    },
    () => {
      if (first) items.push({ ...first, id: first.id.replace(/\.20\d{6}\./, ".20261101.") });
    },
    () => {
      if (first) first.id = `${first.id.slice(0, -1)}0`;
      if (first) first.started_at = "ayer";
    },
    () => {
      const field = chance.pick(["citizen", "visit", "procedure", "reason", "outcome", "channel", "ended_at"]);
      if (first)
        first[field] = chance.pick([null, 5, {}, [], "x", { home_district: 5, sex: [] }, "0001-01-01T00:00:00Z"]);
    },
    () => items.push({ kind: "other", id: `${content.centre}.20261124.01M87J9NY4007VQ7WRDYMX37Z0` }),
    () => {
      content.centre = "mac-express-ite";
    },
  ];
  const changed = chance.pick(ways)();
  return typeof changed === "string" ? changed : JSON.stringify(content);
}
