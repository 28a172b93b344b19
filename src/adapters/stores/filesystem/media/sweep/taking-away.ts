import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { unavailable } from '../../../../../domain/model/errors.js';
import { type MediaId } from '../../../../../domain/model/media/media-id.js';
import { type Instant } from '../../../../../domain/model/time.js';
import { type Damaged, type Round, type Stored } from '../../../../../domain/ports/store.js';
import { type Pins } from '../../../../../kit/pins.js';
import { CorruptRecord } from '../../lmdb/faults.js';
import { SLICE } from '../../lmdb/slices.js';
import { diskWork } from '../disk-work.js';
import { takeAway } from '../media-files.js';
import { type MediaRecords, type Unnamed } from '../media-records.js';
import { type MediaRecord } from '../media-tables.js';
import { type MediaPaths } from '../paths.js';
import { type StagingFolder } from '../staging/staged-file.js';

/** How many files are removed before other work gets its turn. Each takes one system call in the event loop. */
export const BATCH = 128;

export interface SweepParts {
  readonly paths: MediaPaths;
  readonly records: MediaRecords;
  readonly staging: StagingFolder;
  readonly pins: Pins<MediaId>;
  readonly now: () => Instant;
}

/** What a sweep has done so far. */
export interface Tally {
  removed: number;
  readonly refusals: unknown[];
  readonly damaged: Damaged[];
}

export const newTally = (): Tally => ({ removed: 0, refusals: [], damaged: [] });

/** Work that removes files. If one cannot be removed, the others are, and the fault is reported at the end. */
export const tallied = (work: () => Promise<Tally>): Stored<Round> =>
  pipe(
    diskWork(work),
    TE.chain(({ removed, refusals, damaged }) =>
      refusals.length > 0 ? TE.left(unavailable(refusals[0])) : TE.right({ count: removed, damaged }),
    ),
  );

/** What is taken away in one turn of the event loop. */
export interface Taking {
  /** Takes away the file of a place, unless it is pinned or named. The place goes, whether or not there is a file. */
  readonly take: (place: Unnamed, record: MediaRecord | null) => void;
  /** Whether this turn has taken long enough. */
  readonly isFull: () => boolean;
  /** Removes what was taken away, and its records. */
  readonly done: () => Promise<void>;
}

export const takingAway = ({ paths, records, pins }: SweepParts, tally: Tally): Taking => {
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

const forget = async (records: MediaRecords, places: readonly Unnamed[], tally: Tally): Promise<void> => {
  const forgotten = await records.remove(places)();
  if (E.isLeft(forgotten)) tally.refusals.push(forgotten.left.cause);
};

/** Counts a removal once it is done. */
export const count = (tally: Tally, removal: Promise<void>): Promise<void> =>
  removal.then(
    () => void (tally.removed += 1),
    (error: unknown) => void tally.refusals.push(error),
  );

/** A record; a damaged one is named in the tally. */
export const readable = (records: MediaRecords, id: MediaId, { damaged }: Tally): MediaRecord | 'damaged' | null => {
  try {
    return records.get(id);
  } catch (cause) {
    if (!(cause instanceof CorruptRecord)) throw cause;
    damaged.push({ what: cause.message, cause });
    return 'damaged';
  }
};
