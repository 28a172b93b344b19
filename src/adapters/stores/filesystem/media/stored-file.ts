import * as O from 'fp-ts/lib/Option.js';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type MediaId, parseMediaId } from '../../../../domain/model/message.js';
import { type StoredMedia } from '../../../../domain/ports/media-storage.js';
import { type Stored } from '../../../../domain/ports/store.js';
import { type MediaRecord, type MediaRecords } from './media-records.js';
import { DamagedFile } from './damaged-file.js';
import { isMissing, isSystemError } from '../../../../kit/system-error.js';
import { diskWork } from './disk-work.js';
import { type MediaPaths } from './paths.js';
import { type OpenFile, readPieces } from './read-file.js';

/** Opens published files as the port says. An id that no record has never reaches the disk. */
export const makeOpen =
  (paths: MediaPaths, records: MediaRecords) =>
  (id: MediaId): Stored<O.Option<StoredMedia>> =>
    diskWork(async () => {
      if (parseMediaId(id) === null) return O.none;
      const record = records.get(id);
      return record === null ? O.none : openFile(paths.fileOf(id), record);
    });

const openFile = async (path: string, record: MediaRecord): Promise<O.Option<StoredMedia>> => {
  const handle = await openIfThere(path);
  if (handle !== null) return O.some(storedMedia({ handle, path }, await judged({ handle, path }, record)));
  // A record that no message names may outlive its file for a moment: a crash or the sweep is between the two.
  if (record.named) throw new DamagedFile(path, 'is missing, though a message names it');
  return O.none;
};

const openIfThere = async (path: string): Promise<FileHandle | null> => {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if (isMissing(error)) return null;
    if (isSystemError(error) && error.code === 'ELOOP') throw new DamagedFile(path, 'is a link, not a file');
    throw error;
  }
};

/** The record, once the file that was opened is as it says; else the file is closed again. */
const judged = async ({ handle, path }: OpenFile, record: MediaRecord): Promise<MediaRecord> => {
  try {
    const stats = await handle.stat();
    if (stats.isFile() && stats.size === record.sizeBytes) return record;
    throw new DamagedFile(path, `is no file of ${record.sizeBytes} bytes, as its record says: it has ${stats.size}`);
  } catch (error) {
    await handle.close();
    throw error;
  }
};

const storedMedia = (file: OpenFile, { type, sizeBytes }: MediaRecord): StoredMedia => ({
  type,
  sizeBytes,
  bytes: O.match(
    () => readPieces(file, 0, sizeBytes),
    ({ first, last }) => readPieces(file, first, Math.min(last + 1, sizeBytes)),
  ),
  close: () => file.handle.close(),
});
