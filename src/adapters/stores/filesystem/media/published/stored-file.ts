import * as O from 'fp-ts/lib/Option.js';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type MediaId, parseMediaId } from '../../../../../domain/model/media/media-id.js';
import { type MediaStorage, type StoredMedia } from '../../../../../domain/ports/media-storage.js';
import { storedMedia } from '../../../shared/media/stored-media.js';
import { type MediaRecords } from '../media-records.js';
import { type MediaRecord } from '../media-tables.js';
import { DamagedMedia, orDamaged } from '../../../shared/media/damaged-media.js';
import { isMissing, isSystemError } from '../../../../../kit/system-error.js';
import { diskWork } from '../disk-work.js';
import { type MediaPaths } from '../paths.js';
import { type OpenFile, readPieces } from '../read-file.js';

/** Opens published files by the law of the port. An id without a record never reaches the disk. */
export const makeOpen =
  (paths: MediaPaths, records: MediaRecords): MediaStorage['open'] =>
  (id: MediaId) =>
    orDamaged(
      diskWork(async () => {
        if (parseMediaId(id) === null) return O.none;
        const record = records.get(id);
        if (record === null) return O.none;
        const file = await openPublished(paths.fileOf(id), record);
        return file === null ? O.none : O.some(served(file, record));
      }),
    );

const served = (file: OpenFile, { type, sizeBytes }: MediaRecord): StoredMedia => {
  const pieces = (position: number, end: number) => readPieces(file, position, end);
  return storedMedia({ type, sizeBytes, pieces, close: () => file.handle.close() });
};

/** Opens a published file. Null if it is gone and no message names it. Throws `DamagedMedia`. */
export const openPublished = async (path: string, record: MediaRecord): Promise<OpenFile | null> => {
  const handle = await openIfThere(path);
  if (handle !== null) return checked({ handle, path }, record);
  // A record that no message names may briefly outlive its file, after a crash or during a sweep.
  if (record.named) throw new DamagedMedia(path, 'is missing, though a message names it');
  return null;
};

const openIfThere = async (path: string): Promise<FileHandle | null> => {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if (isMissing(error)) return null;
    if (isSystemError(error) && error.code === 'ELOOP') throw new DamagedMedia(path, 'is a link, not a file');
    throw error;
  }
};

/** The file, if it matches its record; else it is closed again. */
const checked = async (file: OpenFile, { sizeBytes }: MediaRecord): Promise<OpenFile> => {
  try {
    const stats = await file.handle.stat();
    if (!stats.isFile() || stats.size !== sizeBytes)
      throw new DamagedMedia(file.path, `is no file of ${sizeBytes} bytes, as its record says: it has ${stats.size}`);
  } catch (error) {
    await file.handle.close();
    throw error;
  }
  return file;
};
