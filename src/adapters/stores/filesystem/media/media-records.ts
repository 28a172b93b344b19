import { type MediaId } from '../../../../domain/model/media/media-id.js';
import { type Stored } from '../../../../domain/ports/store.js';
import { type Instant } from '../../../../domain/model/time.js';
import { instant, strict } from '../../records/codecs.js';
import { type MediaFacts, mediaFields, type RecordedMedia } from '../../records/media.js';
import { type Environment } from '../lmdb/environment.js';
import { type Write } from '../lmdb/table.js';

/** The record of a published file. */
export interface MediaRecord extends RecordedMedia {
  /** When it was last published. */
  readonly publishedAt: Instant;
}

const media = strict<MediaRecord>('media', { ...mediaFields, publishedAt: instant });

/** The name of a record in errors. The whole id would give readers of the log access to the file. */
const nameOf = (id: string): string => `${id.slice(0, 8)}…`;

const table = (environment: Environment) =>
  environment.table<string, MediaRecord>({ name: 'media', codec: media, show: nameOf });

/** The records of published files. */
export interface MediaRecords {
  /**
   * Reads synchronously, from the last commit. Throws `StoreFault` if the store fails, `CorruptRecord` for a damaged
   * record.
   */
  readonly get: (id: MediaId) => MediaRecord | null;
  /**
   * Records a file as published now. A file that a message names stays named. Callers need not await it: until
   * `release` the file counts as recorded, and a message that names it writes this record in the same transaction.
   */
  readonly publish: (id: MediaId, facts: MediaFacts, now: Instant) => ReturnType<Stored<void>>;
  /** Resolves once all records that were published so far are written. */
  readonly settled: () => Promise<void>;
  /** Ends the use of the file by a request. From now on only the written record counts. */
  readonly release: (id: MediaId) => void;
  /** The writes that mark this file as named, for the transaction that opens the message. */
  readonly name: (id: MediaId) => readonly Write[];
  /** Removes the record of a file, unless a message names it by now or it was published after `publishedAt`. */
  readonly remove: (id: MediaId, publishedAt: Instant) => Stored<boolean>;
  /** Ids after `after` (empty: from the start), at most `limit`. Throws `StoreFault`. */
  readonly ids: (after: string, limit: number) => readonly MediaId[];
}

export const mediaRecords = (environment: Environment): MediaRecords => {
  const records = table(environment);
  /** Files that running requests have published. Their records may not be written yet. */
  const published = new Map<MediaId, MediaRecord>();
  const writing = new Set<Promise<unknown>>();
  const latest = (id: MediaId): MediaRecord | undefined => {
    const recent = published.get(id);
    const kept = records.get(id);
    return recent === undefined ? kept : { ...recent, named: kept?.named ?? false };
  };
  return {
    get: (id) => latest(id) ?? null,
    publish: (id, facts, publishedAt) => {
      published.set(id, { ...facts, publishedAt, named: false });
      const write = environment.write(() => {
        const named = records.get(id)?.named ?? false;
        return { answer: undefined, writes: [records.put(id, { ...facts, publishedAt, named })] };
      });
      const done = write().finally(() => writing.delete(done));
      writing.add(done);
      return done;
    },
    settled: async () => void (await Promise.allSettled(writing)),
    release: (id) => void published.delete(id),
    name: (id) => {
      const known = latest(id);
      return known === undefined || known.named ? [] : [records.put(id, { ...known, named: true })];
    },
    remove: (id, publishedAt) =>
      environment.write(() => {
        const known = records.get(id);
        const goes = known !== undefined && !known.named && known.publishedAt <= publishedAt;
        return { answer: goes, writes: goes ? [records.remove(id)] : [] };
      }),
    ids: (after, limit) => records.keys(after === '' ? { limit } : { from: `${after}-`, limit }) as readonly MediaId[],
  };
};
