import { pipe } from 'fp-ts/lib/function.js';
import { type IO } from 'fp-ts/lib/IO.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type MediaId } from '../../../../../domain/model/media/media-id.js';
import { type Stored } from '../../../../../domain/ports/store.js';
import { type Instant } from '../../../../../domain/model/time.js';
import { type Pins } from '../../../../../kit/pins.js';
import { isSystemError } from '../../../../../kit/system-error.js';
import { type MediaFacts } from '../../../records/media.js';
import { CorruptRecord } from '../../lmdb/faults.js';
import { diskWork } from '../disk-work.js';
import { type MediaRecords } from '../media-records.js';
import { type MediaPaths } from '../paths.js';
import { type OpenFile } from '../read-file.js';
import { hasSameBytes, isAt } from './same-bytes.js';
import { type DiskFile } from '../staging/staged-file.js';

export interface PublishParts {
  readonly paths: MediaPaths;
  readonly records: MediaRecords;
  readonly pins: Pins<MediaId>;
  /** Files that have their name, which is not durable yet. */
  readonly placing: Pins<MediaId>;
  readonly syncFolder: (folder: string) => Promise<void>;
  readonly now: () => Instant;
}

/** Gives a staged file its final name and records it. Returns what to do once its pin is released. */
export const publishFile = (parts: PublishParts, file: DiskFile, id: MediaId, facts: MediaFacts): Stored<IO<void>> =>
  pipe(
    diskWork(() => putInPlace(parts, file, id, facts)),
    TE.map((put) => whenPut(parts, put, id, facts)),
  );

/** Publishes the file that stands under its id once more. None if another file stands there, or none. */
export const publishAgain = (
  parts: PublishParts,
  { handle }: OpenFile,
  id: MediaId,
  facts: MediaFacts,
): Stored<O.Option<IO<void>>> =>
  pipe(
    diskWork(async () =>
      (await isAt(parts.paths.fileOf(id), handle)) ? O.some(await keep(parts, id, facts)) : O.none,
    ),
    TE.map(O.map((put) => whenPut(parts, put, id, facts))),
  );

/** `durable` if an earlier publishing has done everything. */
type Put = 'durable' | 'unrecorded';

const whenPut = (parts: PublishParts, put: Put, id: MediaId, facts: MediaFacts): IO<void> =>
  put === 'durable' ? () => undefined : recordIt(parts, id, facts);

/**
 * Records the file. No caller waits for the record: it shares the commit of the next message, which writes the record
 * itself if necessary. A crash before that leaves a file that no message names.
 */
const recordIt = ({ records, pins, now }: PublishParts, id: MediaId, facts: MediaFacts): IO<void> => {
  const recorded = records
    .publish(id, facts, now())
    // A defect here is reported to the caller that opens the message.
    .catch(() => undefined);
  return () => void recorded.then(() => pins.has(id) || records.release(id));
};

/**
 * Gives the file its name, unless the file of this name has the same bytes. Whatever else has the name is replaced; who
 * has it open reads it to its end.
 */
const putInPlace = async (parts: PublishParts, file: DiskFile, id: MediaId, facts: MediaFacts): Promise<Put> => {
  const { paths, placing, syncFolder } = parts;
  const path = paths.fileOf(id);
  if (await hasSameBytes(path, file, facts.sizeBytes)) {
    await file.removeName();
    return keep(parts, id, facts);
  }
  const placed = placing.take(id);
  try {
    await moveOver(file, path);
    await syncFolder(dirname(path));
  } finally {
    placed();
  }
  return 'unrecorded';
};

/** Makes durable that the file has its name. */
const keep = async (
  { paths, records, placing, syncFolder }: PublishParts,
  id: MediaId,
  facts: MediaFacts,
): Promise<Put> => {
  // The name may be another request's, whose fsync is still on its way.
  if (!placing.has(id) && isRecorded(records, id, facts)) return 'durable';
  await syncFolder(dirname(paths.fileOf(id)));
  return 'unrecorded';
};

/** Whether the record says the same and a message names it. An unnamed record may not be written yet. */
const isRecorded = (records: MediaRecords, id: MediaId, facts: MediaFacts): boolean => {
  try {
    const record = records.get(id);
    return record !== null && record.named && mediaFacts.every((fact) => record[fact] === facts[fact]);
  } catch (cause) {
    if (cause instanceof CorruptRecord) return false;
    throw cause;
  }
};

const mediaFacts = ['type', 'sizeBytes', 'sha256', 'accountId'] as const satisfies readonly (keyof MediaFacts)[];

/**
 * Moves a file over whatever has its name. An empty folder goes; one that holds something is not ours to delete, and
 * keeps the file from being published.
 */
const moveOver = async (file: DiskFile, path: string): Promise<void> => {
  try {
    await file.moveTo(path);
  } catch (error) {
    if (!isSystemError(error) || error.code !== 'EISDIR') throw error;
    await rmdir(path);
    await file.moveTo(path);
  }
};
