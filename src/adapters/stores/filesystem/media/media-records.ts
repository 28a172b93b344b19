import { type MediaId } from '../../../../domain/model/media/media-id.js';
import { type Round, type Stored } from '../../../../domain/ports/store.js';
import { type Instant } from '../../../../domain/model/time.js';
import { instant, strict } from '../../records/codecs.js';
import { type MediaFacts, mediaFields, type RecordedMedia } from '../../records/media.js';
import { backupWatch } from './backup-leases.js';
import { readEach } from '../../shared/read-each.js';
import { type Environment } from '../lmdb/environment.js';
import { CorruptRecord } from '../lmdb/faults.js';
import { PIECE, walk } from '../lmdb/slices.js';
import { type TableSpec, type Write } from '../lmdb/table.js';
import { timedTable } from '../lmdb/timed-table.js';

/** The record of a published file. */
export interface MediaRecord extends RecordedMedia {
  /** When it was last published. */
  readonly publishedAt: Instant;
}

const media = strict<MediaRecord>('media', { ...mediaFields, publishedAt: instant });

/** The name of a record in errors. The whole id would give readers of the log access to the file. */
const nameOf = (id: string): string => `${id.slice(0, 8)}…`;

/** The table of these records, by media id. */
export const mediaTable: TableSpec<string, MediaRecord> = { name: 'media', codec: media, show: nameOf };

/** The records, and the order in which those were published that no message names. */
const table = (environment: Environment) =>
  timedTable<string, MediaRecord>(environment, {
    ...mediaTable,
    order: 'media-unnamed',
    timeOf: ({ named, publishedAt }) => (named ? null : publishedAt),
  });

/** A published file that no message names, in the order of publishing. */
export type Unnamed = readonly [publishedAt: Instant, id: MediaId];

/** The records of published files. */
export interface MediaRecords {
  /**
   * Reads synchronously, from the last commit. Throws `StoreFault` if the store fails, `CorruptRecord` for a damaged
   * record.
   */
  readonly get: (id: MediaId) => MediaRecord | null;
  /**
   * Records a file as published now. A file that a message names stays named, and so does one whose record is damaged.
   * Callers need not await it: until `release` the file counts as recorded, and a message that names it writes this
   * record in the same transaction.
   */
  readonly publish: (id: MediaId, facts: MediaFacts, now: Instant) => ReturnType<Stored<void>>;
  /** Resolves once all records that were published so far are written. */
  readonly settled: () => Promise<void>;
  /**
   * Ends the use of the file by the last request that has it. From now on only the written record counts. A record that
   * is not written yet stays: its publisher calls this again.
   */
  readonly release: (id: MediaId) => void;
  /** The writes that mark this file as named, for the transaction that opens the message. */
  readonly name: (id: MediaId) => readonly Write[];
  /** Whether there is a record, also a damaged one. Reads as `get` does. */
  readonly has: (id: MediaId) => boolean;
  /**
   * Places of files that no message names and that were last published at `until` or before, earliest first, behind
   * the place `after`. Reads as `get` does.
   */
  readonly unnamed: (until: Instant, after: Unnamed | null, limit: number) => readonly Unnamed[];
  /**
   * Removes the records of these places, slice after slice. A record stays if a message names it by now or it was
   * published again.
   */
  readonly remove: (places: readonly Unnamed[]) => Stored<Round>;
  /** Ids after `after` (empty: from the start), at most `limit`. Throws `StoreFault`. */
  readonly ids: (after: string, limit: number) => readonly MediaId[];
  /** Whether a backup runs. Published files stay meanwhile. Throws `StoreFault`. */
  readonly inBackup: () => boolean;
}

export const mediaRecords = (environment: Environment): MediaRecords => {
  const records = table(environment);
  /** Files that running requests have published. Their records may not be written yet. */
  const published = new Map<MediaId, MediaRecord>();
  /** The writes of records that are not done yet. */
  const writing = new Map<MediaRecord, Promise<unknown>>();
  const kept = (id: MediaId): MediaRecord | 'damaged' | null => {
    try {
      return records.get(id) ?? null;
    } catch (cause) {
      if (cause instanceof CorruptRecord) return 'damaged';
      throw cause;
    }
  };
  /** A record that replaces a damaged one: a message may name the file. */
  const isNamed = (id: MediaId): boolean => {
    const known = kept(id);
    return known === 'damaged' || (known?.named ?? false);
  };
  return {
    get: (id) => {
      const recent = published.get(id);
      return recent === undefined ? (records.get(id) ?? null) : { ...recent, named: isNamed(id) };
    },
    has: (id) => published.has(id) || records.has(id),
    publish: (id, facts, publishedAt) => {
      const record = { ...facts, publishedAt, named: false };
      published.set(id, record);
      const write = environment.write(() => {
        const named = isNamed(id);
        return { answer: undefined, writes: [records.put(id, { ...record, named })] };
      });
      const done = write().finally(() => writing.delete(record));
      writing.set(record, done);
      return done;
    },
    settled: async () => void (await Promise.allSettled(writing.values())),
    release: (id) => {
      const record = published.get(id);
      if (record !== undefined && !writing.has(record)) published.delete(id);
    },
    name: (id) => {
      const recent = published.get(id);
      const known = recent === undefined ? (records.get(id) ?? null) : kept(id);
      if (known !== null && known !== 'damaged' && known.named) return [];
      const record = recent ?? (known === 'damaged' ? null : known);
      return record === null ? [] : [records.put(id, { ...record, named: true })];
    },
    unnamed: (until, after, limit) => records.due(until, after, limit) as readonly Unnamed[],
    remove: (places) =>
      walk(environment, 0, (from) => {
        const some = places.slice(from, from + PIECE);
        const next = from + PIECE < places.length ? from + PIECE : null;
        const { items, damaged } = readEach(
          some,
          (place) => ({ place, isThere: records.at(place) !== undefined }),
          CorruptRecord,
        );
        return {
          answer: { count: items.filter(({ isThere }) => isThere).length, damaged, next },
          writes: items.map(({ place, isThere }) =>
            isThere ? records.remove(records.keyOf(place)) : records.removePlace(place),
          ),
        };
      }),
    ids: (after, limit) => records.keys(after === '' ? { limit } : { after, limit }) as readonly MediaId[],
    inBackup: backupWatch(environment),
  };
};
