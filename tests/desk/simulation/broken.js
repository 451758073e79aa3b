/** What must hold did not. `promise` says what, without names that differ from run to run. */
export class Broken extends Error {
  constructor(promise, detail = "") {
    super(detail ? `${promise}: ${detail}` : promise);
    this.promise = promise;
  }
}
