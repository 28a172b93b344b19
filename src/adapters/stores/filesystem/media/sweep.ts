import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { unavailable } from '../../../../domain/model/errors.js';
import { type MediaId, parseMediaId } from '../../../../domain/model/media/media-id.js';
import { type Damaged, type Round, type Stored } from '../../../../domain/ports/store.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type MediaStorage, UNNAMED_KEPT } from '../../../../domain/ports/media-storage.js';
import { type Pins } from '../../../../kit/pins.js';
import { CorruptRecord } from '../lmdb/faults.js';
import { PIECE, SLICE } from '../lmdb/slices.js';
import { type MediaRecord, type MediaRecords, type Unnamed } from './media-records.js';
import { diskWork } from './disk-work.js';
import { fileNames, removeFile, takeAway } from './media-files.js';
import { type MediaPaths } from './paths.js';
import { type StagingFolder } from './staging/staged-file.js';

/** How many files are removed before other work gets its turn. Each takes one system call in the event loop. */
const BATCH = 128;

export interface SweepParts {
  readonly paths: MediaPaths;
  readonly records: MediaRecords;
  readonly staging: StagingFolder;
  readonly pins: Pins<MediaId>;
  readonly now: () => Instant;
}

/**
 * Removes files without an owner, in the background: published files that no message names, published files without a
 * record, and staged files that no running request of this process owns (a server is alone on its folder). While a
 * backup runs, published files stay. If a file cannot be removed, the sweep continues and reports it at the end.
 */
export const makeSweep = (parts: SweepParts): Stored<Round> => tallied(() => sweepAll(parts));

/** Removes those of these files at once that no message names, as the sweep does later. */
export const makeRemoveUnnamed =
  (parts: SweepParts): MediaStorage['removeUnnamed'] =>
  (ids) =>
    tallied(() => removeNow(parts, ids));

/** Removes files that no message has named since a time, once their records say that none does. */
export const makeDropNamed =
  (parts: SweepParts): MediaStorage['dropNamedBefore'] =>
  (before) =>
    pipe(
      parts.records.unnameBefore(before),
      TE.chain(({ items, damaged }) =>
        pipe(
          makeRemoveUnnamed(parts)(items),
          TE.map((round) => ({ ...round, damaged: [...damaged, ...round.damaged] })),
        ),
      ),
    );

const tallied = (work: () => Promise<Tally>): Stored<Round> =>
  pipe(
    diskWork(work),
    TE.chain(({ removed, refusals, damaged }) =>
      refusals.length > 0 ? TE.left(unavailable(refusals[0])) : TE.right({ count: removed, damaged }),
    ),
  );

const sweepAll = async (parts: SweepParts): Promise<Tally> => {
  const tally = newTally();
  await parts.records.settled();
  await sweepUnnamed(parts, tally);
  await sweepUnrecorded(parts, tally);
  await sweepStaging(parts, tally);
  return tally;
};

const newTally = (): Tally => ({ removed: 0, refusals: [], damaged: [] });

const removeNow = async (parts: SweepParts, ids: readonly MediaId[]): Promise<Tally> => {
  const tally = newTally();
  const { records } = parts;
  await records.settled();
  for (let left = ids; left.length > 0 && !records.inBackup();) {
    const taking = takingAway(parts, tally);
    const next = left.findIndex((id) => {
      const record = readable(records, id, tally);
      if (record !== null && record !== 'damaged' && !record.named) taking.take([record.publishedAt, id], record);
      return taking.isFull();
    });
    left = next < 0 ? [] : left.slice(next + 1);
    await taking.done();
    await setImmediate();
  }
  return tally;
};

interface Tally {
  removed: number;
  readonly refusals: unknown[];
  readonly damaged: Damaged[];
}

/**
 * Removes files that no message names, and their records, in the order of publishing. It reads nothing but these. A
 * place that has no such record any more goes too.
 */
const sweepUnnamed = async (parts: SweepParts, tally: Tally): Promise<void> => {
  for (let after: Unnamed | null = null, isMore = true; isMore;) {
    const taking = takingAway(parts, tally);
    ({ after, isMore } = takeUnnamed(parts, taking, after, tally));
    await taking.done();
    await setImmediate();
  }
};

/**
 * Takes some files away, for `SLICE` milliseconds at most. The checks of pin, name and age and the move of a file are
 * one synchronous step, so no request can publish the file again in between. A request that publishes right after finds
 * no file, and its record is newer than the place that is removed.
 */
const takeUnnamed = (
  { records, now }: SweepParts,
  taking: Taking,
  from: Unnamed | null,
  tally: Tally,
): { readonly after: Unnamed | null; readonly isMore: boolean } => {
  if (records.inBackup()) return { after: from, isMore: false };
  let after = from;
  do {
    const checked = records.unnamed(now() - UNNAMED_KEPT - 1, after, PIECE);
    for (const place of checked) {
      const record = readable(records, place[1], tally);
      // It was published again, and its new record is not written yet.
      const isRecent = record !== null && record !== 'damaged' && now() - record.publishedAt <= UNNAMED_KEPT;
      if (record !== 'damaged' && (!isRecent || record?.named === true)) taking.take(place, record);
    }
    after = checked.at(-1) ?? after;
    if (checked.length < PIECE) return { after, isMore: false };
  } while (!taking.isFull());
  return { after, isMore: true };
};

/** What is taken away in one turn of the event loop. */
interface Taking {
  /** Takes away the file of a place, unless it is pinned or named. The place goes, whether or not there is a file. */
  readonly take: (place: Unnamed, record: MediaRecord | null) => void;
  /** Whether this turn has taken long enough. */
  readonly isFull: () => boolean;
  /** Removes what was taken away, and its records. */
  readonly done: () => Promise<void>;
}

const takingAway = ({ paths, records, pins }: SweepParts, tally: Tally): Taking => {
  const begun = performance.now();
  const places: Unnamed[] = [];
  const removals: Promise<void>[] = [];
  return {
    take: (place, record) => {
      const [, id] = place;
      if (pins.has(id)) return;
      if (record !== null && !record.named) removals.push(count(tally, takeAway(paths.staging, paths.fileOf(id))));
      places.push(place);
    },
    isFull: () => removals.length >= BATCH || performance.now() - begun >= SLICE,
    done: async () => void (await Promise.all([...removals, forget(records, places, tally)])),
  };
};

/** Removes published files without a record: a process died between file and record, or during a removal. */
const sweepUnrecorded = async ({ paths, records, pins }: SweepParts, tally: Tally): Promise<void> => {
  for (const folder of paths.folders)
    for await (const names of fileNames(folder, BATCH)) {
      if (records.inBackup()) return;
      const removals: Promise<void>[] = [];
      for (const name of names) {
        const id = parseMediaId(name);
        if (id === null || pins.has(id) || records.has(id)) continue;
        removals.push(count(tally, takeAway(paths.staging, join(folder, name))));
      }
      await Promise.all(removals);
    }
};

const sweepStaging = async ({ paths, staging }: SweepParts, tally: Tally): Promise<void> => {
  for await (const names of fileNames(paths.staging, BATCH)) {
    const left = names.filter((name) => !staging.owns(name));
    await Promise.all(left.map((name) => count(tally, removeFile(join(paths.staging, name)))));
  }
};

const forget = async (records: MediaRecords, places: readonly Unnamed[], tally: Tally): Promise<void> => {
  const forgotten = await records.remove(places)();
  if (E.isLeft(forgotten)) tally.refusals.push(forgotten.left.cause);
};

const count = (tally: Tally, removal: Promise<void>): Promise<void> =>
  removal.then(
    () => void (tally.removed += 1),
    (error: unknown) => void tally.refusals.push(error),
  );

const readable = (records: MediaRecords, id: MediaId, { damaged }: Tally): MediaRecord | 'damaged' | null => {
  try {
    return records.get(id);
  } catch (cause) {
    if (!(cause instanceof CorruptRecord)) throw cause;
    damaged.push({ what: cause.message, cause });
    return 'damaged';
  }
};
