import { existsSync } from 'node:fs';
import * as E from 'fp-ts/lib/Either.js';
import { type Instant } from '../../../domain/model/time.js';
import { type MoveFrom } from '../migration.js';
import { newestFormat } from '../shared/upgrade/formats.js';
import { otherThan } from '../shared/upgrade/standing.js';
import { openSealer } from './accounts/encryption.js';
import { openEnvironment } from './lmdb/environment.js';
import { RecordsUnusable } from './lmdb/faults.js';
import { dataFileOf } from './lmdb/opening/open-checked.js';
import { refuseUnready } from './lmdb/unready.js';
import { mediaRecords } from './media/media-records.js';
import { openMediaStorage } from './media/media-storage.js';
import { mediaPaths } from './media/paths.js';
import { beginCopy, type Copying } from './move/mark.js';
import { moveFromFilesystem } from './move/move-from.js';
import { type RecordsOptions } from './records.js';
import { type AlreadyHeld, takeHold } from './server-lock/holder.js';
import { openFormat } from './upgrade/format-records.js';
import { filesystemSteps } from './upgrade/steps.js';

/** A data folder that is copied, and that no server uses until it is closed. */
export interface FilesystemSource {
  /** The data file, for errors. */
  readonly file: string;
  readonly from: MoveFrom;
  readonly copying: Copying;
  readonly close: () => Promise<void>;
}

/**
 * Opens a data folder in order to copy it, and holds its server lock. Left: a server runs on it. Throws
 * `RecordsUnusable`, also for an older format, and if the store fails.
 */
export const openFilesystemSource = async (
  { dataDir, encryptionKey, encryptionKeyOld = null, steps = filesystemSteps }: RecordsOptions,
  now: () => Instant,
): Promise<E.Either<AlreadyHeld, FilesystemSource>> => {
  const undo: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    refuseUnready(dataDir);
    const file = dataFileOf(dataDir);
    if (!existsSync(file)) throw new RecordsUnusable({ _tag: 'NothingToMove', file });
    const environment = await openEnvironment({ dataDir });
    undo.push(environment.close);
    const fault = otherThan(await openFormat(environment, steps), newestFormat(steps));
    if (fault !== null) throw new RecordsUnusable({ _tag: 'FormatRefused', file, fault });
    const held = await takeHold(environment);
    if (E.isLeft(held)) {
      await close();
      return held;
    }
    undo.push(held.right.release);
    const { sealer } = await openSealer(environment, { key: encryptionKey, old: encryptionKeyOld });
    const records = mediaRecords(environment);
    const media = await openMediaStorage({ dataDir, records, now });
    undo.push(media.close);
    const from = moveFromFilesystem({
      environment,
      sealer,
      mediaRecords: records,
      media,
      fileOf: mediaPaths(dataDir).fileOf,
    });
    return E.right({ file, from, copying: await beginCopy(environment), close });
  } catch (error) {
    await close();
    throw error;
  }
};
