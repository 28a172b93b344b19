import { setImmediate } from 'node:timers/promises';
import { orThrow } from '../../../../kit/or-throw.js';
import { type Batch, type Place } from '../../migration.js';
import { type Environment } from '../lmdb/environment.js';
import { type Key, type Table } from '../lmdb/table.js';

/** How many items a batch has at most, and how many keys are read at once. */
export const BATCH = 500;

/** After this time a read ends, so that other work gets its turn, in milliseconds. */
const LONGEST_READ = 5;

/** An item, and the place behind it. */
export interface Step<B> {
  readonly item: B;
  readonly place: () => Place;
}

/** Packs the steps of a walk into batches. A step reads synchronously. */
export async function* inBatches<B>(environment: Environment, steps: Iterator<Step<B>>): AsyncGenerator<Batch<B>> {
  for (let isDone = false; !isDone;) {
    const items: B[] = [];
    let last: Step<B> | null = null;
    const readSome = (): void => {
      const end = performance.now() + LONGEST_READ;
      do {
        const next = steps.next();
        isDone = next.done === true;
        if (next.done === true) return;
        last = next.value;
        items.push(next.value.item);
      } while (items.length < BATCH && performance.now() < end);
    };
    while (items.length < BATCH && !isDone) {
      await orThrow(environment.read(readSome));
      await setImmediate();
    }
    const behind = (last as Step<B> | null)?.place();
    if (behind !== undefined) yield { items, behind };
  }
}

/** A part of a walk that begins behind a key, or at the start (null). */
export type Walk<B> = (after: Key | null) => Generator<Step<B> & { readonly key: Key }>;

/** What is read of a table. */
export type Walked<K extends Key, A> = Pick<Table<K, A>, 'keys' | 'get' | 'size'>;

/** Walks the records of a table in the order of their keys. A record is read when its turn comes. */
export const recordsOf = <K extends Key, A, B>(table: Walked<K, A>, make: (key: K, record: A) => B): Walk<B> =>
  function* (after) {
    for (const key of keysBehind(table, after as K | null)) {
      const record = table.get(key);
      if (record !== undefined) yield { key, item: make(key, record), place: () => JSON.stringify(key) };
    }
  };

/** The keys of a table behind a key, which itself may be gone. */
export function* keysBehind<K extends Key>(table: Pick<Table<K, unknown>, 'keys'>, after: K | null): Generator<K> {
  for (let last = after; ;) {
    const from = last;
    const name = JSON.stringify(from);
    const keys =
      from === null
        ? table.keys({ limit: BATCH })
        : table.keys({ from, limit: BATCH + 1 }).filter((key) => JSON.stringify(key) !== name);
    yield* keys;
    const end = keys.at(-1);
    if (end === undefined) return;
    last = end;
  }
}

/** Walks one table from a place. */
export const from = <B>(walk: Walk<B>, behind: Place | null): Generator<Step<B>> =>
  walk(behind === null ? null : (JSON.parse(behind) as Key));

/** Walks several tables, one after the other, from a place in one of them. */
export function* inSequence<B>(walks: readonly Walk<B>[], behind: Place | null): Generator<Step<B>> {
  const [first, after] = behind === null ? [0, null] : (JSON.parse(behind) as readonly [number, Key]);
  for (const [index, walk] of walks.entries()) {
    if (index < first) continue;
    for (const { key, item } of walk(index === first ? after : null))
      yield { item, place: () => JSON.stringify([index, key]) };
  }
}
