import { type MediaId } from '../../../../domain/model/media/media-id.js';
import { type Stored } from '../../../../domain/ports/store.js';
import { type Instant } from '../../../../domain/model/time.js';
import { instant, strict } from '../../records/codecs.js';
import { type MediaFacts, mediaFields, type RecordedMedia } from '../../records/media.js';
import { type Environment } from '../lmdb/environment.js';
import { type Write } from '../lmdb/table.js';

/** What is recorded of a published file. */
export interface MediaRecord extends RecordedMedia {
  /** When it was last published. */
  readonly publishedAt: Instant;
}

const media = strict<MediaRecord>('media', { ...mediaFields, publishedAt: instant });

/** How errors name a record. The whole id would open the file to readers of the log. */
const nameOf = (id: string): string => `${id.slice(0, 8)}…`;

const table = (environment: Environment) =>
  environment.table<string, MediaRecord>({ name: 'media', codec: media, show: nameOf });

/** The records of published files. */
export interface MediaRecords {
  /** At once, from the last commit. Throws `StoreFault` where the store fails, `CorruptRecord` for a damaged one. */
  readonly get: (id: MediaId) => MediaRecord | null;
  /**
   * Records a file as published now; one that a message names stays named. Need not be waited for: until `release`
   * the file counts as recorded, and a message that names it writes the record along with its own.
   */
  readonly publish: (id: MediaId, facts: MediaFacts, now: Instant) => ReturnType<Stored<void>>;
  /** Resolves once nothing that was published so far is still being written. */
  readonly settled: () => Promise<void>;
  /** No request relies on the file any more: only what is written counts from now on. */
  readonly release: (id: MediaId) => void;
  /** The changes by which a message names this file, for the transaction that opens the message. */
  readonly name: (id: MediaId) => readonly Write[];
  /** Forgets a file, unless a message names it by now or it was published after `publishedAt`. */
  readonly remove: (id: MediaId, publishedAt: Instant) => Stored<boolean>;
  /** Ids behind `after` (empty: from the start), at most `limit`. Throws `StoreFault`. */
  readonly ids: (after: string, limit: number) => readonly MediaId[];
}

export const mediaRecords = (environment: Environment): MediaRecords => {
  const records = table(environment);
  /** What running requests have published: it may not be written yet. */
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
