import * as t from 'io-ts';
import { positive, strict } from '../../records/codecs.js';

/**
 * A contact's id is its ordinal in the account plus an offset. Only a restore raises the offset: it leaves out ids that
 * may have been assigned after the backup.
 */
export interface Raise {
  /** The first ordinal with this offset. */
  readonly from: number;
  readonly offset: number;
}

export const raisesRecord: t.Type<readonly Raise[], unknown> = t.readonlyArray(
  strict<Raise>('raise', { from: positive, offset: positive }),
);

/** The id of the contact with an ordinal, from 1. Raises are in the order in which they were made. */
export const contactIdAt = (raises: readonly Raise[], ordinal: number): number =>
  ordinal + (raises.findLast(({ from }) => from <= ordinal)?.offset ?? 0);

/** The ordinal of the contact with an id. */
export const ordinalOf = (raises: readonly Raise[], id: number): number =>
  id - (raises.findLast(({ from, offset }) => from + offset <= id)?.offset ?? 0);

/** The offset of the next contact. */
export const offsetOf = (raises: readonly Raise[]): number => raises.at(-1)?.offset ?? 0;

/** The raises after one more, in an account with `count` contacts: all later ids are higher by `by`. */
export const raisedBy = (raises: readonly Raise[], count: number, by: number): readonly Raise[] => [
  ...raises.filter(({ from }) => from <= count),
  { from: count + 1, offset: offsetOf(raises) + by },
];
