import * as E from 'fp-ts/lib/Either.js';
import { type Stored } from '../../../../domain/ports/store.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type Environment } from '../lmdb/environment.js';
import { messageTables, type WamidKey } from './message-records.js';

/** How many are looked at before others get their turn. */
const BATCH = 500;

/** Drops the reports that no message came for, a few at a time. Answers how many. */
export const dropEarlyReports = (environment: Environment): ((now: Instant) => Stored<number>) => {
  const { early } = messageTables(environment);
  return (now) => async () => {
    let dropped = 0;
    for (let from: WamidKey | null = [0, '']; from !== null;) {
      const start: WamidKey = from;
      const batch = await environment.write(() => {
        const looked = early.entries({ from: start, limit: BATCH });
        const old = looked.filter(([, { keptUntil }]) => keptUntil <= now);
        const last = looked.length < BATCH ? undefined : looked.at(-1)?.[0];
        return {
          answer: { count: old.length, next: last === undefined ? null : behind(last) },
          writes: old.map(([key]) => early.remove(key)),
        };
      })();
      if (E.isLeft(batch)) return batch;
      dropped += batch.right.count;
      from = batch.right.next;
    }
    return E.right(dropped);
  };
};

/** The least key that sorts behind this one. */
const behind = ([account, wamid]: WamidKey): WamidKey => [account, `${wamid} `];
