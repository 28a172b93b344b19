import * as E from 'fp-ts/lib/Either.js';
import { KEY_LIFETIME } from '../../../../domain/model/message.js';
import { type Stored } from '../../../../domain/ports/store.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type Environment } from '../lmdb/environment.js';
import { type MessageTables, messageTables } from './message-records.js';
import { type Write } from '../lmdb/table.js';

/** How many messages are looked at before others get their turn. */
const BATCH = 500;

/**
 * Drops idempotency keys past their day. Each account's messages are looked at once in their lives, in the order
 * in which they were opened, from where the last round stopped: no index by time, and no scan. Answers how many.
 */
export const dropOldKeys = (environment: Environment): ((now: Instant) => Stored<number>) => {
  const tables = messageTables(environment);
  return (now) => async () => {
    let dropped = 0;
    const accounts = await environment.read(() => tables.lastIds.keys({}))();
    if (E.isLeft(accounts)) return accounts;
    for (const account of accounts.right)
      for (let more = true; more;) {
        const batch = await environment.write(() => dropSome(tables, account, now))();
        if (E.isLeft(batch)) return batch;
        dropped += batch.right.dropped;
        more = batch.right.more;
      }
    return E.right(dropped);
  };
};

const dropSome = ({ messages, keys, keysDropped }: MessageTables, account: number, now: Instant) => {
  const from = (keysDropped.get(account) ?? 0) + 1;
  const looked = messages.entries({ from: [account, from], until: [account + 1, 0], limit: BATCH });
  const young = looked.findIndex(([, { createdAt }]) => now - createdAt < KEY_LIFETIME);
  const old = young === -1 ? looked : looked.slice(0, young);
  const last = old.at(-1)?.[1].id;
  const removals = old.flatMap(([, { key, id }]): readonly Write[] =>
    key !== null && keys.get([account, key]) === id ? [keys.remove([account, key])] : [],
  );
  return {
    answer: { dropped: removals.length, more: old.length === BATCH },
    writes: last === undefined ? [] : [...removals, keysDropped.put(account, last)],
  };
};
