/** A record that a step leaves as it is, because it does not decode. */
export interface DamagedRecord {
  /** Its kind and key, without a phone number or a caller's text. */
  readonly record: string;
  /** The place of the fault, never the content. */
  readonly reason: string;
}

/** Where a step continues: in which of its parts, after which key. */
export interface Place<Key> {
  /** Counted from 0; the number of parts if all are done. */
  readonly part: number;
  /** The last key that was done, null at the start of a part. */
  readonly after: Key | null;
}

/** What the log says of one record that a step has changed. */
export interface Note {
  readonly text: string;
  /** Without a phone number or a caller's text. */
  readonly facts: Readonly<Record<string, string | number | null>>;
}

/** The result of one batch of a part. */
export interface Batch<Key> {
  /** The last key that was done; null if the part is done. */
  readonly after: Key | null;
  /** How many records were read. */
  readonly count: number;
  readonly damaged: readonly DamagedRecord[];
  /** Default: none. */
  readonly notes?: readonly Note[];
}

/** The way from one format to the next. */
export interface Step<Part> {
  /** The format that the store has afterwards. */
  readonly to: number;
  /** What it does, in a few words, for the log. */
  readonly name: string;
  /** Done in this order, each in batches of bounded size. Empty if only the number changes. */
  readonly parts: readonly Part[];
}

/** Where the batch after this one begins. */
export const placeBehind = <Key>({ part }: Place<Key>, { after }: Batch<Key>): Place<Key> =>
  after === null ? { part: part + 1, after: null } : { part, after };
