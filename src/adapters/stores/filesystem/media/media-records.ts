import { type MediaId } from '../../../../domain/model/media/media-id.js';
import { namedAtOf } from '../../../../domain/model/media/named-at.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type Listing, type Round, type Stored } from '../../../../domain/ports/store.js';
import { type MediaFacts } from '../../records/media.js';
import { readEach } from '../../shared/read-each.js';
import { type Environment } from '../lmdb/environment.js';
import { CorruptRecord } from '../lmdb/faults.js';
import { PIECE, walk } from '../lmdb/slices.js';
import { type Write } from '../lmdb/table.js';
import { backupWatch } from './backup-leases.js';
import { type MediaRecord, mediaTables } from './media-tables.js';
import { unnameBefore } from './unname-old.js';

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
  /** The writes that mark this file as named now, for the transaction that opens the message. */
  readonly name: (id: MediaId, now: Instant) => readonly Write[];
  /** The writes that take its name from a file, for the transaction after which no message names it. */
  readonly unname: (id: MediaId) => readonly Write[];
  /** Takes their names from the files that were last named before this time, slice after slice. Returns which. */
  readonly unnameBefore: (before: Instant) => Stored<Listing<MediaId>>;
  /** Whether there is a record, also a damaged one. Reads as `get` does. */
  readonly has: (id: MediaId) => boolean;
  /**
   * Places of files that no message names and that were last published at `until` or before, earliest first, behind
   * the place `after`. Reads as `get` does.
   */
  readonly unnamed: (until: Instant, after: Unnamed | null, limit: number) => readonly Unnamed[];
  /**
   * Removes the records of these places, slice after slice, with WhatsApp's ids of the files. A record stays if a message
   * names it by now or it was published again.
   */
  readonly remove: (places: readonly Unnamed[]) => Stored<Round>;
  /** Ids after `after` (empty: from the start), at most `limit`. Throws `StoreFault`. */
  readonly ids: (after: string, limit: number) => readonly MediaId[];
  /** Whether a backup runs. Published files stay meanwhile. Throws `StoreFault`. */
  readonly inBackup: () => boolean;
}

export const mediaRecords = (environment: Environment): MediaRecords => {
  const { unnamed: byPublishing, inNames: records, handles } = mediaTables(environment);
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
  /** What a new record takes over. One that replaces a damaged one is named: a message may name the file. */
  const namesOf = (id: MediaId, now: Instant): Pick<MediaRecord, 'named' | 'namedAt'> => {
    const known = kept(id);
    if (known === 'damaged') return { named: true, namedAt: namedAtOf(now) };
    return { named: known?.named ?? false, namedAt: known?.namedAt ?? null };
  };
  const forgotten = (id: MediaId): readonly Write[] => [
    records.remove(id),
    ...handles.keys({ from: [id, ''], until: [`${id}-`, ''] }).map(handles.remove),
  ];
  return {
    get: (id) => {
      const recent = published.get(id);
      return recent === undefined ? (records.get(id) ?? null) : { ...recent, ...namesOf(id, recent.publishedAt) };
    },
    has: (id) => published.has(id) || records.has(id),
    publish: (id, facts, publishedAt) => {
      const record = { ...facts, publishedAt, named: false, namedAt: null };
      published.set(id, record);
      const write = environment.write(() => ({
        answer: undefined,
        writes: [records.put(id, { ...record, ...namesOf(id, publishedAt) })],
      }));
      const done = write().finally(() => writing.delete(record));
      writing.set(record, done);
      return done;
    },
    settled: async () => void (await Promise.allSettled(writing.values())),
    release: (id) => {
      const record = published.get(id);
      if (record !== undefined && !writing.has(record)) published.delete(id);
    },
    name: (id, now) => {
      const namedAt = namedAtOf(now);
      const recent = published.get(id);
      const known = recent === undefined ? (records.get(id) ?? null) : kept(id);
      if (known !== null && known !== 'damaged' && known.named && (known.namedAt ?? 0) >= namedAt) return [];
      const record = recent ?? (known === 'damaged' ? null : known);
      return record === null ? [] : [records.put(id, { ...record, named: true, namedAt })];
    },
    unname: (id) => {
      const known = kept(id);
      return known === null || known === 'damaged' || !known.named ? [] : [records.put(id, { ...known, named: false })];
    },
    unnameBefore: (before) => unnameBefore(environment, records, before),
    unnamed: (until, after, limit) => byPublishing.due(until, after, limit) as readonly Unnamed[],
    remove: (places) =>
      walk(environment, 0, (from) => {
        const some = places.slice(from, from + PIECE);
        const next = from + PIECE < places.length ? from + PIECE : null;
        const { items, damaged } = readEach(
          some,
          (place) => ({ place, isThere: byPublishing.at(place) !== undefined }),
          CorruptRecord,
        );
        return {
          answer: { count: items.filter(({ isThere }) => isThere).length, damaged, next },
          writes: items.flatMap(({ place, isThere }) =>
            isThere ? forgotten(place[1]) : [byPublishing.removePlace(place)],
          ),
        };
      }),
    ids: (after, limit) => records.keys(after === '' ? { limit } : { after, limit }) as readonly MediaId[],
    inBackup: backupWatch(environment),
  };
};
