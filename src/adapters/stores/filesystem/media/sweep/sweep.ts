import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { parseMediaId } from '../../../../../domain/model/media/media-id.js';
import { UNNAMED_KEPT } from '../../../../../domain/ports/media-storage.js';
import { type Round, type Stored } from '../../../../../domain/ports/store.js';
import { PIECE } from '../../lmdb/slices.js';
import { fileNames, removeFile, takeAway } from '../media-files.js';
import { type Unnamed } from '../media-records.js';
import {
  BATCH,
  count,
  newTally,
  readable,
  type SweepParts,
  type Taking,
  takingAway,
  type Tally,
  tallied,
} from './taking-away.js';

/**
 * Removes files without an owner, in the background: published files that no message names, published files without a
 * record, and staged files that no running request of this process owns (a server is alone on its folder). While a
 * backup runs, published files stay. If a file cannot be removed, the sweep continues and reports it at the end.
 */
export const makeSweep = (parts: SweepParts): Stored<Round> => tallied(() => sweepAll(parts));

const sweepAll = async (parts: SweepParts): Promise<Tally> => {
  const tally = newTally();
  await parts.records.settled();
  await sweepUnnamed(parts, tally);
  await sweepUnrecorded(parts, tally);
  await sweepStaging(parts, tally);
  return tally;
};

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
