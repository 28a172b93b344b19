import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as t from 'io-ts';
import { orderTable, placeOf } from '../lmdb/timed-table.js';
import { type TableName } from '../lmdb/table-names.js';
import { type Write } from '../lmdb/table.js';
import { eachRecord } from './each-record.js';
import { type FilesystemPart } from './upgrade.js';

/** A table that gets an order of time. Its shape is that of format 2, whatever later versions make of it. */
interface Unordered {
  readonly name: TableName;
  /** Name of the table with the order. */
  readonly order: TableName;
  /** Reads the time of a record; null for a record that is not looked for by time. */
  readonly timeOf: (record: unknown) => t.Validation<number | null>;
}

const media = t.type({ named: t.boolean, publishedAt: t.number });
const handle = t.type({ goodUntil: t.number });
const reports = t.type({ keptUntil: t.number });

const unordered: readonly Unordered[] = [
  {
    name: 'media',
    order: 'media-unnamed',
    timeOf: (record) =>
      E.map(({ named, publishedAt }: t.TypeOf<typeof media>) => (named ? null : publishedAt))(media.decode(record)),
  },
  {
    name: 'upload-handles',
    order: 'upload-handles-by-expiry',
    timeOf: (record) => E.map(({ goodUntil }: t.TypeOf<typeof handle>) => goodUntil)(handle.decode(record)),
  },
  {
    name: 'early-reports',
    order: 'early-reports-by-expiry',
    timeOf: (record) => E.map(({ keptUntil }: t.TypeOf<typeof reports>) => keptUntil)(reports.decode(record)),
  },
];

/** Fills the orders of all tables in which records expire. A damaged record gets no place. */
export const orderByTime: readonly FilesystemPart[] = unordered.map(({ name, order, timeOf }) =>
  eachRecord<string | readonly (string | number)[]>({
    name,
    // A key may have a media id or a wamid.
    show: () => '(a record)',
    writes: ({ environment }) => {
      const places = orderTable(environment, order);
      return (key, record) =>
        pipe(
          timeOf(record),
          E.bimap(
            () => 'its time',
            (at): readonly Write[] => (at === null ? [] : [places.put(placeOf(at, key), true)]),
          ),
        );
    },
  }),
);
