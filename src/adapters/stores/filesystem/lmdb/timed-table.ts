import * as t from 'io-ts';
import { type Instant } from '../../../../domain/model/time.js';
import { type Environment } from './environment.js';
import { CorruptRecord } from './faults.js';
import { type TableName } from './table-names.js';
import { type Key, type Table, type TableSpec, type Write } from './table.js';

/** A record in the order of time: the key of a table that holds nothing else. */
export type Timed = readonly [at: Instant, ...key: (string | number)[]];

export interface TimedSpec<K extends Key, A> extends TableSpec<K, A> {
  /** Name of the sub-database with the order: part of the file format. */
  readonly order: TableName;
  /** The time under which a record is found; null for a record that is not looked for by time. */
  readonly timeOf: (record: A) => Instant | null;
}

/** A table that is also in the order of a time. What is due is found without a walk through what is not. */
export interface TimedTable<K extends Key, A> extends Table<K, A> {
  /** Places with a time up to `until`, which is included, earliest first, behind the place `after`. */
  readonly due: (until: Instant, after: Timed | null, limit: number) => readonly Timed[];
  /** The record of a place; undefined if the record is gone or has another time by now. Throws `CorruptRecord`. */
  readonly at: (place: Timed) => A | undefined;
  readonly keyOf: (place: Timed) => K;
  /** Removes a place that has no record any more. The record stays. */
  readonly removePlace: (place: Timed) => Write;
}

/** The order of a table by itself: for the step that fills it. */
export const orderTable = (environment: Environment, name: TableName): Table<Timed, true> =>
  environment.table<Timed, true>({ name, codec: t.literal(true), show: ([at]) => `${at}/(a record)` });

/** The place of a record in the order. */
export const placeOf = (at: Instant, key: Key): Timed =>
  typeof key === 'string' || typeof key === 'number' ? [at, key] : [at, ...key];

/**
 * A table whose writes keep the order. Each reads the record that it replaces inside the transaction. A damaged record
 * has an unknown time: its old place stays until it is due, and is found to be empty then.
 */
export const timedTable = <K extends Key, A>(environment: Environment, spec: TimedSpec<K, A>): TimedTable<K, A> =>
  inOrderOfTime(environment, environment.table<K, A>(spec), spec);

/** The same on a table that may be in another order too. Only the writes of what it returns keep both. */
export const inOrderOfTime = <K extends Key, A>(
  environment: Environment,
  table: Table<K, A>,
  { order: name, timeOf }: Pick<TimedSpec<K, A>, 'order' | 'timeOf'>,
): TimedTable<K, A> => {
  const order = orderTable(environment, name);

  const timeNow = (key: K): Instant | null => {
    try {
      const record = table.get(key);
      return record === undefined ? null : timeOf(record);
    } catch (cause) {
      if (cause instanceof CorruptRecord) return null;
      throw cause;
    }
  };
  const keyOf = ([, ...parts]: Timed): K => (parts.length === 1 ? parts[0] : parts) as K;
  /** Moves a record from its place to another; null is no place. */
  const move = (key: K, to: Instant | null): void => {
    const from = timeNow(key);
    if (from === to) return;
    if (from !== null) order.remove(placeOf(from, key))();
    if (to !== null) order.put(placeOf(to, key), true)();
  };

  return {
    ...table,
    put: (key, record) => {
      const put = table.put(key, record);
      const at = timeOf(record);
      return () => (move(key, at), put());
    },
    remove: (key) => () => (move(key, null), table.remove(key)()),
    due: (until, after, limit) => order.keys({ ...(after === null ? {} : { after }), until: [until + 1], limit }),
    at: (place) => {
      const record = table.get(keyOf(place));
      return record !== undefined && timeOf(record) === place[0] ? record : undefined;
    },
    keyOf,
    removePlace: order.remove,
  };
};
