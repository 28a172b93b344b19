import { type Account } from '../../../../domain/model/account/account.js';
import { attentionEvent, type AttentionEvent } from '../../../../domain/model/account/attention.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type Write } from '../lmdb/table.js';

/** The event of a change of an account's health, and the writes that keep it. */
export interface Attention {
  /** Null if the change makes none. */
  readonly event: AttentionEvent | null;
  readonly writes: readonly Write[];
}

/** Makes the event of a change at `now`. Its writes belong in the transaction of the change. */
export type AttentionOf = (before: Account, after: Account, now: Instant) => Attention;

/** SEAM: without a table of events, nothing is written. */
export const attentionWrites = (): AttentionOf => (before, after, now) => ({
  event: attentionEvent(before, after, { sentAt: null, statusAt: null }, now),
  writes: [],
});
