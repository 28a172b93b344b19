import * as E from 'fp-ts/lib/Either.js';
import { type Round, type Stored } from '../../../../domain/ports/store.js';
import { readEach } from '../../shared/read-each.js';
import { sumRounds } from '../../shared/rounds.js';
import { CorruptRecord } from '../lmdb/faults.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type Environment } from '../lmdb/environment.js';
import { messageTables, type WamidKey } from './message-records.js';

/** How many are checked before other work gets its turn. */
const BATCH = 500;

/** Drops the expired reports that no message came for, a few at a time. Returns for how many messages. */
export const dropEarlyReports = (environment: Environment): ((now: Instant) => Stored<Round>) => {
  const { early } = messageTables(environment);
  return (now) => async () => {
    const rounds: Round[] = [];
    for (let from: WamidKey | null = [0, '']; from !== null;) {
      const start: WamidKey = from;
      const batch = await environment.write(() => {
        const looked = early.keys({ from: start, limit: BATCH });
        const isOld = (key: WamidKey): boolean => (early.get(key)?.keptUntil ?? Infinity) <= now;
        const { items, damaged } = readEach(looked, (key) => (isOld(key) ? key : undefined), CorruptRecord);
        const last = looked.length < BATCH ? undefined : looked.at(-1);
        return {
          answer: { count: items.length, damaged, next: last === undefined ? null : behind(last) },
          writes: items.map(early.remove),
        };
      })();
      if (E.isLeft(batch)) return batch;
      rounds.push(batch.right);
      from = batch.right.next;
    }
    return E.right(sumRounds(rounds));
  };
};

/** The smallest key that sorts after this one. */
const behind = ([account, wamid]: WamidKey): WamidKey => [account, `${wamid} `];
