/** A file of the store that is not as its record says: a defect of the store, never of a request. */
export class DamagedFile extends Error {
  readonly _tag = 'DamagedFile';
  readonly file: string;
  constructor(file: string, what: string) {
    super(`${file}: ${what}`);
    this.name = 'DamagedFile';
    this.file = file;
  }
}
