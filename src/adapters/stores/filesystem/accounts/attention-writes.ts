import { type Account } from '../../../../domain/model/account/account.js';
import { attentionEvent, type AttentionEvent } from '../../../../domain/model/account/attention.js';
import { neverSeen } from '../../../../domain/model/account/last-seen.js';
import { type Instant } from '../../../../domain/model/time.js';
import { addEvents } from '../events/add-events.js';
import { relayTables } from '../events/event-tables.js';
import { type Environment } from '../lmdb/environment.js';
import { type Write } from '../lmdb/table.js';

/** The event of a change of an account's health, and the writes that keep it. */
export interface Attention {
  /** Null if the change makes none. */
  readonly event: AttentionEvent | null;
  readonly writes: readonly Write[];
}

/** Makes the event of a change at `now`. Its writes belong in the transaction of the change. */
export type AttentionOf = (before: Account, after: Account, now: Instant) => Attention;

export const attentionWrites = (environment: Environment): AttentionOf => {
  const tables = relayTables(environment);
  return (before, after, now) => {
    const event = attentionEvent(before, after, tables.lastSeen.get(after.id) ?? neverSeen, now);
    return { event, writes: addEvents(tables, event === null ? [] : [event]) };
  };
};
