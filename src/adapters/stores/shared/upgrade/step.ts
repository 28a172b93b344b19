/** A record that a step leaves as it is, because it does not decode. */
export interface DamagedRecord {
  /** Its kind and key, without a phone number or a caller's words. */
  readonly record: string;
  /** Where it is at fault, never with what it holds. */
  readonly reason: string;
}

/** Where a step goes on: in which of its parts, behind which key. */
export interface Place<Key> {
  /** Counted from 0; the number of parts where all are done. */
  readonly part: number;
  /** The last key that was done, null at the start of a part. */
  readonly after: Key | null;
}

/** What one batch of a part came to. */
export interface Batch<Key> {
  /** The last key that was done; null where the part is done. */
  readonly after: Key | null;
  /** How many records were looked at. */
  readonly count: number;
  readonly damaged: readonly DamagedRecord[];
}

/** The way from one format to the next. */
export interface Step<Part> {
  /** The format that the store has afterwards. */
  readonly to: number;
  /** What it does, in a few words for the log. */
  readonly name: string;
  /** Done in this order, each in batches of bounded size. None where the number alone changes. */
  readonly parts: readonly Part[];
}

/** Where the batch behind this one begins. */
export const placeBehind = <Key>({ part }: Place<Key>, { after }: Batch<Key>): Place<Key> =>
  after === null ? { part: part + 1, after: null } : { part, after };
