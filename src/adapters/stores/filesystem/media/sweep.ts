import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { unavailable } from '../../../../domain/model/errors.js';
import { type MediaId, parseMediaId } from '../../../../domain/model/media/media-id.js';
import { type Damaged, type Round, type Stored } from '../../../../domain/ports/store.js';
import { type Instant } from '../../../../domain/model/time.js';
import { UNNAMED_KEPT } from '../../../../domain/ports/media-storage.js';
import { type Pins } from '../../../../kit/pins.js';
import { type MediaRecord, type MediaRecords } from './media-records.js';
import { CorruptRecord } from '../lmdb/faults.js';
import { diskWork } from './disk-work.js';
import { fileNames, removeFile, takeAway } from './media-files.js';
import { type MediaPaths } from './paths.js';
import { type StagingFolder } from './staged-file.js';

/** How many items are checked before other work gets its turn. */
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
 * record, and staged files that no running request of this process owns (a server is alone on its folder). If a file
 * cannot be removed, the sweep continues and reports it at the end.
 */
export const makeSweep = (parts: SweepParts): Stored<Round> =>
  pipe(
    diskWork(() => sweepAll(parts)),
    TE.chain(({ removed, refusals, damaged }) =>
      refusals.length > 0 ? TE.left(unavailable(refusals[0])) : TE.right({ count: removed, damaged }),
    ),
  );

const sweepAll = async (parts: SweepParts): Promise<Tally> => {
  const tally: Tally = { removed: 0, refusals: [], damaged: [] };
  await parts.records.settled();
  await sweepNameless(parts, tally);
  await sweepUnrecorded(parts, tally);
  await sweepStaging(parts, tally);
  return tally;
};

interface Tally {
  removed: number;
  readonly refusals: unknown[];
  readonly damaged: Damaged[];
}

/**
 * Removes records that no message names, and their files. The checks of pin, name and age and the move of the file are
 * one synchronous step, so no request can publish the file again in between. A request that publishes right after finds
 * no file, and its record is written after this record is removed.
 */
const sweepNameless = async ({ paths, records, pins, now }: SweepParts, tally: Tally): Promise<void> => {
  for await (const ids of batchesOfIds(records)) {
    const removals: Promise<unknown>[] = [];
    for (const id of ids) {
      const record = readable(records, id, tally);
      if (record === null || record.named || pins.has(id)) continue;
      if (now() - record.publishedAt <= UNNAMED_KEPT) continue;
      removals.push(count(tally, takeAway(paths.staging, paths.fileOf(id))), forget(records, id, record, tally));
    }
    await Promise.all(removals);
  }
};

/** Removes published files without a record: a process died between file and record, or during a removal. */
const sweepUnrecorded = async ({ paths, records, pins }: SweepParts, tally: Tally): Promise<void> => {
  for (const folder of paths.folders)
    for await (const names of fileNames(folder, BATCH)) {
      const removals: Promise<void>[] = [];
      for (const name of names) {
        const id = parseMediaId(name);
        if (id === null || pins.has(id) || isRecorded(records, id)) continue;
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

const forget = async (records: MediaRecords, id: MediaId, record: MediaRecord, tally: Tally): Promise<void> => {
  const forgotten = await records.remove(id, record.publishedAt)();
  if (E.isLeft(forgotten)) tally.refusals.push(forgotten.left.cause);
};

const count = (tally: Tally, removal: Promise<void>): Promise<void> =>
  removal.then(
    () => void (tally.removed += 1),
    (error: unknown) => void tally.refusals.push(error),
  );

/** False for a damaged record, which is not removed. */
const readable = (records: MediaRecords, id: MediaId, { damaged }: Tally): MediaRecord | null => {
  try {
    return records.get(id);
  } catch (cause) {
    if (cause instanceof CorruptRecord) damaged.push({ what: cause.message, cause });
    return null;
  }
};

const isRecorded = (records: MediaRecords, id: MediaId): boolean => {
  try {
    return records.get(id) !== null;
  } catch {
    return true;
  }
};

async function* batchesOfIds(records: MediaRecords): AsyncGenerator<readonly MediaId[]> {
  for (let ids = records.ids('', BATCH); ids.length > 0; ids = records.ids(ids.at(-1) ?? '', BATCH)) {
    yield ids;
    await setImmediate();
  }
}
