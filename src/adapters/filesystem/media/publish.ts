import * as E from 'fp-ts/lib/Either.js';
import { lstat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Account } from '../../../domain/account.js';
import { type Unavailable } from '../../../domain/errors.js';
import { type ServedType } from '../../../domain/media-rules.js';
import { type MediaId } from '../../../domain/message.js';
import { type PublishedMedia } from '../../../domain/ports/media-storage.js';
import { type Stored } from '../../../domain/ports/store.js';
import { type Instant } from '../../../domain/time.js';
import { type MediaRecord, type MediaRecords } from '../media-records.js';
import { diskWork, isMissing } from './disk-work.js';
import { type Holds } from './holds.js';
import { mediaIdOf } from './media-id.js';
import { type MediaPaths } from './paths.js';
import { type Staged } from './stage.js';

export interface PublishParts {
  readonly paths: MediaPaths;
  readonly records: MediaRecords;
  readonly holds: Holds;
  readonly syncFolder: (folder: string) => Promise<void>;
  readonly now: () => Instant;
}

/**
 * Publishes a staged file as the port says. The hold is taken before the file gets its name, so that at no moment
 * the sweep may take the file that this request stands on.
 */
export const makePublish =
  (parts: PublishParts) =>
  (staged: Staged, owner: Pick<Account, 'id' | 'mediaKey'>, type: ServedType): Stored<PublishedMedia> =>
  async () => {
    const id = mediaIdOf(owner, staged.media.sha256, type);
    const release = parts.holds.take(id);
    let isPublished = false;
    try {
      const done = E.flatten(await diskWork(() => put(parts, staged, id, owner, type))());
      isPublished = E.isRight(done);
      return E.map(() => ({ id, release }))(done);
    } finally {
      if (!isPublished) release();
    }
  };

type Written = E.Either<Unavailable, void>;

const put = async (
  { paths, records, syncFolder, now }: PublishParts,
  { media: { sizeBytes, sha256 }, file }: Staged,
  id: MediaId,
  owner: Pick<Account, 'id'>,
  type: ServedType,
): Promise<Written> => {
  const path = paths.fileOf(id);
  const record = records.get(id);
  if (record !== null && (await isThere(path, record))) {
    await file.removeName();
    // A message names the file, so an earlier publishing has ended and all of it is durable already.
    if (record.named) return E.right(undefined);
  } else await file.moveTo(path);

  // Neither needs the other: a crash between them leaves a name without a record or a record without a file, and
  // no message names either yet. An unnamed record may be another request's whose fsync is still on its way.
  const [recorded] = await Promise.all([
    records.publish(id, { type, sizeBytes, sha256, accountId: owner.id }, now())(),
    syncFolder(dirname(path)),
  ]);
  return recorded;
};

/** Whether the published file is there in full. Its bytes were durable before it got its name. */
const isThere = async (path: string, { sizeBytes }: MediaRecord): Promise<boolean> => {
  try {
    const stats = await lstat(path);
    return stats.isFile() && stats.size === sizeBytes;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
};
