import { holdsKey, type ServiceTime } from '../../../../domain/model/service-time.js';
import { type Round, type Stored } from '../../../../domain/ports/store.js';
import { readEach } from '../../shared/read-each.js';
import { type Environment } from '../lmdb/environment.js';
import { CorruptRecord } from '../lmdb/faults.js';
import { PIECE, walk } from '../lmdb/slices.js';
import { type Write } from '../lmdb/table.js';
import { serviceRecord } from '../service-clock.js';
import { type MessageTables, messageTables } from './message-records.js';

/**
 * Drops expired idempotency keys. Each message is checked once, in the order in which messages were opened, and each
 * round continues where the last one stopped. So it needs no index by time, and no scan. Returns how many.
 */
export const dropOldKeys = (environment: Environment): Stored<Round> => {
  const tables = messageTables(environment);
  const service = serviceRecord(environment);
  return walk(environment, 0, (from) => {
    const [account] = tables.lastIds.keys({ from, limit: 1 });
    if (account === undefined) return { answer: { count: 0, damaged: [], next: null }, writes: [] };
    const { answer, writes } = dropSome(tables, account, service.get());
    return { answer: { ...answer, next: answer.more ? account : account + 1 }, writes };
  });
};

const dropSome = ({ messages, keys, keysDropped }: MessageTables, account: number, time: ServiceTime) => {
  const from = (keysDropped.get(account) ?? 0) + 1;
  const looked = messages.keys({ from: [account, from], until: [account + 1, 0], limit: PIECE });
  const { items, damaged } = readEach(looked, messages.get, CorruptRecord);
  const youngest = items.find((message) => holdsKey(message, time))?.id ?? Infinity;
  const old = looked.filter(([, id]) => id < youngest);
  const last = old.at(-1)?.[1];
  const removals = items.flatMap(({ key, id }): readonly Write[] =>
    id < youngest && key !== null && keys.get([account, key]) === id ? [keys.remove([account, key])] : [],
  );
  return {
    answer: { count: removals.length, damaged, more: old.length === PIECE },
    writes: last === undefined ? [] : [...removals, keysDropped.put(account, last)],
  };
};
