import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type MediaId } from '../../../../domain/model/media/media-id.js';
import { type Listing, type Round, type Stored } from '../../../../domain/ports/store.js';
import { namedAtOf } from '../../../../domain/model/media/named-at.js';
import { type Instant } from '../../../../domain/model/time.js';
import { added, instant, nullable, strict } from '../../records/codecs.js';
import { type MediaFacts, mediaFields, type RecordedMedia } from '../../records/media.js';
import { backupWatch } from './backup-leases.js';
import { distinctDamages, readEach } from '../../shared/read-each.js';
import { type Environment } from '../lmdb/environment.js';
import { CorruptRecord } from '../lmdb/faults.js';
import { type Decision } from '../lmdb/decision.js';
import { PIECE, type Piece, walk, walkUntil } from '../lmdb/slices.js';
import { type TableSpec, type Write } from '../lmdb/table.js';
import { inOrderOfTime, type Timed, type TimedTable, timedTable } from '../lmdb/timed-table.js';
import { handleTable } from './upload-handles.js';

/** The record of a published file. */
export interface MediaRecord extends RecordedMedia {
  /** When it was last published. */
  readonly publishedAt: Instant;
  /** When a message last named it: see `namedAtOf`. Null: none has. */
  readonly namedAt: Instant | null;
}

const media = strict<MediaRecord>('media', {
  ...mediaFields,
  publishedAt: instant,
  namedAt: added(nullable(instant), null),
});

/** The name of a record in errors. The whole id would give readers of the log access to the file. */
const nameOf = (id: string): string => `${id.slice(0, 8)}…`;

/** The table of these records, by media id. */
export const mediaTable: TableSpec<string, MediaRecord> = { name: 'media', codec: media, show: nameOf };

/**
 * The records, in the order in which those were published that no message names, and in that in which the others were
 * last named. What is written through `inNames` keeps both.
 */
const tables = (environment: Environment) => {
  const unnamed = timedTable<string, MediaRecord>(environment, {
    ...mediaTable,
    order: 'media-unnamed',
    timeOf: ({ named, publishedAt }) => (named ? null : publishedAt),
  });
  const inNames = inOrderOfTime<string, MediaRecord>(environment, unnamed, {
    order: 'media-named',
    timeOf: ({ named, namedAt }) => (named ? namedAt : null),
  });
  return { unnamed, inNames, handles: handleTable(environment) };
};

/** A published file that no message names, in the order of publishing. */
export type Unnamed = readonly [publishedAt: Instant, id: MediaId];

/** Some files that have lost their names. */
interface UnnamedSome extends Piece<Place> {
  readonly ids: readonly MediaId[];
}

/** Where a walk through an order is; `after` is null at its start. */
interface Place {
  readonly after: Timed | null;
}

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
  const { unnamed: byPublishing, inNames: records, handles } = tables(environment);
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
    unnameBefore: (before) =>
      pipe(
        walkUntil<Place, UnnamedSome>(
          environment,
          { after: null },
          ({ after }) => unnameSome(records, before, after),
          () => false,
        ),
        TE.map((pieces) => ({
          items: pieces.flatMap(({ ids }) => ids),
          damaged: distinctDamages(pieces.flatMap(({ damaged }) => damaged)),
        })),
      ),
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

/** Takes their names from some files behind a place of the order in which files were last named. */
const unnameSome = (
  records: TimedTable<string, MediaRecord>,
  before: Instant,
  after: Timed | null,
): Decision<UnnamedSome> => {
  const places = records.due(before - 1, after, PIECE);
  const { items, damaged } = readEach(
    places,
    (place) => ({ place, id: records.keyOf(place) as MediaId, record: records.at(place) }),
    CorruptRecord,
  );
  const last = places.length < PIECE ? undefined : places.at(-1);
  const ids = items.flatMap(({ id, record }) => (record === undefined ? [] : [id]));
  return {
    answer: { count: ids.length, damaged, ids, next: last === undefined ? null : { after: last } },
    writes: items.map(({ place, id, record }) =>
      record === undefined ? records.removePlace(place) : records.put(id, { ...record, named: false }),
    ),
  };
};
