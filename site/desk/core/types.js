/**
 * The words that the desk's modules share. Types only: a browser never gets this file.
 *
 * @typedef {"completed" | "pending" | "not_completed" | "not_offered"} Outcome
 * @typedef {{sex?: string, age_band?: string, language?: string, home_district?: string, disability?: boolean}} Citizen
 *
 * @typedef {object} Attention
 * @property {"attention"} kind
 * @property {string} id
 * @property {string} visit
 * @property {string | null} procedure
 * @property {string} started_at
 * @property {string} ended_at
 * @property {Outcome} outcome
 * @property {string | null} reason
 * @property {"assisted" | "self_service"} channel
 * @property {Citizen} [citizen]
 *
 * @typedef {{kind: "annulment", id: string, attention: string, reason: string}} Annulment
 * @typedef {Attention | Annulment} Item
 *
 * @typedef {{field: string, code: string, message: string}} FieldError
 * @typedef {"registered" | "duplicate" | "conflict" | "rejected"} VerdictName
 * @typedef {{id: string | null, verdict: VerdictName, errors: FieldError[]}} Verdict
 *
 * What the database stores. An item never changes; what became of it is stored beside it.
 *
 * @typedef {object} StoredItem
 * @property {string} id
 * @property {string} ulid
 * @property {string} centre
 * @property {string} day the Lima day in the id: `2026-11-24`
 * @property {string} [author] the account that made it; unknown where it is older than accounts
 * @property {string} [tally] what `totals` counts by: centre, day and procedure; only while it counts
 * @property {string} [instead] id of the refused item that this one replaces
 * @property {string} [annuls] id of the attention that this annulment cancels
 * @property {boolean} [carried] a file has it too
 * @property {Item} item as it is sent
 *
 * @typedef {{seq?: number, id: string, centre: string, owner: string}} Waiting
 *
 * @typedef {object} StoredVerdict
 * @property {string} id
 * @property {string} centre
 * @property {VerdictName} verdict
 * @property {FieldError[]} errors
 * @property {number} at corrected milliseconds
 * @property {string} [open] its owner, while that person still has to look at it
 *
 * @typedef {{code: string, id: string, rating: number}} StoredRating
 *
 * @typedef {object} Batch
 * @property {string} sub the account that sends it
 * @property {string[]} ids
 * @property {Uint8Array<ArrayBuffer>} body
 * @property {boolean} gzip
 *
 * @typedef {object} Pause why nothing is sent for a while
 * @property {number} failures how many tries in a row failed
 * @property {number} until milliseconds of the machine's own clock
 * @property {boolean} asked the server named the wait
 *
 * @typedef {{access: string, refresh: string}} Tokens
 * @typedef {{iv: Uint8Array<ArrayBuffer>, data: Uint8Array<ArrayBuffer>}} Sealed
 *
 * @typedef {object} Account somebody who is signed in at this machine
 * @property {string} sub the account's id
 * @property {string} username
 * @property {string[]} centres
 * @property {string} centre the one that this person registers for here; empty where none was chosen
 * @property {number} until corrected milliseconds: registering needs a new sign-in from then on
 * @property {number} expires corrected milliseconds: the access token is renewed then
 * @property {boolean} ended the refresh token is no longer taken: sending needs a new sign-in
 * @property {string} grant names the sign-in: what an older one learns late is not stored
 * @property {Tokens} [tokens] without a PIN
 * @property {Sealed} [sealed] the tokens, where a PIN opens them
 * @property {StoredPin} [pin]
 * @property {boolean} [pinned] whether there was a PIN before the last sign-in with a password
 *
 * @typedef {object} StoredClock
 * @property {number} offset milliseconds to add to what the machine's clock shows
 * @property {number} seen the latest corrected time that was stored
 * @property {number} [named] the latest time that a server named
 *
 * @typedef {{client_id: string, signed_in_days: number}} Pool whom to ask for a sign-in, as the operator set it
 *
 * @typedef {object} StoredPin
 * @property {Uint8Array<ArrayBuffer>} salt
 * @property {Uint8Array<ArrayBuffer>} [hash] the key itself, as older desks stored it; gone once the tokens are sealed
 * @property {number} [rounds] of PBKDF2 from its digits to the key; older desks stored none
 * @property {number} failures wrong ones in a row
 * @property {number} until milliseconds of the machine's own clock: no try is taken before
 *
 * @typedef {"a4" | "roll"} Paper
 * @typedef {{keys: boolean, paper: Paper}} Preferences keys: choose with the keys 1 to 9
 *
 * @typedef {object} Procedure
 * @property {string} id
 * @property {string} name
 * @property {string} [official]
 * @property {string} entity
 * @property {string[]} [requirements]
 * @property {number} [soles] nothing where it is not known
 * @property {number} [soles_to] the highest amount, where it is not one alone
 * @property {string} [site]
 * @property {string[]} [only_at] centres; all offer it where there are none
 *
 * @typedef {object} DeskCatalogue
 * @property {string} version
 * @property {Procedure[]} procedures
 * @property {Record<string, [name: string, website: string | null, others: string]>} entities by id; others: names it had
 * @property {Record<string, [number: number, name: string]>} centres
 *
 * @typedef {object} Draft
 * @property {string} author the account that fills it in
 * @property {string} ulid
 * @property {string} visit
 * @property {number} started corrected milliseconds
 * @property {number} [ended] only where it ended before it was written down
 * @property {string | null} procedure
 * @property {Outcome | null} outcome
 * @property {string | null} reason
 * @property {"assisted" | "self_service"} [channel] assisted where it is not there
 * @property {Citizen} citizen
 * @property {string} [instead] id of the refused item that this one replaces
 */
export {};
