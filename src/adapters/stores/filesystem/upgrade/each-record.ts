import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { type DamagedRecord, type Note } from '../../shared/upgrade/step.js';
import { type TableName } from '../lmdb/table-names.js';
import { PIECE } from '../lmdb/slices.js';
import { type Key, type Table, type Write } from '../lmdb/table.js';
import { type FilesystemPart, type PartStore } from './upgrade.js';

/** What a step does to each record of a table. */
export interface EachRecord<K extends Key> {
  /** Name of the table. */
  readonly name: TableName;
  /** What the log may show of a key, which may contain a phone number or a caller's text. */
  readonly show: (key: K) => string;
  /** How many records a batch has at most; default: `PIECE`. */
  readonly atOnce?: number;
  /**
   * The writes for one parsed record of any shape; `table` is its table. They may add records to other tables, but not
   * to its own. Left: the place of the fault in the record, never its content.
   */
  readonly writes: (
    store: PartStore,
  ) => (key: K, record: unknown, table: Table<K, unknown>) => E.Either<string, readonly Write[] | Noted>;
}

/** Writes of which the log is to say something. */
interface Noted {
  readonly writes: readonly Write[];
  readonly notes?: readonly Note[];
}

/** A part that changes each record of a table, in the order of their keys. Damaged records stay as they are. */
export const eachRecord =
  <K extends Key>({ name, show, atOnce = PIECE, writes }: EachRecord<K>): FilesystemPart =>
  (store) => {
    const table = store.environment.table<K, unknown>({ name, codec: t.unknown, show });
    const writesFor = writes(store);

    return (after) => {
      const changes: Write[] = [];
      const damaged: DamagedRecord[] = [];
      const notes: Note[] = [];
      let last: K | null = null;
      let count = 0;
      const entries = table.entries(after === null ? { limit: atOnce } : { after: after as K, limit: atOnce });
      for (const [key, record] of entries) {
        // A record that does not parse is undefined.
        const made = record === undefined ? E.left('the whole') : writesFor(key, record, table);
        if (E.isLeft(made)) damaged.push({ record: `${name}/${show(key)}`, reason: made.left });
        else if ('writes' in made.right) {
          changes.push(...made.right.writes);
          notes.push(...(made.right.notes ?? []));
        } else changes.push(...made.right);
        last = key;
        count += 1;
      }
      return { answer: { after: last, count, damaged, notes }, writes: changes };
    };
  };
