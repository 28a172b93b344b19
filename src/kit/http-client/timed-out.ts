/** A limit of time was over. */
export class TimedOut extends Error {
  constructor(what: string) {
    super(`${what} took too long`);
    this.name = 'TimedOut';
  }
}
