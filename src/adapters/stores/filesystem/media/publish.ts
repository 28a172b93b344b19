import { pipe } from 'fp-ts/lib/function.js';
import { type IO } from 'fp-ts/lib/IO.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { lstat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type MediaId } from '../../../../domain/model/media/media-id.js';
import { type Stored } from '../../../../domain/ports/store.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type Pins } from '../../../../kit/pins.js';
import { isMissing } from '../../../../kit/system-error.js';
import { type MediaFacts } from '../../records/media.js';
import { type MediaRecord, type MediaRecords } from './media-records.js';
import { diskWork } from './disk-work.js';
import { type MediaPaths } from './paths.js';
import { type DiskFile } from './staged-file.js';

export interface PublishParts {
  readonly paths: MediaPaths;
  readonly records: MediaRecords;
  readonly pins: Pins<MediaId>;
  readonly syncFolder: (folder: string) => Promise<void>;
  readonly now: () => Instant;
}

/** Gives a staged file its final name and records it. Returns what to do once its pin is released. */
export const publishFile = (parts: PublishParts, file: DiskFile, id: MediaId, facts: MediaFacts): Stored<IO<void>> =>
  pipe(
    diskWork(() => putInPlace(parts, file, id)),
    TE.map((put) => (put === 'durable' ? () => undefined : recordIt(parts, id, facts))),
  );

/**
 * Records the file. No caller waits for the record: it shares the commit of the next message, which writes the record
 * itself if necessary. A crash before that leaves a file that no message names.
 */
const recordIt = ({ records, pins, now }: PublishParts, id: MediaId, facts: MediaFacts): IO<void> => {
  const recorded = records
    .publish(id, facts, now())
    // A record that cannot be read is reported to the caller that needs it.
    .catch(() => undefined);
  return () => void recorded.then(() => pins.has(id) || records.release(id));
};

/** Gives the file its name, unless it has it already. `durable` if an earlier publishing has done everything. */
const putInPlace = async (
  { paths, records, syncFolder }: PublishParts,
  file: DiskFile,
  id: MediaId,
): Promise<'durable' | 'unrecorded'> => {
  const path = paths.fileOf(id);
  const record = records.get(id);
  if (record !== null && (await isThere(path, record))) {
    await file.removeName();
    if (record.named) return 'durable';
    // An unnamed record may be another request's, whose fsync is still on its way.
  } else await file.moveTo(path);
  await syncFolder(dirname(path));
  return 'unrecorded';
};

/** Whether the published file is there whole. Its bytes were durable before it got its name. */
const isThere = async (path: string, { sizeBytes }: MediaRecord): Promise<boolean> => {
  try {
    const stats = await lstat(path);
    return stats.isFile() && stats.size === sizeBytes;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
};
