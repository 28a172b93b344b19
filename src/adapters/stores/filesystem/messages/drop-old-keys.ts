import * as E from 'fp-ts/lib/Either.js';
import { holdsKey, type ServiceTime } from '../../../../domain/model/service-time.js';
import { type Round, type Stored } from '../../../../domain/ports/store.js';
import { readEach } from '../../shared/read-each.js';
import { sumRounds } from '../../shared/rounds.js';
import { type Environment } from '../lmdb/environment.js';
import { CorruptRecord } from '../lmdb/faults.js';
import { type Write } from '../lmdb/table.js';
import { serviceRecord } from '../service-clock.js';
import { type MessageTables, messageTables } from './message-records.js';

/** How many messages are checked before other work gets its turn. */
const BATCH = 500;

/**
 * Drops expired idempotency keys. Each message is checked once, in the order in which messages were opened, and each
 * round continues where the last one stopped. So it needs no index by time, and no scan. Returns how many.
 */
export const dropOldKeys = (environment: Environment): Stored<Round> => {
  const tables = messageTables(environment);
  const service = serviceRecord(environment);
  return async () => {
    const rounds: Round[] = [];
    const accounts = await environment.read(() => tables.lastIds.keys({}))();
    if (E.isLeft(accounts)) return accounts;
    for (const account of accounts.right)
      for (let more = true; more;) {
        const batch = await environment.write(() => dropSome(tables, account, service.get()))();
        if (E.isLeft(batch)) return batch;
        rounds.push(batch.right);
        more = batch.right.more;
      }
    return E.right(sumRounds(rounds));
  };
};

const dropSome = ({ messages, keys, keysDropped }: MessageTables, account: number, time: ServiceTime) => {
  const from = (keysDropped.get(account) ?? 0) + 1;
  const looked = messages.keys({ from: [account, from], until: [account + 1, 0], limit: BATCH });
  const { items, damaged } = readEach(looked, messages.get, CorruptRecord);
  const youngest = items.find((message) => holdsKey(message, time))?.id ?? Infinity;
  const old = looked.filter(([, id]) => id < youngest);
  const last = old.at(-1)?.[1];
  const removals = items.flatMap(({ key, id }): readonly Write[] =>
    id < youngest && key !== null && keys.get([account, key]) === id ? [keys.remove([account, key])] : [],
  );
  return {
    answer: { count: removals.length, damaged, more: old.length === BATCH },
    writes: last === undefined ? [] : [...removals, keysDropped.put(account, last)],
  };
};
