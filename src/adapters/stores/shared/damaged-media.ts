/** A media file that does not match its record: a defect of the store, never of a request. */
export class DamagedMedia extends Error {
  readonly _tag = 'DamagedMedia';

  /** Which file, and what is wrong with it. */
  constructor(file: string, what: string) {
    super(`${file}: ${what}`);
    this.name = 'DamagedMedia';
  }
}
