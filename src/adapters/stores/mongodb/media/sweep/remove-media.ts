import { type Filter, type ObjectId } from 'mongodb';
import { type MediaId } from '../../../../../domain/model/media/media-id.js';
import { type Instant } from '../../../../../domain/model/time.js';
import { type Pins } from '../../../../../kit/pins.js';
import { counted } from '../../database/answers.js';
import { type AnyDocument, type Database } from '../../database/database.js';
import { type Documents, type Kept } from '../../database/documents.js';
import { type GridFiles } from '../grid-files.js';
import { type MediaRecord } from '../media-records.js';
import { type Staging } from '../staging.js';
import { dropHandlesOf } from '../upload-handles.js';

export interface RemovalParts {
  readonly database: Database;
  readonly media: Documents<MediaRecord>;
  readonly files: GridFiles;
  readonly staging: Staging;
  readonly pins: Pins<MediaId>;
  /** Files that are being read on this node. */
  readonly readers: Pins<string>;
  readonly now: () => Instant;
  /** The name of this process. */
  readonly self: string;
}

/**
 * Removes a published file: its record, the ids under which WhatsApp knows it, and its bytes. Does nothing, and is false,
 * where the record does not fit `still` any more: then somebody has published the file since it was read.
 */
export const removeMedia = async (
  parts: RemovalParts,
  { record, document }: Kept<MediaRecord>,
  still: Filter<AnyDocument>,
): Promise<boolean> => {
  const { database, media, staging } = parts;
  const id = document._id as MediaId;
  // If this process dies in between, the next sweep of any node removes the file.
  await staging.abandon(record.file);
  const removal = media.collection.deleteOne({ ...still, _id: { $eq: id }, file: { $eq: record.file } });
  const { deletedCount } = await database.within(removal);
  if (counted(deletedCount, 'delete of media') === 0) {
    await leaveAlone(parts, record.file);
    return false;
  }
  await dropHandlesOf(database, id);
  await removeFile(parts, record.file);
  return true;
};

/** If another process has removed the record, its file is still to be removed. */
const leaveAlone = async (parts: RemovalParts, file: ObjectId): Promise<void> => {
  if (await isPublished(parts, file)) await parts.staging.forget(file);
};

/** Whether a record names a file. */
export const isPublished = async ({ media }: Pick<RemovalParts, 'media'>, file: ObjectId): Promise<boolean> =>
  (await media.found({ file: { $eq: file } }, {}, 1)).length > 0;

/** Removes a file that can no longer be opened. False: it is still being read, and a later sweep removes it. */
export const removeFile = async (
  { files, staging, readers }: Pick<RemovalParts, 'files' | 'staging' | 'readers'>,
  file: ObjectId,
): Promise<boolean> => {
  if (readers.has(file.toHexString())) return false;
  await files.remove(file);
  await staging.forget(file);
  return true;
};
