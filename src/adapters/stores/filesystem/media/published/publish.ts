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

/** Gives a staged file its final name and records it. */
export const publishFile = (parts: PublishParts, file: DiskFile, id: MediaId, facts: MediaFacts): Stored<void> =>
  diskWork(() => putInPlace(parts, file, id, facts));

/** Publishes the file that stands under its id once more. False if another file stands there, or none. */
export const publishAgain = (
  parts: PublishParts,
  { handle }: OpenFile,
  id: MediaId,
  facts: MediaFacts,
): Stored<boolean> =>
  diskWork(async () => {
    const isThere = await isAt(parts.paths.fileOf(id), handle);
    if (isThere) await keep(parts, id, facts);
    return isThere;
  });

/**
 * Records the file. No caller waits for the record: it shares the commit of the next message, which writes the record
 * itself if necessary. A crash before that leaves a file that no message names.
 */
const recordIt = ({ records, pins, now }: PublishParts, id: MediaId, facts: MediaFacts): void =>
  void records
    .publish(id, facts, now())
    // A defect here is reported to the caller that opens the message.
    .catch(() => undefined)
    .then(() => pins.has(id) || records.release(id));

/**
 * Gives the file its name, unless the file of this name has the same bytes. Whatever else has the name is replaced; who
 * has it open reads it to its end.
 */
const putInPlace = async (parts: PublishParts, file: DiskFile, id: MediaId, facts: MediaFacts): Promise<void> => {
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
  recordIt(parts, id, facts);
};

/** Makes durable that the file has its name, and records it, unless an earlier publishing has done everything. */
const keep = async (parts: PublishParts, id: MediaId, facts: MediaFacts): Promise<void> => {
  const { paths, records, placing, syncFolder } = parts;
  // The name may be another request's, whose fsync is still on its way.
  if (!placing.has(id) && isRecorded(records, id, facts)) return;
  await syncFolder(dirname(paths.fileOf(id)));
  recordIt(parts, id, facts);
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
