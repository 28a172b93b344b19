import * as E from 'fp-ts/lib/Either.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type Round, type Stored } from '../../../../domain/ports/store.js';
import { readEach } from '../../shared/read-each.js';
import { sumRounds } from '../../shared/rounds.js';
import { type Environment } from './environment.js';
import { CorruptRecord } from './faults.js';
import { type Table } from './table.js';

/** How many records are checked before other work gets its turn. */
const BATCH = 500;

/** A key of two parts, of which the last is text. */
type PairKey<First extends string | number> = readonly [first: First, last: string];

/**
 * Drops the records of a table that have expired at `now`, a batch in each transaction. `start` sorts before every key.
 * A damaged record stays, and is named.
 */
export const dropExpired =
  <First extends string | number, A>(
    environment: Environment,
    table: Table<PairKey<First>, A>,
    start: PairKey<First>,
    expiresAt: (record: A) => Instant,
  ): ((now: Instant) => Stored<Round>) =>
  (now) =>
  async () => {
    const isExpired = (key: PairKey<First>): boolean => {
      const record = table.get(key);
      return record !== undefined && expiresAt(record) <= now;
    };
    const rounds: Round[] = [];
    for (let from: PairKey<First> | null = start; from !== null;) {
      const span = { from, limit: BATCH };
      const batch = await environment.write(() => {
        const keys = table.keys(span);
        const { items, damaged } = readEach(keys, (key) => (isExpired(key) ? key : undefined), CorruptRecord);
        const last = keys.length < BATCH ? undefined : keys.at(-1);
        return {
          answer: { count: items.length, damaged, next: last === undefined ? null : behind(last) },
          writes: items.map(table.remove),
        };
      })();
      if (E.isLeft(batch)) return batch;
      rounds.push(batch.right);
      from = batch.right.next;
    }
    return E.right(sumRounds(rounds));
  };

/** The smallest key that sorts after this one. */
const behind = <First extends string | number>([first, last]: PairKey<First>): PairKey<First> => [first, `${last} `];
