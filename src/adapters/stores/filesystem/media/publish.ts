import * as E from 'fp-ts/lib/Either.js';
import { type IO } from 'fp-ts/lib/IO.js';
import { lstat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Account } from '../../../../domain/model/account.js';
import { type ServedType } from '../../../../domain/model/media-rules.js';
import { mediaIdOf } from '../../../../domain/model/media-id.js';
import { type MediaId } from '../../../../domain/model/message.js';
import { type PublishedMedia } from '../../../../domain/ports/media-storage.js';
import { type Stored } from '../../../../domain/ports/store.js';
import { type Instant } from '../../../../domain/model/time.js';
import { hmacSha256 } from '../../../../kit/hmac.js';
import { type Pins } from '../../../../kit/pins.js';
import { type MediaRecord, type MediaRecords } from './media-records.js';
import { isMissing } from '../../../../kit/system-error.js';
import { diskWork } from './disk-work.js';
import { type MediaPaths } from './paths.js';
import { type StagedFile } from './staged-file.js';
import { type Staged } from './stage.js';

export interface PublishParts {
  readonly paths: MediaPaths;
  readonly records: MediaRecords;
  readonly pins: Pins<MediaId>;
  readonly syncFolder: (folder: string) => Promise<void>;
  readonly now: () => Instant;
}

/**
 * Publishes a staged file as the port says. The pin is taken before the file gets its name, so that at no moment
 * the sweep may take the file that this request stands on.
 */
export const makePublish =
  (parts: PublishParts) =>
  (staged: Staged, owner: Pick<Account, 'id' | 'mediaKey'>, type: ServedType): Stored<PublishedMedia> =>
  async () => {
    const id = mediaIdOf(hmacSha256)(owner, staged.media.sha256, type);
    const release = parts.pins.take(id);
    let isPublished = false;
    try {
      const put = await diskWork(() => putInPlace(parts, staged.file, id))();
      if (E.isLeft(put)) return put;
      isPublished = true;
      return E.right({
        id,
        release: put.right === 'durable' ? release : recordIt(parts, staged, id, owner, type, release),
      });
    } finally {
      if (!isPublished) release();
    }
  };

/**
 * Records the file, and answers what releases it. Nobody waits for the record: it shares the commit of the message
 * that comes next, which writes it itself if need be. A crash before leaves a file that no message names.
 */
const recordIt = (
  { records, pins, now }: PublishParts,
  { media: { sizeBytes, sha256 } }: Staged,
  id: MediaId,
  owner: Pick<Account, 'id'>,
  type: ServedType,
  release: IO<void>,
): IO<void> => {
  const recorded = records
    .publish(id, { type, sizeBytes, sha256, accountId: owner.id }, now())
    // A record that cannot be read is told by whoever needs it.
    .catch(() => undefined);
  return () => {
    release();
    void recorded.then(() => pins.has(id) || records.release(id));
  };
};

/** Gives the file its name, unless it has it; `durable` where an earlier publishing has done all that is to do. */
const putInPlace = async (
  { paths, records, syncFolder }: PublishParts,
  file: StagedFile,
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
