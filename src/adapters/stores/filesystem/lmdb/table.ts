import type * as t from 'io-ts';
import { type Database } from 'lmdb';
import { decode } from '../../shared/decode.js';
import { attempt, CorruptRecord } from './faults.js';
import { type TableName } from './table-names.js';

/** Keys sort as tuples do: numbers by value, then texts by their bytes. */
export type Key = string | number | readonly (string | number)[];

/** A change of a decision. The environment makes it inside its transaction. */
export type Write = () => void;

export interface TableSpec<K extends Key, A> {
  readonly name: TableName;
  /** Reads and writes one record as JSON. */
  readonly codec: t.Type<A, unknown>;
  /** What an error may show of a key, which may contain a phone number or a caller's text. */
  readonly show: (key: K) => string;
  /** How many decoded records to remember, each while its text in the file is the same. */
  readonly remember?: number;
}

export interface Span<K extends Key> {
  /** Included. */
  readonly from?: K;
  /** Excluded; instead of `from`, and not in reverse. */
  readonly after?: K;
  /** Excluded. */
  readonly until?: K;
  readonly limit?: number;
  readonly reverse?: boolean;
}

/** Records of one kind under their keys. Reads see the last commit, or the transaction they run in. */
export interface Table<K extends Key, A> {
  readonly get: (key: K) => A | undefined;
  readonly has: (key: K) => boolean;
  /** Reads all entries at once, so a span should be short. */
  readonly entries: (span: Span<K>) => readonly (readonly [K, A])[];
  readonly keys: (span: Span<K>) => readonly K[];
  /** How many records there are. LMDB keeps the number, so nothing is read. */
  readonly size: () => number;
  readonly put: (key: K, record: A) => Write;
  readonly remove: (key: K) => Write;
}

/** The sub-database of JSON texts in the open environment. */
export type OpenDatabase = () => Database<string>;

/** `onPut` is called inside the transaction that puts a record. */
export const makeTable = <K extends Key, A>(
  file: string,
  db: OpenDatabase,
  spec: TableSpec<K, A>,
  onPut: () => void,
): Table<K, A> => {
  const decoded = decoder(file, spec);
  return {
    get: (key) => {
      const text = attempt(() => db().get(toLmdb(key)));
      return text === undefined ? undefined : decoded(key, text);
    },
    has: (key) => attempt(() => db().doesExist(toLmdb(key))),
    entries: (span) =>
      attempt(() => [...db().getRange(toRange(span))]).map(
        ({ key, value }) => [key as K, decoded(key as K, value)] as const,
      ),
    keys: (span) => attempt(() => [...db().getKeys(toRange(span))]) as K[],
    size: () => attempt(() => (db().getStats() as { readonly entryCount: number }).entryCount),
    put: (key, record) => {
      const text = JSON.stringify(spec.codec.encode(record));
      return () => {
        void db().put(toLmdb(key), text);
        onPut();
      };
    },
    remove: (key) => () => void db().remove(toLmdb(key)),
  };
};

const toLmdb = (key: Key): string | number | (string | number)[] => key as string | number | (string | number)[];

const toRange = <K extends Key>({ from, after, until, limit, reverse = false }: Span<K>) => {
  const [start, end] = reverse ? [until, from] : [after ?? from, until];
  return {
    ...(start === undefined ? {} : { start: toLmdb(start) }),
    ...(end === undefined ? {} : { end: toLmdb(end) }),
    ...(limit === undefined ? {} : { limit }),
    ...(after === undefined ? {} : { exclusiveStart: true }),
    // In reverse, the excluded end comes first and the included one last.
    ...(reverse ? { reverse, exclusiveStart: start !== undefined, inclusiveEnd: true } : {}),
  };
};

const decoder = <K extends Key, A>(file: string, spec: TableSpec<K, A>): ((key: K, text: string) => A) => {
  const fresh = (key: K, text: string): A =>
    decode(spec.codec, parsed(text), (paths) => new CorruptRecord(file, spec.name, spec.show(key), paths));
  return spec.remember === undefined ? fresh : remembering(spec.remember, fresh);
};

/** Decodes a text once while it stays the same. Drops the least recently used one. */
const remembering = <K extends Key, A>(
  most: number,
  fresh: (key: K, text: string) => A,
): ((key: K, text: string) => A) => {
  const known = new Map<K, { readonly text: string; readonly record: A }>();
  return (key, text) => {
    const seen = known.get(key);
    if (seen?.text === text) return seen.record;
    const record = fresh(key, text);
    known.delete(key);
    known.set(key, { text, record });
    if (known.size > most) for (const oldest of known.keys()) if (known.delete(oldest)) break;
    return record;
  };
};

/** A text that does not parse fails every codec. */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
