/**
 * Faults to plant: a campaign that does not find them is not worth its time. Each is one that a desk once had, or a small
 * slip of the same kind.
 */

/** @type {{name: string, file: string, from: string, to: string}[]} */
export const FAULTS = [
  {
    name: "any 400 is the server's",
    file: "core/delivery.js",
    from: "if (UNREADABLE.includes(code)) return",
    to: "if (answer.status === 400 || answer.status === 413) return",
  },
  {
    name: "an unknown verdict counts",
    file: "core/delivery.js",
    from: "VERDICTS.includes(row.verdict)",
    to: "row.verdict",
  },
  {
    name: "a busy Cognito ends the session",
    file: "core/session.js",
    from: "!ENDED.includes(error.code)",
    to: 'error.code === "busy" || error.code === "offline"',
  },
  {
    name: "items go under whoever is at the desk",
    file: "core/items.js",
    from: "owner: ownerOf(author, centre) }",
    to: 'owner: ownerOf("", centre) }',
  },
  {
    name: "an item leaves the outbox when it is sent",
    file: "core/sender.js",
    from: "await this.batches.close(batch, delivery.verdicts);",
    to: 'await this.batches.close(batch, batch.ids.map((id) => ({ id, verdict: "registered", errors: [] })));',
  },
  {
    name: "the kiosk is left without a PIN",
    file: "screens/lock.js",
    from: 'if (found === "right") {',
    to: "if (found) {",
  },
  {
    name: "a wrong clock hides the way to the outbox",
    file: "screens/closed_desk.js",
    from: "await files.draw();",
    to: "",
  },
  {
    name: "an annulled attention still counts in the day",
    file: "core/items.js",
    from: "delete row.tally;\n    await step",
    to: "await step",
  },
  {
    name: "a save says it failed though it did not",
    file: "core/drafts.js",
    from: "await this.clock.store().catch(() => {});",
    to: "await this.clock.store();",
  },
  {
    name: "the same person goes on for ever",
    file: "screens/register/procedure_list.js",
    from: 'registration.from.visit ? samePerson(registration) : "",',
    to: "",
  },
  {
    name: "tokens lie open beside the sealed ones",
    file: "machine/pin.js",
    from: "({ tokens: _open, ...account })",
    to: "(account)",
  },
  {
    name: "the start fails without a word",
    file: "main.js",
    from: "trouble(error);",
    to: "",
  },
  {
    name: "the desk opens before its owner is at it",
    file: "screens/lock.js",
    from: "if (kioskMode.on) await",
    to: "lock.unlock(); if (kioskMode.on) await",
  },
  {
    name: "the way to the password is a way of no return",
    file: "screens/lock.js",
    from: "{ ...needs, back: here }",
    to: "needs",
  },
  {
    name: "a full disk makes the PIN mute",
    file: "screens/lock.js",
    from: 'open().catch(() => showProblems(main, [["", NOT_STORED]]))',
    to: "open().catch(() => {})",
  },
  {
    name: "what was sent again counts beside what replaces it",
    file: "core/items.js",
    from: '["waiting", "sent"].includes',
    to: "[].includes",
  },
  {
    name: "the back button annuls for another centre",
    file: "screens/annul.js",
    from: "needs.session.centres.includes(stored.centre)",
    to: "true",
  },
  {
    name: "days that a wrong clock had ended go on without the PIN",
    file: "main.js",
    from: "if (pin.isSet && session.active && ended === daysOf()) lock.cover();",
    to: "",
  },
  {
    name: "the desk is emptied while another window uses it",
    file: "browser.js",
    from: "if (lock) await work();\n    return lock !== null;",
    to: "await work();\n    return true;",
  },
  {
    name: "a form is open again after its save",
    file: "main.js",
    from: "await drafts.forgetSaved();",
    to: "",
  },
  {
    name: "what is of a former centre is shown to nobody",
    file: "core/item_queries.js",
    from: "if (of === centre || !centres.includes(of))",
    to: "if (of === centre)",
  },
  {
    name: "a password takes the PIN away for good",
    file: "due.js",
    from: "(session.others.length || session.signedIn.pinned)",
    to: "session.others.length",
  },
  {
    name: "a tablet that slept lies open",
    file: "browser.js",
    from: "[performance.now(), Date.now()]",
    to: "[performance.now()]",
  },
  {
    name: "registered again at two machines it is two",
    file: "screens/refused_item.js",
    from: "ulid: nextUlid(id), ",
    to: "",
  },
];
