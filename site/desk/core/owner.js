/**
 * Whose an item is: of which author (the `sub` of an account) and of which centre. Who made items of desks older than
 * accounts is not known: their author is "", and whoever of the centre is here sends them.
 * @param {string} author
 * @param {string} centre
 */
export const ownerOf = (author, centre) => `${author} ${centre}`;

/** Everything of an author, also of centres that are not theirs any more. @param {string} author */
export const allOf = (author) => IDBKeyRange.bound(ownerOf(author, ""), ownerOf(author, "~"));

/**
 * What an account answers for, as keys of an index of owners: its own items, and those of its centres that are nobody's.
 * @param {{sub: string, centres: string[]}} account
 */
export const ownersFor = ({ sub, centres }) => [allOf(sub), ...centres.map((centre) => ownerOf("", centre))];
