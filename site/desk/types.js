/**
 * The words that the desk's modules share; not part of what is sent to a browser.
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
 * What the database keeps. An item never changes; what became of it is kept beside it.
 * @typedef {{id: string, ulid: string, centre: string, day: string, tally: string, annuls?: string, item: Item}} KeptItem
 * @typedef {{seq?: number, id: string, centre: string}} Waiting
 * @typedef {{id: string, centre: string, verdict: VerdictName, errors: FieldError[], at: number, open?: 1}} KeptVerdict
 * @typedef {{code: string, id: string, rating: number}} KeptRating
 * @typedef {{centre: string, ids: string[], body: Uint8Array<ArrayBuffer>, gzip: boolean}} Batch
 *
 * @typedef {object} SignedIn
 * @property {string} username
 * @property {string} access
 * @property {number} expires corrected milliseconds
 * @property {string} refresh
 * @property {string[]} centres
 * @property {string} centre the one that this desk registers for
 * @property {number} until corrected milliseconds: registering needs a new sign-in from then on
 * @property {boolean} ended the refresh token is no longer taken: sending needs a new sign-in
 *
 * @typedef {{id: string, name: string, official: string | null, entity: string, requirements: string[],
 *   soles: number | null, site: string | null, only_at: string[]}} Procedure
 * @typedef {{version: string, procedures: Procedure[], entities: Record<string, [string, string | null]>,
 *   centres: Record<string, [number, string, string | null]>}} DeskCatalogue
 *
 * @typedef {object} Draft
 * @property {string} ulid
 * @property {string} visit
 * @property {number} started corrected milliseconds
 * @property {number} [ended] only where it ended before it was written down
 * @property {string | null} procedure
 * @property {Outcome | null} outcome
 * @property {string | null} reason
 * @property {Citizen} citizen
 * @property {string} [instead] id of the refused item that this one takes the place of
 */
export {};
